"""Pictures, films, recordings, documents and stickers: by id or by address (fact sheet, sections 8.3 and 9)."""

from pathlib import PurePosixPath
from typing import Any

from zapbot.limits import FILENAME_BYTES
from zapbot.model import Media

_FORBIDDEN = frozenset('/\\:*?"<>|')
_EXTENSION_BYTES = 20


def message(media: Media) -> dict[str, Any]:
    """A file as a message of its own."""
    sent = attachment(media)
    sent |= {"caption": media.caption} if media.caption else {}
    return sent | ({"voice": True} if media.voice else {})


def attachment(media: Media) -> dict[str, Any]:
    """A file inside another message: by the id Meta gave when it was uploaded, or by its address."""
    source = media.source
    sent: dict[str, Any] = {"link": source} if source.startswith("https://") else {"id": source.removeprefix("id:")}
    named = media.filename and media.type == "document"
    return sent | ({"filename": filename(media.filename or "")} if named else {})


def filename(name: str) -> str:
    """A file's name that every phone can keep, within Meta's length and with its extension."""
    clean = "".join("_" if char in _FORBIDDEN else char for char in name if char.isprintable())
    clean = clean.strip(" .") or "arquivo"
    if len(clean.encode()) <= FILENAME_BYTES:
        return clean
    extension = PurePosixPath(clean).suffix
    if len(extension.encode()) > _EXTENSION_BYTES:
        extension = ""
    stem = clean.removesuffix(extension).encode()[: FILENAME_BYTES - len(extension.encode())]
    return stem.decode(errors="ignore").rstrip(" .") + extension
