"""Typed variables: what `vars:` may declare and how an answer becomes a value."""

import re
from dataclasses import dataclass
from datetime import date

from zapbot.flow import template, words
from zapbot.flow.state import Value

TYPES = ("text", "option", "int", "number", "bool", "date")


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable."""

    type: str = "text"
    default: Value = None


class Day(str):
    """A date as ISO text, so that it compares and stores as it is, that is shown as a Brazilian would write it."""

    __slots__ = ()

    def __str__(self) -> str:
        return date.fromisoformat(self[:]).strftime("%d/%m/%Y")


def coerce(kind: str, value: Value) -> Value:
    """A value as its declared type; ValueError when it is not one. null stays null."""
    if value is None:
        return None
    text = template.show(value)
    match kind:
        case "int":
            return _whole(text)
        case "number":
            return _number(text)
        case "bool":
            return _truth(value)
        case "date":
            return day(text).isoformat()
    return text


def day(text: str) -> date:
    """A date written 31/12/2026, 31/12/26 or 2026-12-31; ValueError otherwise."""
    text = text.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    brazilian = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text)
    parts = iso.groups() if iso else brazilian.groups()[::-1] if brazilian else ()
    try:
        y, m, d = (int(part) for part in parts)
        return date(y + 2000 if len(parts[0]) == 2 else y, m, d)
    except ValueError:
        raise ValueError(f"{text!r} is not a date: write it like 31/12/2026") from None


def _number(text: str) -> float:
    """`1.234,56` as Brazilians write it, or a plain `1234.56`."""
    compact = text.strip().replace(" ", "").removeprefix("R$")
    if "," in compact:
        compact = compact.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", compact, re.ASCII):
        raise ValueError(f"{text!r} is not a number")
    return float(compact)


def _whole(text: str) -> int:
    compact = text.strip().replace(".", "") if re.fullmatch(r"\s*-?\d{1,3}(\.\d{3})+\s*", text) else text.strip()
    if not re.fullmatch(r"-?\d{1,15}", compact, re.ASCII):
        raise ValueError(f"{text!r} is not a whole number")
    return int(compact)


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    plain = words.plain(str(value))
    if plain in ("true", "sim", "s", "yes", "1"):
        return True
    if plain in ("false", "nao", "n", "no", "0"):
        return False
    raise ValueError(f"{value!r} is neither true nor false")
