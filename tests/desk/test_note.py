"""Notes: only the team sees them, and who is named in one is told."""

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from zapbot.desk import people
from zapbot.desk.note import mentioned, named_so, note
from zapbot.errors import ConflictError, InvalidContentError
from zapbot.store import mentions, threads, users
from zapbot.store.users import User

NAMES = ("Lia Prado", "Lia", "Rui Costa", "João Sá")


@pytest.fixture
def desk(office: Office) -> Office:
    """An office with four people, to which Ana wrote."""
    for number, name in enumerate(NAMES):
        users.add(office.db, f"p{number}@padaria.example", name, "agent", "", T0)
    office.post(post(text("wamid.ANA1", "bom dia")))
    return office


def named(office: Office, said: str) -> list[str]:
    return [one.name for one in mentioned(said, users.listed(office.db))]


def test_a_note_stands_in_the_thread_and_is_never_sent(desk: Office) -> None:
    id = note(desk.db, 1, 1, "cliente antiga", "key-0001", T0)
    bubble = threads.page(desk.db, 1, desk.one("select number from conversations"))[-1]
    assert (bubble.id, bubble.direction, bubble.author) == (id, "note", "Lia Prado")
    desk.deliver()
    assert desk.connector.sent == []
    assert desk.one("select owner from conversations") == "bot"


def test_the_same_key_keeps_a_note_once(desk: Office) -> None:
    first = note(desk.db, 1, 1, "uma vez", "key-0001", T0)
    assert note(desk.db, 1, 1, "uma vez", "key-0001", T0) == first
    with pytest.raises(ConflictError):
        note(desk.db, 1, 1, "outra", "key-0001", T0)
    assert desk.texts("note") == ["uma vez"]


@pytest.mark.parametrize("empty", ["", "  \n ", "x" * 4097])
def test_a_note_says_something_but_no_novel(desk: Office, empty: str) -> None:
    with pytest.raises(InvalidContentError):
        note(desk.db, 1, 1, empty, "key-0001", T0)
    assert desk.texts("note") == []


def test_who_is_named_is_told_until_they_look(desk: Office) -> None:
    note(desk.db, 1, 1, "@Rui Costa, pode ver? E @João Sá também. @Lia Prado sou eu.", "key-0001", T0)
    assert [mentions.unseen(desk.db, id) for id in (1, 2, 3, 4)] == [0, 0, 1, 1]
    (one,) = mentions.listed(desk.db, 3)
    assert (one.author, one.contact, one.seen_at) == ("Lia Prado", "Ana Ribeiro", None)
    assert mentions.see(desk.db, 3, T0 + 5) == 1
    assert mentions.unseen(desk.db, 3) == 0
    assert mentions.unseen(desk.db, 4) == 1


def test_of_two_names_that_fit_the_longer_is_meant(desk: Office) -> None:
    assert named(desk, "@Lia Prado veja") == ["Lia Prado"]
    assert named(desk, "@Lia veja") == ["Lia"]
    assert named(desk, "@lia prado e @joao sa") == ["Lia Prado", "João Sá"]


def test_a_name_without_the_sign_or_as_part_of_a_word_is_no_mention(desk: Office) -> None:
    assert named(desk, "Lia Prado, lia@padaria.example, @Liana, @ Rui, @") == []


def test_who_cannot_sign_in_any_more_is_not_named(desk: Office) -> None:
    people.disable(desk.db, "p2@padaria.example", "cli", T0)
    assert named(desk, "@Rui Costa") == []
    assert "Rui Costa" not in [one.name for one in named_so(users.listed(desk.db), "r")]


def test_colleagues_are_found_by_any_of_their_names(desk: Office) -> None:
    def found(typed: str) -> list[str]:
        everybody: list[User] = users.listed(desk.db)
        return [one.name for one in named_so(everybody, typed)]

    assert found("") == ["João Sá", "Lia", "Lia Prado", "Rui Costa"]
    assert found("co") == ["Rui Costa"]
    assert found("joao") == ["João Sá"]
    assert found("x") == []
