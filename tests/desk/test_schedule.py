"""Flows that start by the clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.desk.shop import ANA, BIA, MONDAY, ZONE, Shop
from zapbot.connector import Sender
from zapbot.desk import identify, schedule
from zapbot.desk.library import Library
from zapbot.store import contacts, windows
from zapbot.store.db import connect, transaction

CAIO = "5511955550103"
FLOW = """
zapbot: 1
flow: lembrete
triggers:
  - schedule: {cron: CRON, template: bom_dia, for: WHOM}
nodes:
  ola:
    message: Vamos começar!
    next: fim
  fim:
    end: {}
"""


def flow(cron: str = "0 9 * * 1-5", whom: str = "{}") -> str:
    """The flow with another schedule."""
    return FLOW.replace("CRON", f'"{cron}"').replace("WHOM", whom)


def local(text: str, zone: ZoneInfo = ZONE) -> float:
    """A moment written in local time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def sent(shop: Shop) -> list[str]:
    """Who got the template, by number."""
    return shop.column(
        "select c.phone from messages m join contacts c on c.id = m.contact_id where m.text = '[bom_dia]' order by m.id"
    )


@pytest.fixture
def people(shop: Shop) -> Shop:
    """Ana, Bia and Caio; it is Monday, two minutes to nine."""
    for number in (ANA, BIA, CAIO):
        identify.contact(shop.db, Sender(wa_id=number), MONDAY - 9e6, MONDAY - 9e6)
    shop.at = local("2026-03-02 08:58:00")
    return shop


def test_everybody_is_reached_once_when_the_time_comes(people: Shop) -> None:
    people.imports(flow())
    assert people.strikes() == 0
    people.at = local("2026-03-02 09:00:10")
    assert people.strikes() == 3
    for second in (20, 59, 80, 500, 900):
        people.at = local("2026-03-02 09:00:00") + second
        assert people.strikes() == 0
    assert sent(people) == [ANA, BIA, CAIO]
    people.at = local("2026-03-03 09:00:00")
    people.db.execute("update executions set status = 'ended'")
    assert people.strikes() == 3


def test_the_flow_begins_at_the_answer_to_the_template(people: Shop) -> None:
    people.imports(flow())
    people.at = local("2026-03-02 09:00:00")
    people.strikes()
    people.writes("oi", later=60)
    assert people.said() == ["[bom_dia]", "Vamos começar!"]


def test_two_processes_strike_once(people: Shop) -> None:
    people.imports(flow())
    people.at = local("2026-03-02 09:00:00")
    other = connect(people.data_dir)
    struck = [schedule.strike(db, Library(ZONE), people.at) for db in (people.db, other, people.db)]
    reached = [schedule.reach(db, Library(ZONE), people.at) for db in (other, people.db)]
    other.close()
    assert (struck, reached) == ([3, 0, 0], [3, 0])
    assert len(sent(people)) == 3


@pytest.mark.parametrize(("minutes", "reached"), [(0, 3), (9, 3), (10, 3), (11, 0), (60, 0)])
def test_a_time_missed_for_more_than_ten_minutes_waits_for_the_next(people: Shop, minutes: int, reached: int) -> None:
    people.imports(flow())
    people.at = local("2026-03-02 09:00:00") + minutes * 60
    assert people.strikes() == reached


def test_a_flow_imported_after_its_time_waits_for_the_next(people: Shop) -> None:
    people.at = local("2026-03-02 09:05:00")
    people.imports(flow())
    assert people.strikes() == 0
    people.at = local("2026-03-03 09:00:00")
    assert people.strikes() == 3


def test_a_flow_changed_after_its_time_strikes_all_the_same_and_only_once(people: Shop) -> None:
    people.imports(flow())
    people.at = local("2026-03-02 09:01:00")
    people.imports(flow().replace("Vamos", "Vamos já"))
    assert people.strikes() == 3
    people.imports(flow().replace("Vamos", "Vamos logo"))
    people.at += 60
    assert people.strikes() == 0


def test_two_schedules_of_one_flow_at_the_same_minute_both_strike(people: Shop) -> None:
    twice = flow(whom="{tag: vip}").replace(
        "nodes:", '  - schedule: {cron: "0 9 * * 1-5", template: bom_dia, for: {without_tag: vip}}\nnodes:'
    )
    contacts.tag(people.db, 1, ["vip"], [], people.at)
    people.imports(twice)
    people.at = local("2026-03-02 09:00:00")
    assert people.strikes() == 3
    assert sorted(sent(people)) == [ANA, BIA, CAIO]


@pytest.mark.parametrize(
    ("whom", "reached"),
    [
        ("{}", [ANA, BIA, CAIO]),
        ("{tag: vip}", [ANA]),
        ("{tag: [vip, sp]}", [ANA]),
        ("{tag: sp}", [ANA, BIA]),
        ("{without_tag: vip}", [BIA, CAIO]),
        ("{tag: sp, without_tag: [vip]}", [BIA]),
        ("{silent: 2h}", [BIA, CAIO]),
        ("{silent: 2d}", [CAIO]),
        ("{fields: {cidade: Santos}}", [BIA]),
        ("{fields: {idade: '30'}}", [ANA]),
        ("{fields: {idade: '30', cidade: Santos}}", []),
        ("{fields: {ativo: 'true'}}", [CAIO]),
        ("{fields: {outro: x}}", []),
        ("{fields: {'a\"b': x}}", []),
        ('{tag: "x\' or 1=1 --"}', []),
    ],
)
def test_only_those_it_is_for_are_reached(people: Shop, whom: str, reached: list[str]) -> None:
    contacts.tag(people.db, 1, ["vip", "sp"], [], people.at)
    contacts.tag(people.db, 2, ["sp"], [], people.at)
    strike_at = local("2026-03-02 09:00:00")
    windows.wrote(people.db, 1, "", strike_at - 3600)
    windows.wrote(people.db, 2, "", strike_at - 24 * 3600)
    contacts.set_field(people.db, 1, "idade", 30)
    contacts.set_field(people.db, 2, "cidade", "Santos")
    contacts.set_field(people.db, 3, "ativo", True)
    people.imports(flow(whom=whom))
    people.at = strike_at
    people.strikes()
    assert sent(people) == reached


def test_whom_it_reaches_is_decided_when_it_strikes(people: Shop) -> None:
    people.imports(flow(whom="{tag: vip}"))
    contacts.tag(people.db, 1, ["vip"], [], people.at)
    people.at = local("2026-03-02 09:00:00")
    schedule.strike(people.db, people.library, people.at)
    contacts.tag(people.db, 2, ["vip"], [], people.at)
    while schedule.reach(people.db, people.library, people.at):
        pass
    assert sent(people) == [ANA]


def test_a_crash_between_two_batches_reaches_nobody_twice(people: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "BATCH", 2)
    people.imports(flow())
    people.at = local("2026-03-02 09:00:00")
    schedule.strike(people.db, people.library, people.at)
    assert schedule.reach(people.db, people.library, people.at) == 2
    with pytest.raises(RuntimeError), transaction(people.db):
        assert schedule.reach(people.db, people.library, people.at) == 1
        raise RuntimeError("the worker dies before the commit")
    people.restart()
    people.at += 1
    assert people.strikes() == 0
    assert sent(people) == [ANA, BIA, CAIO]


def test_who_is_in_a_conversation_is_left_in_it(people: Shop) -> None:
    people.imports(flow())
    people.at = local("2026-03-02 09:00:00")
    people.strikes()
    people.at = local("2026-03-03 09:00:00")
    people.strikes()
    assert len(sent(people)) == 3
    assert people.silences() == ["the contact is in another flow"] * 3


def test_who_talks_to_a_person_is_left_alone(people: Shop) -> None:
    people.imports(flow())
    people.staff_writes("Oi!", who=BIA)
    people.at = local("2026-03-02 09:00:00")
    people.strikes()
    assert sent(people) == [ANA, CAIO]
    assert people.silences() == ["a person has this conversation"]


def test_a_contact_without_an_address_is_not_reached(people: Shop) -> None:
    people.imports(flow())
    people.db.execute("update contact_identifiers set retired_at = 1 where contact_id = 2")
    people.at = local("2026-03-02 09:00:00")
    people.strikes()
    assert sent(people) == [ANA, CAIO]


def test_the_times_are_those_of_the_business(people: Shop) -> None:
    people.imports(flow("0 9 * * *"))
    people.library = Library(ZoneInfo("Asia/Tokyo"))
    people.at = local("2026-03-02 09:00:00")
    assert people.strikes() == 0
    people.at = local("2026-03-03 09:00:00", ZoneInfo("Asia/Tokyo"))
    assert people.strikes() == 3


def strikes_on(shop: Shop, cron: str, day: str) -> list[str]:
    """Every strike of a New York day, minute by minute, by its local time."""
    zone = ZoneInfo("America/New_York")
    shop.library = Library(zone)
    shop.imports(flow(cron))
    found = []
    shop.at = local(f"{day} 00:00:00", zone)
    end = shop.at + 5 * 3600
    while shop.at < end:
        if schedule.strike(shop.db, shop.library, shop.at):
            found.append(datetime.fromtimestamp(shop.at, zone).strftime("%H:%M%z"))
        shop.at += 60
    return found


def test_an_hour_that_comes_twice_strikes_once(people: Shop) -> None:
    people.at = local("2026-10-01 00:00:00")
    assert strikes_on(people, "30 1 * * *", "2026-11-01") == ["01:30-0400"]


def test_an_hour_that_does_not_come_strikes_when_it_would_have_been(people: Shop) -> None:
    assert strikes_on(people, "30 2 * * *", "2026-03-08") == ["03:00-0400"]


def test_what_strikes_every_hour_goes_by_real_time(people: Shop) -> None:
    people.at = local("2026-10-01 00:00:00")
    hours = ["00:00-0400", "01:00-0400", "01:00-0500", "02:00-0500", "03:00-0500"]
    assert strikes_on(people, "0 * * * *", "2026-11-01") == hours
    people.at = local("2026-03-02 08:58:00")


def test_what_strikes_every_hour_skips_what_does_not_come(people: Shop) -> None:
    hours = ["00:00-0500", "01:00-0500", "03:00-0400", "04:00-0400", "05:00-0400"]
    assert strikes_on(people, "0 * * * *", "2026-03-08") == hours


def test_one_schedule_that_cannot_be_read_does_not_stop_the_others(people: Shop) -> None:
    people.imports(flow())
    people.file("outro.yaml", flow().replace("flow: lembrete", "flow: outro"))
    people.imports()
    people.db.execute("update flow_versions set source = 'nonsense' where flow_id = 'outro'")
    people.restart()
    people.at = local("2026-03-02 09:00:00")
    assert people.strikes() == 3
