"""Messages as they are shown."""

from msgspec.structs import replace
from sqlite_utils import Database

from tests.store.people import T0, person, queue, row
from zapbot.connector import Inbound, Sender
from zapbot.store import conversations, messages, webhook_events

TEXT = Inbound("wamid.1", T0 - 5, Sender(wa_id="5511955550101"), "text", "Oi", {"body": "Oi"})


def add(db: Database, contact_id: int, inbound: Inbound = TEXT, origin: str = "customer") -> int | None:
    return messages.add_inbound(db, contact_id, talk(db, contact_id), inbound, T0, origin)


def talk(db: Database, contact_id: int) -> int:
    return conversations.current(db, contact_id, T0).id


def test_a_message_is_kept_once_at_the_end_of_the_second_it_was_written_in(db: Database) -> None:
    ana = person(db)
    id = add(db, ana)
    assert id is not None
    assert add(db, ana) is None
    kept = row(db, id)
    assert (kept["at"], kept["created_at"], kept["direction"], kept["text"]) == (T0 - 5 + 0.999, T0, "in", "Oi")


def test_a_message_is_never_later_than_now_nor_earlier_than_written(db: Database) -> None:
    ana = person(db)
    for id, written, shown in (("w1", T0, T0 + 0.3), ("w2", T0 + 4, T0 + 4), ("w3", T0 - 9.5, T0 - 9.5)):
        kept = messages.add_inbound(db, ana, talk(db, ana), replace(TEXT, id=id, at=written), T0 + 0.3)
        assert kept is not None
        assert row(db, kept)["at"] == shown


def test_a_message_of_a_history_or_one_that_comes_late_keeps_its_second(db: Database) -> None:
    ana = person(db)
    past = messages.add_inbound(db, ana, talk(db, ana), TEXT, T0, past=True)
    late = messages.add_inbound(db, ana, talk(db, ana), replace(TEXT, id="w2", late=True), T0)
    assert [row(db, id)["at"] for id in (past, late) if id] == [T0 - 5, T0 - 5]


def test_what_staff_wrote_on_the_phone_is_kept_as_sent(db: Database) -> None:
    id = add(db, person(db), origin="phone")
    assert id is not None
    kept = row(db, id)
    assert (kept["direction"], kept["origin"], kept["status"]) == ("out", "phone", "sent")


def test_the_latest_edit_is_shown_whatever_order_they_come_in(db: Database) -> None:
    id = add(db, person(db))
    assert id is not None
    assert messages.edit(db, "wamid.1", "terceira", {"body": "terceira"}, T0 + 2)
    assert not messages.edit(db, "wamid.1", "segunda", {"body": "segunda"}, T0 + 1)
    assert not messages.edit(db, "wamid.1", "terceira", {"body": "terceira"}, T0 + 2)
    assert not messages.edit(db, "wamid.unknown", "x", {}, T0)
    assert row(db, id)["text"] == "terceira"


def test_a_message_taken_back_is_marked(db: Database) -> None:
    id = add(db, person(db))
    assert id is not None
    assert messages.revoke(db, "wamid.1", T0 + 1)
    assert not messages.revoke(db, "wamid.unknown", T0 + 1)
    assert row(db, id)["revoked_at"] == T0 + 1


def test_the_latest_reaction_holds_whatever_order_they_come_in(db: Database) -> None:
    ana = person(db)

    def reactions() -> list[str]:
        return [emoji for (emoji,) in db.execute("select emoji from reactions").fetchall()]

    messages.react(db, ana, "wamid.1", "👍", T0 + 5)
    messages.react(db, ana, "wamid.1", "❤️", T0)
    messages.react(db, ana, "wamid.1", "", T0 + 1)
    assert reactions() == ["👍"]
    messages.react(db, ana, "wamid.1", "", T0 + 6)
    messages.react(db, ana, "wamid.1", "👍", T0 + 5)
    assert reactions() == [""]


def test_the_first_message_is_known_and_a_note_is_none(db: Database) -> None:
    ana = person(db)
    messages.add_note(db, ana, conversations.current(db, ana, T0).id, "Cliente novo", "agent", T0)
    first = add(db, ana)
    second = queue(db, ana)
    assert first is not None
    assert messages.is_first(db, ana, first)
    assert not messages.is_first(db, ana, second)


def test_bodies_are_processed_in_the_order_they_came_and_kept(db: Database) -> None:
    ids = [webhook_events.add(db, bytes([n]), T0 + n) for n in range(5)]
    webhook_events.processed(db, ids[:2], T0 + 9)
    webhook_events.dead(db, ids[2], "broken", T0 + 9)
    assert [event.body for event in webhook_events.pending(db, 9)] == [b"\x03", b"\x04"]
    assert [event.body for event in webhook_events.pending(db, 1)] == [b"\x03"]
    assert [event.body for event in webhook_events.pending(db, 9, 1)] == [b"\x03"]
    assert webhook_events.oldest_pending_at(db) == T0 + 3
    assert webhook_events.newest_at(db) == T0 + 4
    assert db.execute("select count(*) from webhook_events").fetchone() == (5,)
