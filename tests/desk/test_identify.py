"""One person, one contact, whatever names WhatsApp gives them today."""

from typing import Any

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import ANA, BRUNO, BSUIDS, T0, echo, new_user_id, post, status, system, text
from tests.store.people import queue
from tests.whatsapp import corpus
from zapbot.connector import Accepted, Outcome, Sender
from zapbot.store import contacts, conversations

NEW = "5511955550199"
DAY = 24 * 3600.0


def plain(id: str, number: str, at: float = T0) -> bytes:
    """A text of somebody known by number only."""
    return post(text(id, "oi", number, at))


def by_user_id(id: str, user_id: str, at: float = T0, **more: Any) -> bytes:
    """A text of somebody known by user id."""
    return post(
        {"from_user_id": user_id, "id": id, "timestamp": str(int(at)), "type": "text", "text": {"body": "oi"}} | more
    )


def count(office: Office) -> int:
    return int(office.one("select count(*) from contacts"))


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [
        ("553185550103", "5531985550103", 1),
        ("5531985550103", "553185550103", 1),
        ("5491155550105", "541155550105", 1),
        ("5215555550106", "525555550106", 1),
        ("551133334444", "5511933334444", 2),
        ("551133334444", "551133334445", 2),
    ],
)
def test_the_ninth_digit_argentina_mexico_and_landlines(office: Office, first: str, second: str, people: int) -> None:
    office.post(plain("w1", first), plain("w2", second))
    assert count(office) == people


@pytest.mark.parametrize(
    "name",
    [
        "bsuid_in_from_and_wa_id",
        "bsuid_only_no_contacts",
        "bsuid_only_no_from_no_wa_id",
        "bsuid_only_from_empty_string",
        "contacts_absent",
        "contact_without_profile",
        "wa_id_absent_but_from_present",
        "wa_id_empty_string",
        "phone_only_no_bsuid",
        "contact_of_someone_else",
        "malformed",
    ],
)
def test_no_from_no_wa_id_no_profile_or_a_user_id_in_their_place_is_still_the_same_person(
    office: Office, name: str
) -> None:
    office.now = corpus.RECEIVED_AT
    wanted = "malformed/message_from_letters.json" if name == "malformed" else f"inbound/{name}.json"
    office.post(corpus.body("inbound/text.json"), corpus.body(wanted))
    assert office.rows("select name, phone from contacts") == [("Ana Ribeiro", ANA)]
    assert len(office.texts()) == 2


def test_contacts_in_another_order_than_messages_name_the_right_people(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("inbound/contacts_in_another_order.json"))
    assert office.rows(
        "select c.name, m.text from messages m join contacts c on c.id = m.contact_id order by m.id"
    ) == [
        ("Ana Ribeiro", "eu sou a Ana"),
        ("Bruno Lima", "eu sou o Bruno"),
    ]


def test_two_contacts_that_turn_out_to_be_one_person_become_one_with_one_conversation(office: Office) -> None:
    office.post(plain("w1", NEW), by_user_id("w2", "BR.9"))
    assert count(office) == 2
    office.post(by_user_id("w3", "BR.9", **{"from": NEW}))
    assert count(office) == 1
    assert office.rows("select distinct contact_id, conversation_id from messages") == [(1, 2)]
    assert office.rows("select count(*) from conversations where status = 'open'") == [1]
    assert office.journal("contact.merged") == ["contact.merged"]


def test_the_bot_stays_silent_when_a_person_had_one_of_two_conversations_that_become_one(bot: Office) -> None:
    bot.post(echo("e1", "Deixa comigo", NEW), by_user_id("w2", "BR.9"))
    bot.post(by_user_id("w3", "BR.9", **{"from": NEW, "text": {"body": "oi"}}))
    assert bot.texts("out") == ["Deixa comigo", "Como posso ajudar?"]
    bot.post(by_user_id("w4", "BR.9", text={"body": "menu"}))
    assert bot.texts("out") == ["Deixa comigo", "Como posso ajudar?"]


def test_a_number_change_keeps_the_contact_and_frees_the_old_number(office: Office) -> None:
    office.post(plain("w1", ANA), post(system("s1", ANA, NEW, T0 + 1)), plain("w2", NEW, T0 + 2))
    assert office.rows("select phone from contacts") == [NEW]
    office.now += 60
    office.post(
        post(text("w3", "sou outra pessoa", BRUNO) | {"from": ANA, "from_user_id": "BR.555", "timestamp": "1790000050"})
    )
    assert count(office) == 2


def test_a_number_change_merges_two_contacts_that_both_exist(office: Office) -> None:
    office.post(plain("w1", ANA), plain("w2", NEW), post(system("s1", ANA, NEW, T0 + 1)))
    assert office.rows("select phone from contacts") == [NEW]
    assert len(office.texts()) == 2


def test_a_number_change_told_again_after_the_number_went_to_somebody_else_merges_nobody(office: Office) -> None:
    changed = post(system("s1", ANA, NEW, T0 + 1))
    office.post(plain("w1", ANA), changed)
    office.now += 60
    stranger = {"from": ANA, "from_user_id": "BR.555", "timestamp": str(int(T0 + 50))}
    office.post(post(text("w2", "oi") | stranger))
    before = office.everything()
    office.now += 6 * DAY
    office.post(changed, changed)
    assert office.everything() == before
    assert count(office) == 2


def test_a_message_from_before_the_number_change_that_comes_after_it_does_not_bring_the_number_back(
    office: Office,
) -> None:
    office.now += 60
    office.post(post(text("w1", "oi")), post(system("s1", ANA, NEW, T0 + 10)))
    office.post(post(text("w2", "antes", at=T0 + 5)))
    office.post(post(statuses=(status("x", "sent", recipient_user_id=BSUIDS[ANA], at=T0 + 5),)))
    assert office.rows("select phone from contacts") == [NEW]
    assert contacts.find(office.db, Sender(wa_id=ANA), office.now) == []


def test_another_user_id_of_the_same_person_leads_to_the_same_contact(office: Office) -> None:
    office.post(
        by_user_id("w1", "BR.1"), post(new_user_id("s1", "BR.1", "BR.2", T0 + 1)), by_user_id("w2", "BR.2", T0 + 2)
    )
    assert count(office) == 1
    office.post(by_user_id("w3", "BR.1"))
    assert count(office) == 1


def test_both_ways_of_telling_a_new_user_id_lead_to_the_same_contact(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("inbound/text.json"))
    for name in (
        "inbound/system_user_changed_user_id.json",
        "inbound/system_user_changed_user_id_without_phone.json",
        "inbound/system_user_changed_user_id_with_previous_user_id.json",
        "other/user_id_update.json",
        "other/user_id_update_without_wa_id.json",
    ):
        office.post(corpus.body(name))
    office.post(by_user_id("w2", "BR.70000000000000000002"))
    assert count(office) == 1


def test_a_change_of_somebody_unknown_makes_no_contact(office: Office) -> None:
    office.post(post(system("s1", ANA, NEW)), post(new_user_id("s2", "BR.1", "BR.2")))
    assert count(office) == 0


def test_what_an_answer_tells_of_the_recipient_is_learned(office: Office) -> None:
    office.post(plain("w1", "5531985550103"))
    contact = int(office.one("select id from contacts"))
    queue(office.db, contact)
    queue(office.db, contact)
    office.now += 1
    office.connector.decide = lambda message: accepted(message.callback, "553185550103")
    office.deliver()
    assert [message.to.wa_id for message in office.connector.sent] == ["5531985550103", "553185550103"]
    assert count(office) == 1


def test_an_answer_for_a_contact_that_was_merged_meanwhile_is_not_lost(office: Office) -> None:
    office.post(plain("w1", NEW), by_user_id("w2", "BR.9"))
    queue(office.db, 2)
    office.connector.meanwhile = lambda _: contacts.merge(office.db, 1, 2)
    office.connector.decide = lambda message: accepted(message.callback, "5511900000001")
    office.deliver()
    assert office.statuses() == ["sent"]
    assert conversations.current(office.db, 1, office.now).contact_id == 1
    assert contacts.find(office.db, Sender(wa_id="5511900000001"), office.now) == [1]


def accepted(callback: str, wa_id: str) -> Outcome:
    """An acceptance that names the number WhatsApp knows."""
    return Accepted(f"wamid.{callback}", Sender(wa_id=wa_id))
