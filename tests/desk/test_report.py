"""Reports: what happened between two days, in the business's own time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.desk.office import Office
from tests.store.people import person
from zapbot.desk.report import Report, report
from zapbot.store import contacts, users
from zapbot.store.reports import Contained

ZONE = ZoneInfo("America/Sao_Paulo")
DAY = date(2026, 9, 21)
PRICES = {"marketing": Decimal("0.30")}


def moment(hour: int, minute: int = 0, day: int = 21) -> float:
    """A time of September 2026 in São Paulo."""
    return datetime(2026, 9, day, hour, minute, tzinfo=ZONE).timestamp()


def conversation(office: Office, contact: int, at: float, **columns: Any) -> int:
    """A conversation that began at a moment; its id."""
    row = {"contact_id": contact, "created_at": at, "updated_at": at, **columns}
    marks = ", ".join("?" * len(row))
    sql = f"insert into conversations ({', '.join(row)}) values ({marks})"
    return int(office.db.execute(sql, tuple(row.values())).lastrowid or 0)


def say(office: Office, contact: int, conversation: int, at: float, origin: str = "customer", **columns: Any) -> int:
    """A message; its id."""
    incoming = origin == "customer"
    row = {
        "contact_id": contact,
        "conversation_id": conversation,
        "direction": "in" if incoming else "out",
        "origin": origin,
        "kind": "text",
        "content": "{}",
        "status": "received" if incoming else "sent",
        "at": at,
        "created_at": at,
        **columns,
    }
    sql = f"insert into messages ({', '.join(row)}) values ({', '.join('?' * len(row))})"
    return int(office.db.execute(sql, tuple(row.values())).lastrowid or 0)


def of_day(office: Office) -> Report:
    return report(office.db, DAY, DAY, ZONE, PRICES)


@pytest.fixture
def ana(office: Office) -> int:
    """A contact."""
    return person(office.db)


def test_what_never_reached_the_customer_was_not_sent(office: Office, ana: int) -> None:
    lia = users.add(office.db, "lia@padaria.example", "Lia Prado", "agent", "", 0).id
    id = conversation(office, ana, moment(9))
    for status in ("sent", "read", "pending", "failed", "dead", "canceled"):
        at = moment(10)
        gone = {"failed_at": at + 60} if status in ("failed", "dead", "canceled") else {}
        say(office, ana, id, at, "agent", status=status, sender=f"user:{lia}", **gone)
    found = of_day(office)
    assert (found.outgoing, found.agents[0].count) == (3, 3)


def test_an_answer_that_is_the_hand_over_is_counted_from_the_question(office: Office, ana: int) -> None:
    id = conversation(office, ana, moment(9), transferred_at=moment(9, 5), first_replied_at=moment(9, 5))
    say(office, ana, id, moment(9))
    say(office, ana, id, moment(9, 1), "flow")
    for minute in (2, 4):
        say(office, ana, id, moment(9, minute))
    say(office, ana, id, moment(9, 5), "agent")
    assert of_day(office).first_response.median == 180


def test_messages_are_counted_on_the_day_and_hour_of_the_business(office: Office, ana: int) -> None:
    id = conversation(office, ana, moment(9))
    for at, origin in (
        (moment(23, 59, 20), "customer"),
        (moment(0), "customer"),
        (moment(0, 14), "flow"),
        (moment(14, 59), "agent"),
        (moment(15), "phone"),
        (moment(20), "campaign"),
        (moment(23, 59), "api"),
        (moment(0, 0, 22), "customer"),
    ):
        say(office, ana, id, at, origin)
    say(office, ana, id, moment(12), "agent", direction="note")
    found = of_day(office)
    (day,) = found.days
    assert (day.customers, day.bot, day.people, day.campaigns) == (1, 1, 2, 2)
    assert (found.incoming, found.outgoing) == (1, 5)
    assert [(weekday, hour) for weekday in range(7) for hour in range(24) if found.heat[weekday][hour]] == [(0, 0)]


def test_days_without_a_word_are_there_too(office: Office) -> None:
    days = report(office.db, date(2026, 9, 1), date(2026, 9, 30), ZONE, {}).days
    assert (len(days), days[0].day, days[-1].day) == (30, date(2026, 9, 1), date(2026, 9, 30))


def test_a_report_covers_a_year_at_most(office: Office) -> None:
    found = report(office.db, date(2020, 1, 1), DAY, ZONE, {})
    assert (found.first, found.last) == (date(2020, 1, 1), date(2020, 12, 31))


def test_the_first_answer_counts_from_the_hand_over_and_the_middle_one_is_told(office: Office, ana: int) -> None:
    caio = users.add(office.db, "caio@loja.example", "Caio", "agent", "x", 0).id
    for minutes in (1, 2, 3, 4, 10):
        began = moment(9)
        columns = {"transferred_at": began, "first_replied_at": began + 60 * minutes, "owner": "person"}
        conversation(office, ana, began - 999, agent_id=caio, team="vendas", **columns)
    conversation(office, ana, moment(9), transferred_at=moment(9), owner="person", waiting_since=moment(9))
    found = of_day(office)
    assert (found.first_response.count, found.first_response.median) == (5, 180.0)
    assert found.first_response.p90 == pytest.approx(60 * 7.6)
    assert (found.opened, found.transferred, found.waiting.conversations) == (6, 6, 1)
    (line,) = found.agents
    assert (line.name, line.first_response.median) == ("Caio", 180.0)
    (team,) = found.teams
    assert (team.name, team.count) == ("vendas", 5)


def test_only_what_is_still_resolved_counts_as_resolved(office: Office, ana: int) -> None:
    conversation(office, ana, moment(8), status="resolved", resolved_at=moment(10))
    conversation(office, ana, moment(8), status="open", resolved_at=moment(10))
    conversation(office, ana, moment(8), status="resolved", resolved_at=moment(10, 0, 22))
    found = of_day(office)
    assert (found.resolved, found.resolution.median) == (1, 7200.0)


def test_the_bot_alone_is_told_from_the_bot_and_a_person(office: Office, ana: int) -> None:
    office.learn()
    version = office.one("select id from flow_versions")
    alone, with_person = conversation(office, ana, moment(8)), conversation(office, ana, moment(8), owner="person")
    conversation(office, ana, moment(8))
    for id in (alone, with_person):
        office.db.execute(
            "insert into executions (contact_id, conversation_id, flow_version_id, state, status, started_at, "
            "updated_at) values (?, ?, ?, '{}', 'ended', 0, 0)",
            (ana, id, version),
        )
    assert of_day(office).contained == Contained(2, 1)


def test_failures_labels_and_costs_are_told(office: Office, ana: int) -> None:
    contacts.tag(office.db, ana, ["vip"], [], 0)
    id = conversation(office, ana, moment(8))
    for code in (131047, 131047, 131026):
        say(office, ana, id, moment(9), "flow", status="failed", failed_at=moment(9), failed_code=code)
    charged = say(office, ana, id, moment(9), "campaign")
    office.db.execute(
        "insert into charges (message_id, conversation_id, number, month, category, type, at) "
        "values (?, ?, '', '2026-09', 'marketing', 'regular', ?)",
        (charged, id, moment(9)),
    )
    found = of_day(office)
    assert [(failure.code, failure.messages) for failure in found.failures] == [(131047, 2), (131026, 1)]
    assert found.labels == [("vip", 1, 0)]
    (month,) = found.months
    assert [(cost.category, cost.amount) for cost in month.costs] == [("marketing", Decimal("0.30"))]


def test_an_empty_store_has_an_empty_report(office: Office) -> None:
    found = of_day(office)
    assert (found.incoming, found.outgoing, found.first_response.median, found.agents) == (0, 0, None, [])
