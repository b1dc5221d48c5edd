"""What messages cost, from what WhatsApp says of each."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import T0, failed, post, status, text
from zapbot.desk import prices
from zapbot.desk.send import send
from zapbot.errors import UsageError
from zapbot.model import Text
from zapbot.store import charges, conversations
from zapbot.store.charges import Count

LAST_SECOND = datetime(2026, 11, 1, 2, 59, 59, tzinfo=UTC).timestamp()
"""Of October in São Paulo; in London it is November already."""


def priced(category: str, type: str = "regular", name: str = "sent", id: str = "wamid.OUT1", **more: Any) -> bytes:
    """A status with a price."""
    pricing = {"billable": type == "regular", "pricing_model": "PMP", "type": type, "category": category}
    return post(statuses=(status(id, name, pricing=pricing, **more),))


@pytest.fixture
def said(office: Office) -> Office:
    """An office that has just said something."""
    office.post(post(text("w1", "oi")))
    send(office.db, conversations.current(office.db, 1, T0), Text("Olá"), "agent", T0)
    office.deliver()
    return office


def test_a_message_is_counted_once_however_often_its_price_is_told(said: Office) -> None:
    for _ in range(2):
        said.post(priced("service"), priced("service", name="delivered"), priced("service", name="read"))
    assert charges.of_month(said.db, "2026-09", said.connector.numbers[0]) == [Count("service", "regular", 1)]
    assert charges.of_conversation(said.db, 1) == [Count("service", "regular", 1)]
    assert charges.of_month(said.db, "2026-10") == []
    assert charges.of_month(said.db, "2026-09", "another") == []


def test_the_latest_word_on_a_price_counts_and_an_older_one_does_not_come_back(said: Office) -> None:
    said.now = T0 + 9
    said.post(priced("marketing"), priced("referral_conversion", "free_entry_point", "delivered", at=T0 + 5))
    said.post(priced("marketing"))
    assert charges.of_month(said.db, "2026-09") == [Count("referral_conversion", "free_entry_point", 1)]


def test_a_message_without_a_price_and_one_of_somebody_else_are_not_counted(said: Office) -> None:
    said.post(post(statuses=(status("wamid.OUT1", "sent"),)), priced("service", id="wamid.NOT.OURS"))
    assert charges.months(said.db) == []


def test_what_failed_after_all_costs_nothing(said: Office) -> None:
    said.post(priced("utility"))
    said.post(post(statuses=(failed("wamid.OUT1", 131026),)))
    assert charges.months(said.db) == []
    said.post(priced("utility"))
    assert charges.months(said.db) == []


def test_a_month_ends_at_midnight_of_the_business(said: Office) -> None:
    said.now = LAST_SECOND + 60
    said.post(priced("service", at=LAST_SECOND))
    assert charges.months(said.db) == ["2026-10"]


def test_only_regular_messages_cost_money() -> None:
    counts = [Count("marketing", "regular", 3), Count("marketing", "free_entry_point", 2)]
    (cost,) = prices.costs(counts, prices.parse("marketing=0.3217"))
    assert (cost.charged, cost.free, cost.amount) == (3, 2, Decimal("0.9651"))


def test_prices_of_close_kin_are_used_and_unknown_ones_are_said_to_be() -> None:
    counts = [Count("authentication-international", "regular", 2), Count("invented", "regular", 1)]
    found = prices.costs(counts, prices.parse(" authentication = 0.035 , "))
    assert [cost.amount for cost in found] == [Decimal("0.070"), None]
    assert prices.total(found) is None
    assert prices.total(found[:1]) == Decimal("0.070")
    assert prices.total([]) == 0


@pytest.mark.parametrize("text", ["marketing", "marketing=x", "marketing=1,5=2", "=3", "marketing=-1"])
def test_a_price_that_is_none_is_named(text: str) -> None:
    with pytest.raises(UsageError, match="ZAPBOT_PRICES"):
        prices.parse(text)


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Decimal("1234.56"), "BRL", "R$ 1.234,56"),
        (Decimal("0.9651"), "BRL", "R$ 0,97"),
        (Decimal(0), "USD", "US$ 0,00"),
        (Decimal("1234567.8"), "ARS", "ARS 1.234.567,80"),
        (None, "BRL", ""),
    ],
)
def test_money_is_shown_as_brazilians_write_it(amount: Decimal | None, currency: str, shown: str) -> None:
    assert prices.money(amount, currency) == shown
