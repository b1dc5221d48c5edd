"""Sending again what failed, taking back what waits, telling that something was read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.desk.shop import Shop
from tests.store.people import T0, person, queue, row, status
from tests.store.test_inbox import transfers, writes
from zapbot.desk import dead
from zapbot.desk.cancel import cancel
from zapbot.desk.resend import resend
from zapbot.desk.seen import seen
from zapbot.errors import NotFoundError
from zapbot.store import calls, conversations, handling, reads, users
from zapbot.store.db import connect
from zapbot.store.migrations import migrate


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A store."""
    migrate(tmp_path / "data")
    found = connect(tmp_path / "data")
    yield found
    found.close()


def ends(db: Database, id: int, how: str) -> None:
    db.execute("update messages set status = ?, failed_reason = 'x', unknown_at = ? where id = ?", (how, T0, id))


def failed(db: Database, how: str = "failed") -> int:
    """A message of ours that did not arrive."""
    maria = person(db)
    writes(db, maria)
    id = queue(db, maria, "Olá", "agent", T0 + 1)
    ends(db, id, how)
    return id


def test_a_message_sent_again_is_a_new_one_and_the_old_one_is_kept(db: Database) -> None:
    old = failed(db)
    again = resend(db, old, T0 + 9, "user:1")
    assert again.id is not None
    assert (status(db, old), status(db, again.id)) == ("failed", "pending")
    assert row(db, again.id)["text"] == "Olá"
    assert row(db, again.id)["token"] != row(db, old)["token"]
    assert row(db, again.id)["sender"] == "user:1"


def test_what_somebody_sent_again_is_no_dead_letter_to_be_sent_a_third_time(db: Database) -> None:
    old = failed(db, "dead")
    resend(db, old, T0 + 9, "user:1")
    assert (status(db, old), row(db, old)["failed_reason"]) == ("failed", "x")
    assert dead.retry(db, None, "user:1", T0 + 10) == []
    assert dead.retry(db, [f"message-{old}"], "user:1", T0 + 10) == []


def test_pressed_twice_it_is_sent_once(db: Database) -> None:
    old = failed(db)
    assert resend(db, old, T0 + 9, "user:1") == resend(db, old, T0 + 10, "user:2")
    assert db.execute("select count(*) from messages where again_of = ?", (old,)).fetchone()[0] == 1


def test_what_may_have_arrived_is_sent_again_only_by_somebody_who_says_so(db: Database) -> None:
    old = failed(db, "unknown")
    assert resend(db, old, T0 + 9, "user:1").why == "unsure"
    assert status(db, old) == "unknown"
    assert resend(db, old, T0 + 9, "user:1", sure=True).id
    assert status(db, old) == "canceled"


@pytest.mark.parametrize("how", ["sent", "read", "pending", "sending"])
def test_what_did_not_fail_is_not_sent_again(db: Database, how: str) -> None:
    assert resend(db, failed(db, how), T0 + 9, "user:1").why == "fine"


def test_past_the_window_nothing_is_sent_again(db: Database) -> None:
    assert resend(db, failed(db), T0 + 25 * 3600, "user:1").why == "closed"


def test_what_a_customer_wrote_cannot_be_sent(db: Database) -> None:
    theirs = writes(db, person(db))
    assert resend(db, theirs, T0 + 9, "user:1").why == "foreign"
    with pytest.raises(NotFoundError):
        resend(db, 999, T0, "user:1")


def test_what_waits_can_be_taken_back_and_what_left_cannot(db: Database) -> None:
    maria = person(db)
    waiting, gone = queue(db, maria, at=T0), queue(db, maria, at=T0)
    ends(db, gone, "sending")
    assert cancel(db, waiting, T0 + 1, "user:1")
    assert not cancel(db, waiting, T0 + 1, "user:1")
    assert not cancel(db, gone, T0 + 1, "user:1")
    assert (status(db, waiting), status(db, gone)) == ("canceled", "sending")


def test_the_first_look_at_a_conversation_of_ours_is_told_to_whatsapp_once(db: Database) -> None:
    maria = person(db)
    message, conversation = writes(db, maria), transfers(db, maria)
    ana, bia = (users.add(db, f"{name}@x.example", name, "agent", "x", T0).id for name in ("ana", "bia"))
    assert seen(db, ana, conversation, message, T0, receipts=True)
    assert not seen(db, bia, conversation, message, T0, receipts=True)
    (call,) = calls.claim(db, T0, 9)
    assert call.request["read"] is True
    assert reads.until(db, bia, conversation) == message


def test_nothing_is_told_of_what_the_bot_answers_or_when_the_business_wants_it_so(db: Database) -> None:
    maria = person(db)
    message = writes(db, maria)
    ana = users.add(db, "ana@x.example", "ana", "agent", "x", T0).id
    conversation = db.execute("select id from conversations").fetchone()[0]
    assert not seen(db, ana, conversation, message, T0, receipts=True)
    transfers(db, maria)
    later = writes(db, maria, at=T0 + 5)
    assert not seen(db, ana, conversation, later, T0 + 6, receipts=False)
    assert not calls.waiting(db, T0 + 9)


def test_the_worker_tells_that_it_was_read(shop: Shop) -> None:
    shop.imports("zapbot: 1\nflow: x\ntriggers: [{keyword: oi}]\nnodes: {a: {transfer: {to: vendas}}}\n")
    shop.writes("oi")
    db = shop.db
    ana = users.add(db, "ana@x.example", "ana", "agent", "x", T0).id
    conversation, message = db.execute("select conversation_id, id from messages where direction = 'in'").fetchone()
    assert seen(db, ana, conversation, message, shop.at, receipts=True)
    shop.calls()
    assert shop.world.read_ones == ["wamid.IN1"]
    assert shop.world.typed == []


def test_who_gets_no_answer_after_all_waits_as_before(db: Database) -> None:
    maria = person(db)
    writes(db, maria, at=T0)
    conversation = transfers(db, maria, T0 + 1)
    answer = queue(db, maria, "Já vou", "agent", T0 + 60, scheduled_at=T0 + 99)
    conversations.spoke(db, conversation, answer, "agent", T0 + 60)
    assert cancel(db, answer, T0 + 61, "user:1")
    assert waiting(db, conversation) == T0


def test_who_has_another_answer_does_not_wait_for_the_one_that_failed(db: Database) -> None:
    maria = person(db)
    writes(db, maria, at=T0)
    conversation = transfers(db, maria, T0 + 1)
    lost, _ = (queue(db, maria, text, "agent", T0 + at) for at, text in ((60, "Já vou"), (61, "Um momento")))
    conversations.spoke(db, conversation, lost, "agent", T0 + 61)
    ends(db, lost, "dead")
    conversations.waits_again(db, conversation)
    assert waiting(db, conversation) is None


def test_what_was_meant_for_later_answers_once_it_left_and_not_before(db: Database) -> None:
    maria = person(db)
    writes(db, maria, at=T0)
    conversation = transfers(db, maria, T0 + 1)
    lost = queue(db, maria, "Já vou", "agent", T0 + 60)
    later = queue(db, maria, "Amanhã", "agent", T0 + 61, scheduled_at=T0 + 99)
    conversations.spoke(db, conversation, lost, "agent", T0 + 60)
    ends(db, lost, "dead")
    conversations.waits_again(db, conversation)
    assert waiting(db, conversation) == T0
    db.execute("update conversations set waiting_since = null")
    ends(db, later, "sent")
    conversations.waits_again(db, conversation)
    assert waiting(db, conversation) is None


def waiting(db: Database, conversation: int) -> float | None:
    since: float | None = handling.holder(db, conversation).waiting_since
    return since
