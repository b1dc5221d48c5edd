"""`zapbot costs`, and what `zapbot status` says of the numbers."""

from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from tests.desk.office import Office
from tests.desk.webhooks import T0, post, status, text
from tests.whatsapp import corpus
from zapbot.desk.send import send
from zapbot.model import Text
from zapbot.store import conversations


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One message was charged, one came free."""
    opened = Office(tmp_path / "data")
    opened.post(post(text("w1", "oi")))
    for said in ("Olá", "Tudo bem?"):
        send(opened.db, conversations.current(opened.db, 1, T0), Text(said), "agent", T0)
        opened.deliver()
    for id, type in (("wamid.OUT1", "regular"), ("wamid.OUT2", "free_customer_service")):
        opened.post(post(statuses=(status(id, "sent", pricing={"type": type, "category": "service"}),)))
    return opened


def test_costs_are_shown_by_category_with_a_total(
    zapbot: Zapbot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAPBOT_PRICES", "service=1234.5")
    lines = zapbot("costs", "--month", "2026-09").out.splitlines()
    assert [line.split(maxsplit=3) for line in lines[2:]] == [
        ["service", "1", "1", "R$ 1.234,50"],
        ["total", "1", "1", "R$ 1.234,50"],
    ]
    found = zapbot("costs", "--conversation", "1", "--json").json
    assert (found["conversation"], found["total"]) == (1, "1234.5")


def test_without_prices_the_messages_are_counted_all_the_same(zapbot: Zapbot, office: Office) -> None:
    found = zapbot("costs", "--month", "2026-09", "--json").json
    assert found["categories"] == [{"category": "service", "charged": 1, "free": 1, "amount": None}]
    assert found["total"] is None
    assert "ZAPBOT_PRICES" in zapbot("costs", "--month", "2026-09").out


def test_a_month_without_messages_says_so(zapbot: Zapbot, office: Office) -> None:
    assert "no message was charged" in zapbot("costs", "--month", "2020-01").out
    assert zapbot("costs").code == 0


@pytest.mark.parametrize("month", ["11/2026", "2026-13", "x"])
def test_what_is_no_month_is_refused(zapbot: Zapbot, month: str) -> None:
    ran = zapbot("costs", "--month", month)
    assert (ran.code, "write it like 2026-11" in ran.err) == (2, True)


def test_a_conversation_that_is_not_there_is_not_found(zapbot: Zapbot, office: Office) -> None:
    assert zapbot("costs", "--conversation", "99").code == 1


def test_status_shows_how_the_numbers_stand(zapbot: Zapbot, office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("other/phone_number_quality_update_flagged_old.json"))
    office.post(corpus.body("other/business_capability_update_number.json"))
    about = zapbot("status", "--json").json["numbers"][corpus.PHONE_NUMBER_ID]
    assert (about["quality"], about["limit"], about["stopped"]) == ("FLAGGED", 2000, None)
    shown = zapbot("status").out
    assert "FLAGGED" in shown
    assert "2.000" in shown
