"""Styles and scripts, read once, with addresses that change when they do.

They are small files of our own, and in `vendor` those of others with version, licence and hash in its manifest. All of
`styles` is served as one `app.css`, all of `pages` as one `pages.css` for what is not the inbox, all of `scripts` as
one `app.js`, each script in a room of its own; what only the reader of the source needs, comments and most spaces,
stays here. The scripts of `later` are fetched when they are first used.
"""

import gzip
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256, sha384
from itertools import chain, zip_longest
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
TYPES |= {".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file: its bytes, also compressed, its type, a mark of its contents, and the hash a browser checks."""

    content: bytes
    compressed: bytes
    media_type: str
    mark: str
    integrity: str


@cache
def load() -> dict[str, Asset]:
    """Every file by its name."""
    files = sorted(file for file in FOLDER.rglob("*") if file.suffix in TYPES)
    alone = {file.name: file.read_bytes() for file in files if file.parent.name not in ("styles", "pages", "scripts")}
    styles, pages = (
        b"".join(_tight(file.read_bytes()) for file in files if file.parent.name == folder)
        for folder in ("styles", "pages")
    )
    scripts = b"".join(b"{\n%s}\n" % _packed(file.read_bytes()) for file in files if file.parent.name == "scripts")
    together = {**alone, "app.css": styles, "pages.css": pages, "app.js": b'"use strict";\n' + scripts}
    return {name: _asset(content, TYPES[Path(name).suffix]) for name, content in together.items()}


def url(name: str) -> str:
    """Where a file is, good for ever."""
    return f"/static/{name}?v={load()[name].mark}"


def integrity(name: str) -> str:
    """What a browser checks a file against."""
    return load()[name].integrity


def text(name: str) -> str:
    """What a file says."""
    return load()[name].content.decode()


def _packed(source: bytes) -> bytes:
    """Lines without what is only for the eye. Our scripts have no text that goes over several lines."""
    lines = (line.strip() for line in source.splitlines())
    closed = (_close(line) for line in lines if line and not line.startswith(b"//"))
    return b"".join(line if line.endswith((b";", b"{", b",")) else line + b"\n" for line in closed)


def _close(line: bytes) -> bytes:
    """A line without the spaces around its signs; one with a pattern, a comment or two templates stays as it is."""
    between = re.split(rb"(\"[^\"]*\"|'[^']*'|`[^`]*`)", line)
    if line.count(b"`") > 2 or any(b"/" in part or b"`" in part for part in between[::2]):
        return line
    tight = (re.sub(rb"\s*([{}(),;:=<>?&|])\s*", rb"\1", part) for part in between[::2])
    return b"".join(chain.from_iterable(zip_longest(tight, between[1::2], fillvalue=b"")))


def _tight(styles: bytes) -> bytes:
    """Rules without the spaces around their signs; none of ours has these in a text."""
    return re.sub(rb"\s*([{};>])\s*|([:,])\s+", rb"\1\2", styles).replace(b";}", b"}")


def _asset(content: bytes, media_type: str) -> Asset:
    mark, integrity = sha256(content).hexdigest()[:12], f"sha384-{b64encode(sha384(content).digest()).decode()}"
    return Asset(content, gzip.compress(content, 9, mtime=0), media_type, mark, integrity)
