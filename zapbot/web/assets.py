"""Styles and scripts: small files of our own, read once, with addresses that change when they do."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file's bytes, its type and a mark of its contents."""

    content: bytes
    media_type: str
    mark: str


@cache
def load() -> dict[str, Asset]:
    """Every file by its name."""
    return {file.name: _read(file) for file in sorted(FOLDER.iterdir()) if file.suffix in TYPES}


def url(name: str) -> str:
    """Where a file is, good for ever."""
    return f"/static/{name}?v={load()[name].mark}"


def text(name: str) -> str:
    """What a file says."""
    return load()[name].content.decode()


def _read(file: Path) -> Asset:
    content = file.read_bytes()
    return Asset(content, TYPES[file.suffix], sha256(content).hexdigest()[:12])
