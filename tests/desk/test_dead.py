"""Dead letters put back or given up, several in one go."""

from tests.desk.office import Office
from zapbot.desk import dead
from zapbot.store import audit, dead_letters, webhook_events


def letters(office: Office, count: int = 2) -> list[str]:
    """Webhooks that were not understood."""
    ids = [webhook_events.add(office.db, b"{}", office.now) for _ in range(count)]
    for id in ids:
        webhook_events.dead(office.db, id, "not understood", office.now)
    return [f"event-{id}" for id in ids]


def test_some_are_put_back_and_the_others_stay(office: Office) -> None:
    one, other = letters(office)
    assert dead.retry(office.db, [one], "user:1", office.now) == [one]
    assert office.one("select state from webhook_events where id = ?", int(one.partition("-")[2])) == "pending"
    assert [letter.id for letter in dead_letters.listed(office.db)] == [other]


def test_none_stands_for_all(office: Office) -> None:
    assert sorted(dead.drop(office.db, None, "user:1", office.now)) == []
    ids = letters(office)
    assert sorted(dead.drop(office.db, None, "user:1", office.now)) == sorted(ids)
    assert dead_letters.listed(office.db) == []


def test_what_is_dead_no_more_is_passed_over(office: Office) -> None:
    (one,) = letters(office, 1)
    assert dead.retry(office.db, ["message-99", one, one, "nonsense"], "user:1", office.now) == [one]
    assert dead.retry(office.db, [one], "user:1", office.now) == []


def test_who_did_it_is_written_down_once(office: Office) -> None:
    dead.drop(office.db, letters(office), "user:7", office.now)
    dead.drop(office.db, [], "user:7", office.now)
    (line,) = audit.listed(office.db)
    assert (line.who, line.what, line.data) == ("user:7", "dead.drop", {"count": 2})


def test_each_kind_wakes_its_drain() -> None:
    assert dead.drains(["message-1", "message-2", "event-3"]) == ["deliver", "receive"]
    assert dead.drains([]) == []
