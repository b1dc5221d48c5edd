"""One open conversation per contact."""

from sqlite_utils import Database

from tests.store.people import T0, person, queue
from zapbot.store import contacts, conversations


def resolve(db: Database, id: int) -> None:
    db.execute("update conversations set status = 'resolved' where id = ?", (id,))


def test_a_conversation_goes_on_until_it_is_resolved(db: Database) -> None:
    ana = person(db)
    first = conversations.current(db, ana, T0)
    assert conversations.current(db, ana, T0 + 1) == first
    assert (first.owner, first.status) == ("bot", "open")
    resolve(db, first.id)
    second = conversations.current(db, ana, T0 + 2)
    assert second.id != first.id
    assert second.owner == "bot"


def test_a_person_who_takes_over_is_remembered_with_the_team(db: Database) -> None:
    ana = person(db)
    id = conversations.current(db, ana, T0).id
    conversations.give_to_people(db, id, "vendas", T0)
    conversations.give_to_people(db, id, None, T0)
    taken = conversations.current(db, ana, T0)
    assert (taken.owner, taken.team) == ("person", "vendas")
    conversations.give_to_bot(db, id, T0)
    assert conversations.current(db, ana, T0).owner == "bot"


def test_of_two_open_conversations_one_is_left_with_every_message_and_the_person_who_had_one(db: Database) -> None:
    ana, also_ana = person(db), person(db, "5521955550102")
    first, second = queue(db, ana), queue(db, also_ana)
    taken = conversations.current(db, ana, T0)
    conversations.give_to_people(db, taken.id, "vendas", T0)
    contacts.merge(db, ana, also_ana)
    conversations.unite(db, ana, T0 + 1)
    left = conversations.current(db, ana, T0 + 2)
    assert (left.owner, left.team) == ("person", "vendas")
    rows = db.execute("select id from messages where conversation_id = ? order by id", (left.id,)).fetchall()
    assert rows == [(first,), (second,)]
    assert db.execute("select count(*) from conversations where status <> 'resolved'").fetchone() == (1,)


def test_an_open_conversation_is_current_even_when_a_younger_one_was_resolved(db: Database) -> None:
    ana, also_ana = person(db), person(db, "5521955550102")
    opened = conversations.current(db, ana, T0)
    resolve(db, conversations.current(db, also_ana, T0).id)
    contacts.merge(db, ana, also_ana)
    conversations.unite(db, ana, T0)
    assert conversations.current(db, ana, T0 + 1).id == opened.id
