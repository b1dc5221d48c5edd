"""What messages cost, from how many there were and what one of each category costs. Fact sheet, section 12."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zapbot.errors import UsageError
from zapbot.store.charges import Count

CHARGED = "regular"
_SAME_PRICE = {"marketing_lite": "marketing", "authentication-international": "authentication"}
_PRICE = re.compile(r"\s*([a-z_-]+)\s*=\s*(\d+(?:\.\d+)?)\s*")
_SIGNS = {"BRL": "R$", "USD": "US$", "EUR": "€", "GBP": "£"}

Prices = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Cost:
    """The messages of one category: how many were charged and came free, and what they cost, if that is known."""

    category: str
    charged: int
    free: int
    amount: Decimal | None


def parse(text: str) -> Prices:
    """Prices as they are set, `marketing=0.3217,utility=0.035`. Raises UsageError."""
    prices = {}
    for part in filter(str.strip, text.split(",")):
        found = _PRICE.fullmatch(part)
        if found is None:
            raise UsageError(f"ZAPBOT_PRICES: {part.strip()!r} is no price: write it like marketing=0.3217")
        prices[found[1]] = Decimal(found[2])
    return prices


def costs(counts: Iterable[Count], prices: Prices) -> list[Cost]:
    """What counts cost, by category."""
    charged: dict[str, int] = {}
    free: dict[str, int] = {}
    for count in counts:
        kind = charged if count.type == CHARGED else free
        kind[count.category] = kind.get(count.category, 0) + count.messages
    return [
        Cost(category, charged.get(category, 0), free.get(category, 0), _amount(category, charged, prices))
        for category in sorted(charged.keys() | free.keys())
    ]


def total(found: Iterable[Cost]) -> Decimal | None:
    """What all of it costs; None when the price of something charged is not known."""
    amounts = [cost.amount for cost in found]
    return None if any(amount is None for amount in amounts) else sum((a for a in amounts if a is not None), Decimal(0))


def money(amount: Decimal | None, currency: str) -> str:
    """An amount as a Brazilian writes it: R$ 1.234,56; empty when it is not known."""
    if amount is None:
        return ""
    figures = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{_SIGNS.get(currency, currency)} {figures}"


def _amount(category: str, charged: Mapping[str, int], prices: Prices) -> Decimal | None:
    messages = charged.get(category, 0)
    if not messages:
        return Decimal(0)
    price = prices.get(category, prices.get(_SAME_PRICE.get(category, "")))
    return None if price is None else messages * price
