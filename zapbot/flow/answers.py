"""Answers a `wait` can ask for by name: each reads a text and gives the value to keep, or None."""

import re
from collections.abc import Callable

from zapbot.flow import variables
from zapbot.flow.state import Value


def cpf(text: str) -> str | None:
    """A CPF whose two check digits are right, as eleven digits."""
    digits = _digits(text)
    if len(digits) != 11 or digits == digits[0] * 11:
        return None
    for length in (9, 10):
        total = sum(int(digit) * (length + 1 - i) for i, digit in enumerate(digits[:length]))
        if total * 10 % 11 % 10 != int(digits[length]):
            return None
    return digits


def cep(text: str) -> str | None:
    """A postal code, as `01310-100`."""
    digits = _digits(text)
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 8 else None


def plate(text: str) -> str | None:
    """A Brazilian number plate, old (ABC1234) or Mercosul (ABC1D23)."""
    compact = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    return compact if re.fullmatch(r"[A-Z]{3}\d[A-Z0-9]\d\d", compact) else None


def email(text: str) -> str | None:
    """An e-mail address, in lower case."""
    address = text.strip().lower()
    return address if re.fullmatch(r"[^\s@,;]+@[^\s@,;]+\.[a-z]{2,}", address) else None


def date(text: str) -> str | None:
    """A date written 31/12/2026 or 2026-12-31, as ISO."""
    try:
        return variables.day(text).isoformat()
    except ValueError:
        return None


def whole(text: str) -> int | None:
    """A whole number."""
    compact = text.strip()
    return int(compact) if re.fullmatch(r"-?\d{1,15}", compact, re.ASCII) else None


def number(text: str) -> Value:
    """A number as Brazilians write it, `1.234,56`."""
    try:
        return variables.coerce("number", text)
    except ValueError:
        return None


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


BY_NAME: dict[str, Callable[[str], Value]] = {
    "cpf": cpf,
    "cep": cep,
    "plate": plate,
    "email": email,
    "date": date,
    "int": whole,
    "number": number,
}

CLEANERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "strip": str.strip,
    "alnum": lambda text: "".join(c for c in text if c.isalnum()),
    "digits": _digits,
}
