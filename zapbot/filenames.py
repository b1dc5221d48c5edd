"""What a file that somebody else named may be called here: to show it, and to offer it under its name."""

import re
import unicodedata
from urllib.parse import quote

_LONGEST = 150
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{1,10}")


def safe(name: str | None) -> str | None:
    """A name without folders, invisible or text-turning characters, at most 150 long; None when nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in '<>:"|?*')
    shown = " ".join(shown.split()).strip(" .")
    if _RESERVED.fullmatch(shown):
        shown = f"_{shown}"
    return _shortened(shown) or None


def disposition(how: str, name: str | None) -> str:
    """A `Content-Disposition` header: `how` is inline or attachment (RFC 6266, the name as RFC 5987 writes it)."""
    shown = safe(name)
    if shown is None:
        return how
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    fallback = re.sub(r"[^A-Za-z0-9._ -]", "_", plain).strip(" .") or "file"
    return f"{how}; filename=\"{fallback}\"; filename*=UTF-8''{quote(shown, safe='')}"


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    ending = dot + extension if stem and _EXTENSION.fullmatch(dot + extension) else ""
    return name[: _LONGEST - len(ending)].rstrip() + ending
