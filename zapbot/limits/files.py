"""Which files WhatsApp takes. Cloud API fact sheet, section 9."""

from collections.abc import Iterator

from zapbot.limits.figures import URL
from zapbot.limits.lengths import Problem, address
from zapbot.model import Media

KB, MB = 1024, 1024 * 1024

MIMES = {
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "image": ("image/jpeg", "image/png"),
    "sticker": ("image/webp",),
    "video": ("video/mp4", "video/3gpp"),
}
"""What each kind may be; a document may be anything that has a type."""

SIZES = {"audio": 16 * MB, "document": 100 * MB, "image": 5 * MB, "sticker": 500 * KB, "video": 16 * MB}
"""Bytes. A sticker that does not move should have 100 KB at most, which only its picture tells."""

_STORED = ("id:", "sha256:", "file:")


def file_problems(type: str, mime: str, size: int) -> Iterator[Problem]:
    """What WhatsApp would refuse about a file sent as image, video, audio, document or sticker; `size` in bytes."""
    if type not in SIZES:
        yield "type", f"is {type!r}: a file is one of {', '.join(sorted(SIZES))}"
        return
    name, allowed = mime.partition(";")[0].strip().lower(), MIMES.get(type)
    if (allowed and name not in allowed) or "/" not in name:
        takes = (
            f"{type} takes {', '.join(allowed)}: convert it, or send it as a document" if allowed else "name its type"
        )
        yield type, f"is {mime or 'of unknown type'}; {takes}"
    if size < 1:
        yield type, "is empty"
    elif size > SIZES[type]:
        yield type, f"has {_spell(size)}, WhatsApp allows {_spell(SIZES[type])}: make it smaller" + _way_out(type, size)


def source(part: str, media: Media) -> Iterator[Problem]:
    """What is wrong with where a message's file is, or with what it says to be."""
    if media.type not in SIZES:
        yield part, f"is of no kind of file: there are {', '.join(sorted(SIZES))}"
    if media.source.startswith("https://"):
        yield from address(part, media.source, URL)
    elif not media.source.startswith(_STORED):
        yield part, "is neither an https address nor a stored file"


def _way_out(type: str, size: int) -> str:
    return ", or send it as a document" if type != "document" and size <= SIZES["document"] else ""


def _spell(size: int) -> str:
    """A size for people, rounded up so that one byte too many shows."""
    unit, name = (MB, "MB") if size >= MB else (KB, "KB")
    return f"{size // unit} {name}" if size % unit == 0 else f"{size / unit:.2f} {name} ({size} bytes)"
