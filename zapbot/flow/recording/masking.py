"""Inventions of the same shape for what is personal in a text; the same thing always becomes the same invention.

A machine finds names by what it is told (the contact's, answers kept as a name), by phrases that introduce one, and
by a list of frequent first names. It cannot find everything: what it wrote must be read before it is shared.
"""

import re
from collections.abc import Callable
from typing import Any
from zlib import crc32

from zapbot.flow import answers, variables, words
from zapbot.flow.recording import names

_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_PERSONAL = re.compile(
    r"""
    (?P<email> [\w.+-]+@[\w-]+(?:\.[\w-]+)+ )
    | (?P<plate> \b[A-Za-z]{3}-?\d[A-Za-z0-9]\d{2}\b )
    | (?P<day> \b\d{1,2}(?P<separator>[/.-])\d{1,2}(?P=separator)(?:\d{4}|\d{2})\b )
    | (?P<number> \+?\(?\d(?:[ ./()-]{0,2}\d|,\d){4,} )
    | (?P<before> \b(?i:me\ chamo|meu\ nome\ (?:é|eh|e)|sou\ [oa]|aqui\ (?:é|eh)(?:\ [oa])?)\ )
      (?P<name> (?:[^\W\d_]+\b\ ?){1,3} )
    | (?P<word> [^\W\d_]{2,} )
    """,
    re.VERBOSE,
)
"""All in one pass, the surest first, so that no invention is taken for something personal."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_CONNECTORS = frozenset(("da", "de", "do", "das", "dos", "e"))


class Mask:
    """Replaces what is personal; remembers its inventions."""

    def __init__(self, name: str) -> None:
        self._invented: dict[str, str] = {}
        self.name = self.as_name(name)

    def text(self, text: str) -> str:
        """A text with everything personal in it replaced."""
        return _PERSONAL.sub(self._replaced, text)

    def as_name(self, text: str) -> str:
        """A text that is a name: the first word becomes a first name, the others last names."""
        return _WORD.sub(lambda found: self._name(found[0], names.LAST if found.start() else names.FIRST), text)

    def data(self, value: Any) -> Any:
        """JSON with every text in it masked."""
        if isinstance(value, dict):
            return {key: self.data(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.data(item) for item in value]
        if isinstance(value, int) and value >= 10_000:
            return int(self.text(str(value)))
        return self.text(value) if isinstance(value, str) else value

    def _replaced(self, found: re.Match[str]) -> str:
        if found["name"]:
            return found["before"] + self._introduced(found["before"], found["name"])
        match found.lastgroup if found.lastgroup != "separator" else "day":
            case "email":
                return self._once(found[0], self._email)
            case "plate":
                return self._once(found[0], _same_shape)
            case "day":
                return self._once(found[0], _day)
            case "number":
                return self._once(found[0], self._number)
        return self._word(found[0])

    def _once(self, found: str, invent: Callable[[str], str]) -> str:
        if found not in self._invented:
            self._invented[found] = invent(found)
        return self._invented[found]

    def _word(self, word: str) -> str:
        known = words.plain(word) in self._invented
        frequent = word[0].isupper() and words.plain(word) in names.FREQUENT
        return self._name(word) if known or frequent else word

    def _introduced(self, before: str, named: str) -> str:
        """What follows `me chamo`; after `sou o` only a name with a capital letter."""
        sure = words.plain(before).split()[0] in ("me", "meu") or named[0].isupper()
        return self.as_name(named) if sure else _WORD.sub(lambda found: self._word(found[0]), named)

    def _name(self, word: str, pool: tuple[str, ...] = names.FIRST) -> str:
        plain = words.plain(word)
        if plain in _CONNECTORS or not plain:
            return word
        if plain not in self._invented:
            self._invented[plain] = self._next_name(plain, pool)
        return _cased(self._invented[plain], word)

    def _next_name(self, plain: str, pool: tuple[str, ...]) -> str:
        """Each name of the list in turn, but never the one that is replaced."""
        taken = sum(name in pool for name in self._invented.values())
        chosen = pool[taken % len(pool)]
        return chosen if words.plain(chosen) != plain else pool[(taken + 1) % len(pool)]

    def _email(self, _: str) -> str:
        return f"cliente{1 + sum('@' in one for one in self._invented)}@example.com"

    def _number(self, found: str) -> str:
        digits = re.sub(r"\D", "", found)
        return _filled(found, self._once(f"#{digits}", lambda _: _digits(digits)))


def _digits(digits: str) -> str:
    """Other digits: a right CPF for a right CPF, a phone for a phone, else the same first digit."""
    if answers.cpf(digits):
        return _cpf(_other(digits[:9]))
    if len(digits) in (10, 11, 12, 13):
        country, rest = ("55", digits[2:]) if len(digits) > 11 else ("", digits)
        start = "119" if len(rest) == 11 else "113"
        return country + start + _other(rest)[:4].rjust(len(rest) - 3, "0")
    return digits[0] + _other(digits[1:])


def _cpf(nine: str) -> str:
    for length in (9, 10):
        total = sum(int(digit) * (length + 1 - i) for i, digit in enumerate(nine[:length]))
        nine += str(total * 10 % 11 % 10)
    return nine


def _other(digits: str) -> str:
    """As many digits that say nothing of these."""
    return str(crc32(digits.encode()) + 10**10)[1:].ljust(len(digits), "7")[: len(digits)]


def _same_shape(plate: str) -> str:
    """Letters for letters, digits for digits."""
    seed = crc32(plate.upper().replace("-", "").encode())
    changed = []
    for i, character in enumerate(plate.upper().replace("-", "")):
        step = 1 + (seed >> (3 * i)) % 8
        base, size = (48, 10) if character.isdigit() else (65, 26)
        changed.append(chr(base + (ord(character) - base + step) % size))
    invented = "".join(changed)
    invented = f"{invented[:3]}-{invented[3:]}" if "-" in plate else invented
    return invented.lower() if plate.islower() else invented


def _day(date: str) -> str:
    """Another day of the same year, written the same way."""
    found = _DATE.fullmatch(date)
    assert found is not None
    try:
        day = variables.day(date)
    except ValueError:
        return date
    return f"{day.day % 28 + 1:02}{found[2]}{day.month % 12 + 1:02}{found[2]}{found[4]}"


def _filled(shape: str, digits: str) -> str:
    """The shape of a number with other digits."""
    left = iter(digits)
    return "".join(next(left) if character.isdigit() else character for character in shape)


def _cased(name: str, like: str) -> str:
    if like.isupper() and len(like) > 2:
        return name.upper()
    return name.lower() if like.islower() else name
