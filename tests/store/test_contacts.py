"""One person, one contact, whatever leads to it."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person, queue, status
from zapbot.connector import Sender
from zapbot.errors import NotFoundError
from zapbot.flow.state import State
from zapbot.model import Contact
from zapbot.store import bursts, contacts, executions, flows, messages, windows


def known(db: Database, sender: Sender, at: float = T0) -> int:
    id = contacts.create(db, sender, at)
    contacts.learn(db, id, sender, at)
    return id


def test_a_contact_is_found_by_whatever_is_known_the_surest_first(db: Database) -> None:
    by_phone = known(db, Sender(wa_id="553185550103"))
    by_bsuid = known(db, Sender(bsuid="BR.1"))
    by_parent = known(db, Sender(parent_bsuid="BR.ENT.1"))
    everything = Sender("BR.1", "BR.ENT.1", "5531985550103")
    assert contacts.find(db, everything, T0) == [by_bsuid, by_parent, by_phone]
    assert contacts.find(db, Sender(), T0) == []
    assert contacts.find(db, Sender(bsuid="BR.9", wa_id="5521955550102"), T0) == []


@pytest.mark.parametrize(
    ("stored", "asked", "same"),
    [
        ("553185550103", "5531985550103", True),
        ("5531985550103", "553185550103", True),
        ("5491155550105", "541155550105", True),
        ("5215555550106", "525555550106", True),
        ("551133334444", "5511933334444", False),
        ("5511955550101", "551155550101", False),
    ],
)
def test_variants_of_a_number_lead_to_one_contact_and_a_landline_is_no_variant(
    db: Database, stored: str, asked: str, same: bool
) -> None:
    id = person(db, stored)
    assert contacts.find(db, Sender(wa_id=asked), T0) == ([id] if same else [])


def test_a_number_given_up_leads_nowhere_from_then_on(db: Database) -> None:
    id = person(db, "553185550103", T0)
    contacts.learn(db, id, Sender(wa_id="5531985550103"), T0)
    contacts.retire(db, id, "5531985550103", T0 + 100)
    for variant in ("5531985550103", "553185550103"):
        assert contacts.find(db, Sender(wa_id=variant), T0 + 99) == [id]
        assert contacts.find(db, Sender(wa_id=variant), T0 + 100) == []


def test_a_message_from_before_the_number_was_given_up_does_not_bring_it_back(db: Database) -> None:
    id = known(db, Sender(bsuid="BR.1", wa_id="5511955550101"))
    contacts.retire(db, id, "5511955550101", T0 + 100)
    contacts.learn(db, id, Sender(wa_id="5511955550199"), T0 + 100)
    contacts.learn(db, id, Sender(bsuid="BR.1", wa_id="5511955550101"), T0 + 50)
    assert contacts.find(db, Sender(wa_id="5511955550101"), T0 + 200) == []
    assert contacts.get(db, id).phone == "5511955550199"


def test_a_number_given_up_leads_to_whoever_writes_from_it_next(db: Database) -> None:
    old = person(db, "5511955550101", T0)
    contacts.retire(db, old, "5511955550101", T0 + 100)
    new = known(db, Sender(wa_id="5511955550101"), T0 + 200)
    assert contacts.find(db, Sender(wa_id="5511955550101"), T0 + 300) == [new]


def test_giving_up_a_number_somebody_else_has_now_changes_nothing(db: Database) -> None:
    old, new = person(db, "5511955550101"), person(db, "5511955550199")
    contacts.learn(db, new, Sender(wa_id="5511955550101"), T0 + 200)
    contacts.retire(db, old, "5511955550101", T0 + 100)
    assert contacts.find(db, Sender(wa_id="5511955550101"), T0 + 300) == [new]


def test_what_a_message_tells_of_its_sender_is_kept_and_a_name_is_not_overwritten(db: Database) -> None:
    id = known(db, Sender(bsuid="BR.1"))
    contacts.learn(db, id, Sender("BR.1", None, "553185550103", "ana", "Ana"), T0)
    contacts.learn(db, id, Sender("BR.1", None, None, "ana2", "Outra"), T0)
    assert contacts.get(db, id) == Contact(id, "Ana", "5531985550103", {}, (), None)
    assert db.execute("select username from contacts").fetchone() == ("ana2",)


def test_a_contact_is_reached_by_the_id_whatsapp_used_last(db: Database) -> None:
    id = known(db, Sender(wa_id="5531985550103"), T0)
    assert contacts.address(db, id) == Sender(wa_id="5531985550103")
    contacts.learn(db, id, Sender(bsuid="BR.1", wa_id="553185550103"), T0 + 1)
    assert contacts.address(db, id) == Sender(bsuid="BR.1", wa_id="553185550103")
    contacts.retire(db, id, "553185550103", T0 + 2)
    assert contacts.address(db, id) == Sender(bsuid="BR.1")


def test_two_contacts_become_one_with_all_either_had(db: Database) -> None:
    keep = known(db, Sender(bsuid="BR.1", name="Ana"))
    gone = known(db, Sender(wa_id="5511955550101", username="ana"))
    message = queue(db, gone)
    contacts.tag(db, keep, ["vip", "velha"], [], T0)
    contacts.tag(db, gone, ["vip", "nova"], [], T0)
    contacts.set_field(db, keep, "cidade", "Recife")
    contacts.set_field(db, gone, "cidade", "Olinda")
    contacts.set_field(db, gone, "cpf", "123")
    windows.wrote(db, gone, "", T0 + 5)
    messages.react(db, gone, "wamid.1", "👍", T0)
    messages.react(db, keep, "wamid.1", "❤️", T0)
    contacts.merge(db, keep, gone)
    assert contacts.get(db, keep) == Contact(
        keep, "Ana", "5511955550101", {"cidade": "Recife", "cpf": "123"}, ("nova", "velha", "vip"), T0 + 5
    )
    assert contacts.find(db, Sender(bsuid="BR.1", wa_id="5511955550101"), T0) == [keep]
    assert db.execute("select contact_id from messages where id = ?", (message,)).fetchone() == (keep,)
    assert db.execute("select emoji from reactions").fetchall() == [("❤️",)]
    assert db.execute("select username from contacts").fetchall() == [("ana",)]
    with pytest.raises(NotFoundError):
        contacts.get(db, gone)
    assert status(db, message) == "pending"


def test_what_waits_for_an_answer_goes_over_to_the_kept_contact(db: Database) -> None:
    keep, gone = person(db), person(db, "5521955550102")
    bursts.gather(db, gone, queue(db, gone), "oi", T0 + 5)
    db.execute(
        "insert into calls (contact_id, call_id, kind, request, max_attempts, created_at, next_attempt_at) "
        "values (?, 'c1', 'http', '{}', 1, 0, 0)",
        (gone,),
    )
    contacts.merge(db, keep, gone)
    assert bursts.due(db, T0 + 5, 9) == [keep]
    assert db.execute("select contact_id from calls").fetchall() == [(keep,)]


def test_two_contacts_that_never_wrote_become_one_that_never_wrote(db: Database) -> None:
    keep, gone = person(db), person(db, "5521955550102")
    contacts.merge(db, keep, gone)
    assert contacts.get(db, keep).last_inbound_at is None


def test_of_two_contacts_in_a_flow_the_kept_one_goes_on(db: Database) -> None:
    keep, gone = person(db), person(db, "5521955550102")
    version = flows.add_version(db, "f", "F", "f.yaml", "", None, None, T0)
    for contact_id in (keep, gone):
        conversation = queue(db, contact_id)
        executions.begin(db, contact_id, conversation, version.id, State("f", node=str(contact_id)), T0)
    contacts.merge(db, keep, gone)
    standing = executions.active(db, keep)
    assert standing is not None
    assert standing.state.node == str(keep)


def test_tags_and_fields_are_put_on_and_taken_off(db: Database) -> None:
    id = person(db)
    contacts.tag(db, id, ["a", "b"], [], T0)
    contacts.tag(db, id, ["a"], ["b", "c"], T0)
    contacts.set_field(db, id, "n", 1)
    contacts.set_field(db, id, "name", "Ana")
    contact = contacts.get(db, id)
    assert (contact.tags, contact.fields, contact.name) == (("a",), {"n": 1}, "Ana")


def test_the_window_counts_from_the_latest_message_whatever_order_they_come_in(db: Database) -> None:
    id = person(db)
    windows.wrote(db, id, "", T0 + 5)
    windows.wrote(db, id, "", T0)
    assert contacts.get(db, id).last_inbound_at == T0 + 5
