"""A number that is also on a phone: early edits, late echoes, old messages, calls, groups, new numbers."""

from typing import Any

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import ANA, BSUIDS, T0, change, echo, message, new_user_id, post, system, text
from tests.whatsapp import corpus
from zapbot.desk.sweep import ORPHAN_SECONDS, sweep
from zapbot.store import conversations, windows

HOUR, DAY = 3600.0, 24 * 3600.0
NUMBER = corpus.PHONE_NUMBER_ID
METADATA = {"display_phone_number": "551140000000", "phone_number_id": NUMBER}


def edit(id: str, original: str, body: str, at: float = T0) -> dict[str, Any]:
    """A message was changed."""
    said = {"original_message_id": original, "message": {"type": "text", "text": {"body": body}}}
    return message(id, "edit", said, at=at)


def revoke(id: str, original: str, at: float = T0) -> dict[str, Any]:
    """A message was taken back."""
    return message(id, "revoke", {"original_message_id": original}, at=at)


def past(*messages: dict[str, Any], customer: str = ANA) -> bytes:
    """A chunk of history."""
    thread = {"id": customer, "messages": list(messages)}
    return change("history", {"metadata": METADATA, "history": [{"metadata": {}, "threads": [thread]}]})


def old(id: str, body: str, at: float, ours: bool = False, status: str = "READ") -> dict[str, Any]:
    """One old message."""
    whose = {"from": "551140000000", "to": ANA} if ours else {"from": ANA}
    told = {"id": id, "timestamp": str(int(at)), "type": "text", "text": {"body": body}}
    return {**whose, **told, "history_context": {"status": status}}


def call(id: str = "wacid.1", at: float = T0, **more: Any) -> bytes:
    """Something about a call."""
    told = {"id": id, "from": ANA, "from_user_id": BSUIDS[ANA], "timestamp": str(int(at)), "event": "connect", **more}
    return change("calls", {"metadata": METADATA, "calls": [told]})


def test_an_edit_that_comes_before_its_message_is_applied_when_that_comes(office: Office) -> None:
    office.now = T0 + 10
    office.post(post(edit("e1", "w1", "amanhã?", at=T0 + 2)), post(edit("e2", "w1", "hoje?", at=T0 + 1)))
    assert office.texts() == []
    office.post(post(text("w1", "oi")))
    assert office.rows("select text, edited_at from messages") == [("amanhã?", T0 + 2)]
    assert office.rows("select * from orphan_changes") == []


def test_a_revocation_that_comes_before_its_message_is_applied_when_that_comes(office: Office) -> None:
    office.post(post(revoke("r1", "w1")))
    office.post(post(text("w1", "oi")), post(text("w2", "olá")))
    assert office.rows("select wamid, revoked_at from messages order by id") == [("w1", T0), ("w2", None)]


def test_an_edit_and_a_revocation_of_an_echo_find_it_in_any_order(office: Office) -> None:
    told = {"from": "551140000000", "to": ANA, "timestamp": str(int(T0))}
    taken_back = {**told, "id": "r1", "type": "revoke", "revoke": {"original_message_id": "p1"}}
    office.post(change("smb_message_echoes", {"metadata": METADATA, "message_echoes": [taken_back]}))
    office.post(echo("p1", "Já vou"))
    assert office.rows("select direction, revoked_at from messages") == [("out", T0)]


def test_changes_whose_message_never_comes_are_forgotten(office: Office) -> None:
    office.post(post(edit("e1", "w1", "amanhã?")), post(revoke("r2", "w2")))
    sweep(office.db, T0 + ORPHAN_SECONDS - 1, 120)
    assert office.one("select count(*) from orphan_changes") == 2
    sweep(office.db, T0 + ORPHAN_SECONDS + 1, 120)
    assert office.one("select count(*) from orphan_changes") == 0


def test_an_echo_of_yesterday_does_not_silence_the_bot(bot: Office) -> None:
    bot.now = T0 + DAY
    bot.post(post(text("w1", "oi", at=T0 + DAY)))
    bot.post(echo("p1", "Respondo depois", at=T0))
    assert bot.texts("out") == ["Respondo depois", "Como posso ajudar?"]
    assert bot.one("select owner from conversations") == "bot"
    assert bot.one("select count(*) from executions where status = 'active'") == 1


def test_an_echo_of_today_silences_it(bot: Office) -> None:
    bot.post(post(text("w1", "oi")), echo("p1", "Deixa comigo"))
    assert bot.one("select owner from conversations") == "person"


def test_an_echo_written_before_the_conversation_was_given_back_does_not_take_it_again(bot: Office) -> None:
    bot.post(echo("p1", "Deixa comigo"))
    bot.now = T0 + 60
    conversations.give_to_bot(bot.db, bot.one("select id from conversations"), bot.now)
    bot.now = T0 + 90
    bot.post(echo("p2", "Pronto", at=T0 + 30))
    assert bot.one("select owner from conversations") == "bot"
    bot.post(echo("p3", "Mais uma coisa", at=T0 + 80))
    assert bot.one("select owner from conversations") == "person"
    assert bot.texts("out") == ["Deixa comigo", "Pronto", "Mais uma coisa"]


def test_a_group_is_noted_once_a_day_and_never_answered(bot: Office) -> None:
    for hours, group in ((0, "g1"), (1, "g1"), (2, "g2"), (25, "g1")):
        bot.now = T0 + hours * HOUR
        bot.post(post(text(f"w{hours}", "oi", at=bot.now, group_id=group)))
    assert bot.rows("select json_extract(data, '$.group') from journal where kind = 'group.refused'") == [
        "g1",
        "g2",
        "g1",
    ]
    assert bot.rows("select * from contacts") == bot.rows("select * from messages") == []


def test_a_call_opens_the_window_and_is_noted_once(bot: Office) -> None:
    bot.post(call(), call(event="terminate"), call())
    assert bot.rows("select direction, text from messages") == [("note", "Ligação recebida")]
    assert windows.last_inbound(bot.db, 1, NUMBER) == T0
    assert bot.journal("call.received") == ["call.received"]
    bot.post(post(text("w1", "oi")))
    assert bot.texts("out") == ["Como posso ajudar?"]


def test_a_call_of_ours_changes_nothing(office: Office) -> None:
    office.post(call(direction="BUSINESS_INITIATED"))
    assert not any(office.everything().values())


def test_a_new_number_is_noted_in_the_conversation(office: Office) -> None:
    office.post(post(text("w1", "oi")), post(system("s1", ANA, "5531985550103")))
    office.post(post(system("s1", ANA, "5531985550103")))
    assert office.texts("note") == ["Mudou de número: +55 11 95555-0101 → +55 31 98555-0103"]


def test_a_new_user_id_is_noted_and_who_never_wrote_has_no_note(office: Office) -> None:
    office.post(post(new_user_id("s1", "BR.900", "BR.901")))
    assert office.texts("note") == []
    office.post(post(text("w1", "oi")), post(new_user_id("s2", BSUIDS[ANA], "BR.902")))
    assert len(office.texts("note")) == 1


def test_the_phones_address_book_names_who_has_no_name(office: Office) -> None:
    nameless = {"from": ANA, "id": "w1", "timestamp": str(int(T0)), "type": "text", "text": {"body": "oi"}}
    office.post(change("messages", {"metadata": METADATA, "messages": [nameless]}))
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("other/smb_app_state_sync_remove.json"))
    assert office.one("select name from contacts") is None
    office.post(corpus.body("other/smb_app_state_sync_add.json"))
    assert office.one("select name from contacts") == "Ana Ribeiro"


def test_the_address_book_makes_no_contacts_and_renames_nobody(office: Office) -> None:
    office.now = corpus.RECEIVED_AT
    office.post(corpus.body("other/smb_app_state_sync_add.json"))
    assert office.rows("select * from contacts") == []
    office.post(post(text("w1", "oi")))
    contact = {"full_name": "Cliente chata", "phone_number": ANA}
    office.post(change("smb_app_state_sync", {"state_sync": [{"contact": contact, "action": "add"}]}))
    assert office.one("select name from contacts") == "Ana Ribeiro"


def test_old_messages_are_kept_once_in_their_order_and_nothing_follows(bot: Office) -> None:
    chunk = past(
        old("h2", "oi", T0 - 9 * DAY),
        old("h1", "Bom dia!", T0 - 10 * DAY, ours=True),
        old("h3", "Não deu", T0 - 8 * DAY, ours=True, status="ERROR"),
    )
    bot.post(chunk, chunk)
    bot.deliver()
    rows = bot.rows("select direction, origin, text, status, late from messages order by at")
    assert rows == [
        ("out", "phone", "Bom dia!", "read", 1),
        ("in", "customer", "oi", "received", 1),
        ("out", "phone", "Não deu", "failed", 1),
    ]
    assert bot.connector.said == bot.silences() == []
    assert bot.rows("select status, owner from conversations") == [("resolved", "bot")]
    assert windows.last_inbound(bot.db, 1, NUMBER) is None
    assert bot.journal("message.received", "message.echoed") == []


def test_who_wrote_in_the_history_today_may_be_answered_today(bot: Office) -> None:
    bot.post(past(old("h1", "oi", T0 - HOUR)))
    assert windows.last_inbound(bot.db, 1, NUMBER) == T0 - HOUR
    assert bot.texts("out") == []


def test_old_messages_join_the_conversation_that_is_open(bot: Office) -> None:
    bot.post(post(text("w1", "oi")), past(old("h1", "oi de ontem", T0 - DAY)))
    assert bot.texts() == ["oi de ontem", "oi"]
    assert bot.one("select status from conversations") == "open"


def test_a_file_of_the_history_takes_its_placeholders_place(bot: Office) -> None:
    placeholder = {"from": ANA, "id": "h1", "timestamp": str(int(T0 - DAY)), "type": "media_placeholder"}
    picture = message("h1", "image", {"id": "77", "mime_type": "image/jpeg", "caption": "Comprovante"}, at=T0 - DAY)
    follows = change("history", {"metadata": METADATA, "messages": [picture]})
    bot.post(past(placeholder))
    bot.post(follows, follows, past(placeholder))
    assert bot.rows("select kind, text from messages") == [("image", "Comprovante")]
    assert bot.rows("select remote_id, number from media") == [("77", NUMBER)]


def test_history_that_was_not_shared_is_no_failure(office: Office) -> None:
    office.post(corpus.body("other/history_declined.json"))
    assert office.dead() == []
    assert not any(office.everything().values())


def test_thousands_of_old_messages_in_one_post_are_fine(bot: Office) -> None:
    many = [old(f"h{n}", f"mensagem {n}", T0 - DAY - n, ours=n % 2 == 0) for n in range(3000)]
    bot.post(past(*many))
    assert bot.one("select count(*) from messages") == 3000
    assert bot.dead() == []


@pytest.mark.parametrize("name", ["request_welcome", "unsupported_with_type", "type_invented"])
def test_what_cannot_be_answered_is_kept_and_shown(bot: Office, name: str) -> None:
    bot.now = corpus.RECEIVED_AT
    bot.post(corpus.body(f"inbound/{name}.json"))
    assert bot.one("select count(*) from messages where direction = 'in'") == 1
    assert bot.texts("out") == []
