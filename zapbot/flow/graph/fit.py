"""How wide a text will be, near enough: there is no font to ask, so each character counts by its shape."""

import unicodedata

_THIN = frozenset("iljI.,:;'|!()[]/\\ ·`ft")
_FAT = frozenset("mwMW@%—…→")


def width(text: str, size: float) -> float:
    """Pixels a text takes in a common sans-serif font of a size."""
    return size * sum(map(_share, text))


def clip(text: str, room: float, size: float) -> str:
    """A text cut, with an ellipsis, to the pixels there are for it."""
    if width(text, size) <= room:
        return text
    left = room - size
    kept = 0
    for character in text:
        left -= size * _share(character)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def _share(character: str) -> float:
    """The part of the font's size a character is wide; generous, so that text stays inside its box."""
    if character in _THIN:
        return 0.35
    if character in _FAT:
        return 0.95
    if character.isascii():
        return 0.69 if character.isupper() else 0.59
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or unicodedata.category(character) == "So":
        return 1.3
    return 0.69 if character.isupper() else 0.59
