"""Addresses under which others may fetch a stored file: signed, so that none can be guessed, and only for a while."""

import hashlib
import hmac
from urllib.parse import parse_qs, quote, urlencode, urlsplit

PATH = "/files"


def link(key: bytes, sha256: str, mime: str, filename: str, until: float) -> str:
    """The path and query for a file; `until` is in seconds since 1970."""
    return f"{PATH}/{sha256}?{urlencode(_query(key, sha256, mime, filename, int(until)))}"


def opens(key: bytes, address: str, now: float) -> bool:
    """Whether a path and query was made by `link` with this key, and still holds."""
    parts = urlsplit(address)
    given = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    until = given.get("until", "")
    if not key or not until.isdecimal() or len(until) > 12 or int(until) <= now:
        return False
    sha256 = parts.path.removeprefix(f"{PATH}/")
    expected = _sign(key, sha256, given.get("mime", ""), given.get("name", ""), int(until))
    return hmac.compare_digest(expected.encode(), given.get("sig", "").encode())


def _query(key: bytes, sha256: str, mime: str, filename: str, until: int) -> dict[str, str]:
    signed = _sign(key, sha256, mime, filename, until)
    return {"mime": mime, "name": filename, "until": str(until), "sig": signed}


def _sign(key: bytes, sha256: str, mime: str, filename: str, until: int) -> str:
    told = "\n".join((quote(sha256), quote(mime), quote(filename), str(until)))
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()
