"""How texts are compared: case, accents and punctuation do not count."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text reduced to what is compared: `Não, obrigado!` becomes `nao obrigado`."""
    folded = unicodedata.normalize("NFKD", text).casefold()  # first the letters: 𝐀 has no lower case, A has
    letters = (_letter(c) for c in unicodedata.normalize("NFKD", folded))
    return " ".join("".join(letters).split())


def contains(text: str, words: str) -> bool:
    """Whether the words stand in the text as whole words; both already plain."""
    return bool(words) and f" {words} " in f" {text} "


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf":
        return ""
    return character if category[0] in "LNS" else " "
