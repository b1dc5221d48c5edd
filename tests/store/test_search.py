"""Finding messages and contacts by their words."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person, queue
from zapbot.connector import Inbound, Sender
from zapbot.store import contacts, conversations, messages, search
from zapbot.store.db import transaction


@pytest.fixture
def said(db: Database) -> Database:
    """Some messages, indexed."""
    ana = person(db)
    for text in ("Bom dia, a cotação do carro", "Qual é a placa?", "ABC1D23 obrigada", 'ele disse "não" AND foi'):
        queue(db, ana, text)
    index(db)
    return db


def index(db: Database) -> int:
    with transaction(db):
        search.index_contacts(db)
        return search.index(db, T0)


def inbound(db: Database, wamid: str, text: str) -> None:
    ana = person(db)
    conversation = conversations.current(db, ana, T0).id
    messages.add_inbound(db, ana, conversation, Inbound(wamid, T0, Sender(), "text", text), T0)


def found(db: Database, words: str) -> list[int]:
    return [hit.message_id for hit in search.messages(db, words)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("cotacao", [1]),
        ("COTAÇÃO carro", [1]),
        ("pla", [2]),
        ("abc1d", [3]),
        ("a", [4, 3, 2, 1]),
        ("carro placa", []),
        ("", []),
        ("***", []),
    ],
)
def test_messages_are_found_by_words_and_beginnings_without_accents(said: Database, words: str, ids: list[int]) -> None:
    assert found(said, words) == ids


@pytest.mark.parametrize(
    "words", ['"', "AND", "NOT placa OR", "text:placa", "(placa", "placa*", "nea(", "-placa", "\0"]
)
def test_what_is_an_operator_elsewhere_is_a_word_here(said: Database, words: str) -> None:
    assert isinstance(found(said, words), list)


def test_the_words_are_marked_and_the_newest_come_first(said: Database) -> None:
    ana = 1
    later = queue(said, ana, "outra cotação")
    assert index(said) == 1
    assert index(said) == 0
    first, second = search.messages(said, "cotação")
    assert (first.message_id, second.message_id) == (later, 1)
    assert "\x02cotação\x03" in first.extract


def test_a_changed_message_is_found_by_its_new_words_only(db: Database) -> None:
    inbound(db, "wamid.1", "Qual é a placa?")
    index(db)
    assert messages.edit(db, "wamid.1", "Qual é o modelo?", {}, T0 + 5)
    assert found(db, "placa") == []
    assert found(db, "modelo") == [1]
    assert not messages.edit(db, "wamid.1", "atrasada", {}, T0 + 4)
    assert found(db, "modelo") == [1]
    assert found(db, "atrasada") == []


def test_a_message_changed_before_it_was_indexed_is_found_by_its_new_words_only(db: Database) -> None:
    inbound(db, "wamid.1", "Qual é a placa?")
    messages.edit(db, "wamid.1", "Qual é o modelo?", {}, T0 + 5)
    index(db)
    assert (found(db, "placa"), found(db, "modelo")) == ([], [1])


def test_a_message_that_was_taken_back_is_not_found(db: Database) -> None:
    inbound(db, "wamid.1", "a senha do cofre")
    index(db)
    assert found(db, "senha") == [1]
    messages.revoke(db, "wamid.1", T0 + 5)
    assert found(db, "senha") == []


def test_it_is_known_whether_something_cannot_be_found_yet(db: Database) -> None:
    index(db)
    assert not search.behind(db)
    ana = person(db)
    assert search.behind(db)
    index(db)
    queue(db, ana)
    assert search.behind(db)
    index(db)
    assert not search.behind(db)
    contacts.set_field(db, ana, "name", "Ana")
    assert search.behind(db)


@pytest.mark.parametrize(
    "words",
    [
        "ana",
        "ÁNA",
        "rib",
        "ribeiro ana",
        "98555-0103",
        "(31) 98555",
        "5531985550103",
        "0103",
        "31 98555 0103",
        "31 8555-0103",
        "031 98555-0103",
        "+55 (31) 98555-01",
        "3198555010",
    ],
)
def test_contacts_are_found_by_name_and_by_any_usual_part_of_the_number(db: Database, words: str) -> None:
    id = person(db, "5531985550103")
    person(db, "5511955550101")
    contacts.set_field(db, id, "name", "Ana Ribeiro")
    index(db)
    assert [contact.id for contact in search.contacts(db, words)] == [id]


def test_a_contact_that_is_gone_is_found_no_more(db: Database) -> None:
    keep, gone = person(db), person(db, "5531985550103")
    contacts.set_field(db, gone, "name", "Bruno")
    index(db)
    contacts.merge(db, keep, gone)
    index(db)
    assert [contact.id for contact in search.contacts(db, "bruno")] == [keep]
