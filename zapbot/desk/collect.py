"""A customer's file: fetched into the store while it still can be, then shown beside its message."""

import asyncio
import base64
import random
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from zapbot import mime
from zapbot.connector import Connector, Fetched, File, Hold, Outcome, Refused, Retry, Stop
from zapbot.store import attachments, journal
from zapbot.store.attachments import Claim
from zapbot.store.db import transaction
from zapbot.store.media import Writer

KEPT_SECONDS = 7 * 24 * 3600.0
"""Meta keeps a customer's file seven days. Cloud API fact sheet, section 9."""

TRY_SECONDS = 600.0
"""A try that takes longer is given up: 100 MB at 170 kB/s."""

PAUSES = (5.0, 20.0, 60.0, 300.0, 900.0, 2700.0, 7200.0, 14400.0, 18000.0)
"""Between the tries: ten of them over some twelve hours."""

BROKEN_SECONDS = 300.0
"""Before another try when the number's token is refused: somebody has to repair that first."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The file is in the store."""

    sha256: str
    size: int
    sniffed: str


async def collect(data_dir: Path, connector: Connector, claim: Claim, now: float) -> Collected | Outcome:
    """Fetch a file and keep it, if it is what was announced; or how that failed."""
    if not claim.file.id and not claim.file.url:
        return Refused("WhatsApp could not pass the file on")
    try:
        async with asyncio.timeout(TRY_SECONDS):
            with Writer(data_dir, owner=f"media-{claim.id}", now=now) as writer:
                found = await connector.download(claim.number, claim.file, writer)
                if not isinstance(found, Fetched):
                    return found
                wrong = _mismatch(claim.file, found, writer)
                if wrong:
                    return Retry(wrong)
                sniffed = mime.sniffed(writer.head)
                return Collected(*await asyncio.to_thread(writer.finish), sniffed)
    except TimeoutError:
        return Retry(f"the file did not come within {TRY_SECONDS:.0f} s")
    except sqlite3.Error as error:
        return Hold(f"the file cannot be stored: {error}", 60.0)


def settle(db: Database, claim: Claim, ending: Collected | Outcome, now: float) -> None:
    """Write down how one try ended."""
    with transaction(db):
        match ending:
            case Collected(sha256, size, sniffed):
                if attachments.stored(db, claim, sha256, size, sniffed, now):
                    note(db, claim.message_id, "media.stored", now, media=claim.id, mime=sniffed, size=size)
            case Refused(reason):
                _give_up(db, claim, reason, now)
            case Hold(reason, seconds):
                _later(db, claim, reason, now, seconds, counts=False)
            case Stop(reason):
                _later(db, claim, reason, now, BROKEN_SECONDS, counts=False)
            case Retry(attempts=int(most), reason=reason) if claim.attempts >= most:
                _give_up(db, claim, reason, now)
            case _ if claim.attempts > len(PAUSES):
                _give_up(db, claim, _reason(ending), now)
            case _:
                pause = PAUSES[claim.attempts - 1] * random.uniform(0.8, 1.2)
                _later(db, claim, _reason(ending), now, pause, counts=True)


def note(db: Database, message_id: int, kind: str, now: float, **data: object) -> None:
    """Write down what became of a message's file."""
    contact_id, conversation_id = attachments.whose(db, message_id) or (None, None)
    journal.append(db, kind, now, contact_id, conversation_id, message_id, **data)


def _mismatch(file: File, found: Fetched, writer: Writer) -> str | None:
    """What is wrong with the bytes that came, by what the message and the answer announced."""
    if not writer.size:
        return "the file is empty"
    for size in (file.size, found.size):
        if size is not None and size != writer.size:
            return f"the file has {writer.size} bytes, {size} were announced"
    hashes = {_hex(announced) for announced in (file.sha256, found.sha256)} - {None}
    return "the file's hash is not the one announced" if hashes - {writer.sha256} else None


def _hex(announced: str | None) -> str | None:
    """A SHA-256 as webhooks (base64) and answers (hex) write it; None when it is neither."""
    if announced and re.fullmatch(r"[0-9a-fA-F]{64}", announced):
        return announced.lower()
    try:
        digest = base64.b64decode((announced or "").replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        return None
    return digest.hex() if len(digest) == 32 else None


def _later(db: Database, claim: Claim, reason: str, now: float, seconds: float, counts: bool) -> None:
    """Another try after a pause, unless the file will be gone by then."""
    if now + seconds >= attachments.too_late_at(db, claim, KEPT_SECONDS):
        _give_up(db, claim, f"{reason} (WhatsApp keeps files seven days)", now)
    else:
        attachments.retry(db, claim, now + seconds, reason, counts)


def _give_up(db: Database, claim: Claim, reason: str, now: float) -> None:
    if attachments.give_up(db, claim, reason, now):
        note(db, claim.message_id, "media.dead", now, media=claim.id, reason=reason)


def _reason(ending: Outcome) -> str:
    return getattr(ending, "reason", "") or str(ending)
