"""The pages' words in each language, which language a visitor wants, and how it writes numbers and times."""

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "catalogues"
LANGUAGES = {"pt": "pt_BR", "en": "en"}
DEFAULT = "pt_BR"


@cache
def words(language: str) -> Mapping[str, str]:
    """Every sentence of the pages in one language; each area of the pages has a file."""
    found: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.json")):
        found |= json.loads(file.read_text("utf-8"))
    return found


def choose(asked: str, accepted: str) -> str:
    """The language asked for in the address, else the first of Accept-Language we have, else Portuguese."""
    for wish in [asked, *accepted.split(",")]:
        language = wish.split(";")[0].strip().replace("_", "-").split("-")[0].lower()
        if language in LANGUAGES:
            return LANGUAGES[language]
    return DEFAULT


def number(language: str, value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}".replace(",", words(language)["number.thousands"])


def moment(language: str, at: float, zone: tzinfo) -> str:
    """A time in the business's zone."""
    return datetime.fromtimestamp(at, zone).strftime(words(language)["time.format"])
