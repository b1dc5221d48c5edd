"""The page's words in each language, and which language a visitor wants."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"
LANGUAGES = {"pt": "pt_BR", "en": "en"}
DEFAULT = "pt_BR"


@cache
def words(language: str) -> dict[str, str]:
    """Every sentence of the page in one language."""
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def choose(asked: str, accepted: str) -> str:
    """The language asked for in the address, else the first of Accept-Language we have, else Portuguese."""
    for wish in [asked, *accepted.split(",")]:
        language = wish.split(";")[0].strip().replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return LANGUAGES[language]
    return DEFAULT
