"""Whether a text is there and not too long."""

import unicodedata
from collections.abc import Iterator

Problem = tuple[str, str]
"""The part of a message, and a sentence with what is wrong with it."""


def length(part: str, text: str, limit: int) -> Iterator[Problem]:
    """A text that must be there, and of at most `limit` characters."""
    if not text.strip():
        yield part, "is empty"
    elif len(text) > limit:
        yield part, f"has {len(text)} characters, WhatsApp allows {limit}"


def maybe(part: str, text: str | None, limit: int) -> Iterator[Problem]:
    """The same for a text that may be missing."""
    if text is not None:
        yield from length(part, text, limit)


def address(part: str, url: str, limit: int) -> Iterator[Problem]:
    """An address a browser opens."""
    yield from length(part, url, limit)
    if url.strip() and (not url.startswith(("https://", "http://")) or len(url) < 10 or any(map(str.isspace, url))):
        yield part, f"is not an address such as https://loja.example/pedido: {url[:60]!r}"


def has_emoji(text: str) -> bool:
    """Whether there is an emoji in a text; signs as old as the degree sign are none."""
    return any(ord(char) > 0x2190 and unicodedata.category(char) == "So" for char in text)


def cut(text: str, limit: int) -> str:
    """A text of at most `limit` characters; what was cut off is an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
