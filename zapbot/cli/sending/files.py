"""Files of `zapbot send`: an address stays one, a file of this machine is kept in the store."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zapbot.errors import InvalidContentError, UsageError

if TYPE_CHECKING:
    from zapbot.model import Media

_FAMILIES = ("image", "video", "audio")

Keep = Callable[[Path], str]
"""Stores a file; its hash in hex."""


@dataclass(frozen=True, slots=True)
class Store:
    """Keeps files in a data directory; on a dry run they are only measured."""

    data_dir: Path
    dry: bool = False

    def __call__(self, path: Path) -> str:
        from zapbot.store import media

        if not self.dry:
            return media.put_file(self.data_dir, path)
        import hashlib

        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def media(kind: str, source: str, keep: Keep, caption: str | None = None, filename: str | None = None) -> "Media":
    """A file as the message or header of a kind; `voice` is an audio. Raises UsageError, InvalidContentError."""
    from zapbot.model import Media

    type = "audio" if kind == "voice" else kind
    if _is_address(source):
        if source.startswith("http://"):
            raise UsageError(f"--{kind}: WhatsApp fetches files by https only: {source}")
        return Media(type, source, caption, filename, kind == "voice")
    path = Path(source)
    head = _head(path, f"--{kind}")
    mime = _mime(path, head)
    _fits(type, mime, path)
    if kind == "voice":
        _is_voice(path, head)
    name = filename or (path.name if type == "document" else None)
    return Media(type, f"sha256:{keep(path)}", caption, name, kind == "voice", mime)


def named(text: str) -> str | None:
    """The kind of file a header names, by address or path; None when it is only a text."""
    from mimetypes import guess_type

    if not _is_address(text) and not _exists(Path(text)):
        return None
    family = (guess_type(text.partition("?")[0])[0] or "").partition("/")[0]
    return family if family in _FAMILIES else "document"


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _head(path: Path, option: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(512)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{option}: cannot read {path}: {reason}; give a file or an https address") from None


def _mime(path: Path, head: bytes) -> str:
    """What a file is, by its first bytes, else by its name."""
    from mimetypes import guess_type

    from zapbot import mime

    found = mime.sniffed(head)
    return found if found != mime.UNKNOWN else guess_type(path.name)[0] or mime.UNKNOWN


def _is_voice(path: Path, head: bytes) -> None:
    from zapbot import mime

    if not mime.is_voice(head):
        raise InvalidContentError(
            f"{path}: a voice note is Ogg with Opus inside: convert it (ffmpeg -i IN -c:a libopus -ac 1 OUT.ogg), "
            "or send it with --audio"
        )


def _fits(type: str, mime: str, path: Path) -> None:
    from zapbot import limits

    wrong = [" ".join(problem) for problem in limits.file_problems(type, mime, path.stat().st_size)]
    if wrong:
        raise InvalidContentError(f"{path}: {'; '.join(wrong)}")
