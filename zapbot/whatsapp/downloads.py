"""A customer's file from Meta: where it is now, and its bytes. Cloud API fact sheet, section 9."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from zapbot.connector import Fetched, File, Outcome, Refused, Retry, Sink, Stop, Unknown
from zapbot.pour import Missed, pour
from zapbot.whatsapp import answers
from zapbot.whatsapp.payloads import mapping, text

if TYPE_CHECKING:
    from zapbot.whatsapp.wire import Wire

_META = re.compile(r"https://([a-z0-9-]+\.)+(fbsbx\.com|fbcdn\.net)(:443)?/[!-\[\]-~]*", re.IGNORECASE)
"""Spelled out rather than parsed: two parsers that read an address differently are the way around a check."""
_NO_SUCH_ID = 100
_RESOLVES = 2

Place = Callable[[str], str]


def ours(url: str, api_url: str) -> bool:
    """Whether the token may go to an address: Meta's file hosts, and the host that is asked for everything else."""
    api = urlsplit(api_url)
    origin = re.escape(f"{api.scheme}://{api.netloc}")
    return bool(_META.fullmatch(url) or re.fullmatch(rf"{origin}/[!-\[\]-~]*", url))


async def download(
    wire: "Wire", resolve_url: str, api_url: str, file: File, sink: Sink, place: Place = str
) -> Fetched | Outcome:
    """Read a file from the address its message named, else from the one its id leads to, twice if the first is old.

    `place` says where an address really is, for whoever stands between Meta and us.
    """

    async def fetched(url: str) -> Missed | None:
        return await pour(wire.client, place(url), sink, lambda place: ours(place, api_url))

    missed = await fetched(file.url) if file.url else Missed("no address yet")
    if missed is None:
        return Fetched()
    for _ in range(_RESOLVES):
        if missed.too_large:
            return Refused(missed.reason)
        found = await _resolved(wire, resolve_url)
        if not isinstance(found, dict):
            return found
        missed = await fetched(text(found.get("url")))
        if missed is None:
            return Fetched(text(found.get("mime_type")) or None, text(found.get("sha256")) or None, _size(found))
        if not missed.expired:
            break
    return _ending(missed)


async def _resolved(wire: "Wire", url: str) -> dict[str, Any] | Outcome:
    """What Meta knows about a file."""
    answer = await wire.ask("GET", url)
    if not isinstance(answer, tuple):
        return answer
    status, body = answer
    found = _json(body)
    if status == 200 and text(found.get("url")):
        return found
    outcome = answers.outcome(status, body)
    if status == 404 or (isinstance(outcome, Stop) and outcome.code == _NO_SUCH_ID):
        return Refused("WhatsApp does not have the file any more")
    return outcome if not isinstance(outcome, Unknown) else Retry(outcome.reason)


def _ending(missed: Missed) -> Outcome:
    if missed.too_large:
        return Refused(missed.reason)
    return Stop(missed.reason) if missed.status == 401 else Retry(missed.reason)


def _size(found: dict[str, Any]) -> int | None:
    """A number in answers, a text in the documentation."""
    size = found.get("file_size")
    return int(size) if isinstance(size, int | str) and str(size).isdecimal() else None


def _json(body: bytes) -> dict[str, Any]:
    try:
        return mapping(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}
