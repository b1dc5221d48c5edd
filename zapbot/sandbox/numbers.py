"""Phone numbers as the Cloud API reads them: any punctuation, the extra digit of Brazil, Argentina, Mexico."""

from __future__ import annotations

import re

_ALLOWED = re.compile(r"\+?[\d\s().\-]+")
_NOT_DIGIT = re.compile(r"\D")
_BRAZIL_MOBILE = re.compile(r"55(\d\d)(9?)([6-9]\d{7})")


def digits(written: str, country: str = "55") -> str | None:
    """The digits of a recipient; without `+` a national number gets the business's country code."""
    written = written.strip()
    if not _ALLOWED.fullmatch(written):
        return None
    bare = _NOT_DIGIT.sub("", written)
    if not written.startswith("+") and len(bare) in (10, 11):
        bare = country + bare
    return bare if 8 <= len(bare) <= 15 else None


def variants(number: str) -> tuple[str, ...]:
    """Every form one account may be known by, the given one first."""
    brazil = _BRAZIL_MOBILE.fullmatch(number)
    if brazil:
        area, ninth, subscriber = brazil.groups()
        return number, f"55{area}{subscriber}" if ninth else f"55{area}9{subscriber}"
    if number.startswith("549") and len(number) == 13:
        return number, "54" + number[3:]
    if number.startswith("54") and len(number) == 12:
        return number, "549" + number[2:]
    if number.startswith("521") and len(number) == 13:
        return number, "52" + number[3:]
    if number.startswith("52") and len(number) == 12:
        return number, "521" + number[2:]
    return (number,)


def pretty(number: str) -> str:
    """How a phone shows the number."""
    local = re.fullmatch(r"55(\d\d)(\d{4,5})(\d{4})", number)
    if local:
        return f"+55 {local[1]} {local[2]}-{local[3]}"
    return f"+{number}"
