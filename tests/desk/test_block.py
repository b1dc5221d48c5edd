"""Somebody blocked: what they write is kept, and wakes nobody."""

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from zapbot.desk import block, reply
from zapbot.desk.send import send
from zapbot.desk.submit import Submission, submit
from zapbot.errors import BlockedError, NotFoundError
from zapbot.model import Text
from zapbot.store import blocks, conversations, executions, inbox, windows
from zapbot.whatsapp import faults


@pytest.fixture
def ana(bot: Office) -> int:
    """Ana, in the middle of a flow, with an answer of the bot on its way."""
    bot.post(post(text("w1", "oi")))
    return int(bot.one("select id from contacts"))


def test_what_they_write_is_kept_and_nobody_answers_or_waits(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    bot.now = T0 + 2
    bot.post(post(text("w2", "oi", at=T0 + 2)))
    assert bot.texts() == ["oi", "oi"]
    assert bot.statuses() == ["canceled"]
    assert bot.rows("select waiting_since from conversations") == [None]
    assert bot.silences() == ["the contact is blocked"]
    assert bot.journal("message.received", "message.blocked") == ["message.received", "message.blocked"]
    assert bot.one("select last_message_id from conversations") == bot.one("select max(id) from messages")
    assert windows.last_inbound(bot.db, ana, bot.one("select number from conversations")) == T0 + 2


def test_a_flow_in_progress_ends_and_none_is_started(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    assert executions.active(bot.db, ana) is None
    assert bot.journal("contact.blocked") == ["contact.blocked"]
    bot.deliver()
    assert bot.connector.said == []


def test_a_resolved_conversation_is_not_begun_anew(bot: Office, ana: int) -> None:
    bot.db.execute("update conversations set status = 'resolved'")
    block.block(bot.db, ana, "user:1", T0 + 1)
    bot.post(post(text("w2", "ainda aqui", at=T0 + 2)))
    assert bot.rows("select status from conversations") == ["resolved"]


def test_the_same_message_told_twice_is_kept_once(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    bot.post(post(text("w2", "oi", at=T0 + 2)), post(text("w2", "oi", at=T0 + 2)))
    assert bot.texts() == ["oi", "oi"]


def test_whoever_is_heard_again_is_answered(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    block.unblock(bot.db, ana, "user:1", T0 + 2)
    bot.post(post(text("w2", "oi", at=T0 + 3)))
    assert bot.texts("out") == ["Como posso ajudar?"] * 2


def test_blocking_twice_is_as_once_and_nobody_cannot_be_blocked(bot: Office, ana: int) -> None:
    for at in (T0 + 1, T0 + 9):
        block.block(bot.db, ana, "user:1", at)
    assert blocks.since(bot.db, ana) == T0 + 1
    assert bot.journal("contact.blocked") == ["contact.blocked"]
    with pytest.raises(NotFoundError):
        block.block(bot.db, 999, "user:1", T0)


def test_others_are_heard_as_before(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    bot.post(post(text("w9", "oi", who="5521955550102", at=T0 + 2)))
    assert len(bot.journal("message.received")) == 2


def test_whatever_waits_to_leave_to_them_is_taken_back(bot: Office, ana: int) -> None:
    conversation = conversations.current(bot.db, ana, T0)
    for origin, at in (("api", None), ("agent", T0 + 600)):
        send(bot.db, conversation, Text("depois"), origin, T0, at=at)
    block.block(bot.db, ana, "user:1", T0 + 1)
    assert bot.statuses() == ["canceled"] * 3
    bot.now = T0 + 900
    bot.deliver()
    assert bot.connector.said == []


def test_a_program_and_a_person_are_told_that_they_are_blocked(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    with pytest.raises(BlockedError, match="unblock"):
        submit(bot.db, Submission(f"contact:{ana}", Text("oi")), "api", T0 + 2)
    conversation = conversations.current(bot.db, ana, T0)
    with pytest.raises(BlockedError):
        reply.reply(bot.db, conversation.id, 1, reply.Reply(Text("oi"), "chave-12345"), T0 + 2)
    assert bot.texts("out") == ["Como posso ajudar?"]
    block.unblock(bot.db, ana, "user:1", T0 + 3)
    submit(bot.db, Submission(f"contact:{ana}", Text("oi")), "api", T0 + 4)
    assert bot.texts("out") == ["Como posso ajudar?", "oi"]


def test_what_a_flow_would_say_to_them_is_kept_as_failed_with_the_reason(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", T0 + 1)
    id = send(bot.db, conversations.current(bot.db, ana, T0), Text("oi"), "flow", T0 + 2)
    kept = bot.one("select status, failed_code, failed_reason from messages where id = ?", id)
    assert kept == ("failed", 130403, block.BLOCKED)


def test_what_the_channel_refuses_because_it_blocks_them_says_what_to_do(bot: Office, ana: int) -> None:
    bot.connector.answers = [faults.decide(130403, "User blocked")]
    bot.deliver()
    code, reason = bot.one("select failed_code, failed_reason from messages where direction = 'out'")
    assert code == 130403
    assert "unblock them" in reason


def test_nothing_they_write_counts_as_unread(bot: Office, ana: int) -> None:
    bot.db.execute("insert into users (id, email, name, role, created_at) values (1, 'a@b.c', 'A', 'agent', 0)")
    conversation = conversations.current(bot.db, ana, T0)
    conversations.give_to_people(bot.db, conversation.id, None, T0)
    block.block(bot.db, ana, "user:1", T0 + 1)
    bot.post(post(text("w2", "ei", at=T0 + 2)))
    card = inbox.card(bot.db, 1, conversation.id)
    assert card is not None
    assert (card.unread, card.last_text) == (0, "ei")
    block.unblock(bot.db, ana, "user:1", T0 + 3)
    bot.post(post(text("w3", "ei", at=T0 + 4)))
    card = inbox.card(bot.db, 1, conversation.id)
    assert card is not None
    assert card.unread > 0
