"""A block reaches the channel: written down with the block, told by the worker, tried until there is an answer."""

import asyncio

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import post, text
from tests.whatsapp.corpus import PHONE_NUMBER_ID
from zapbot.connector import Hold, Outcome, Refused, Retry, Stop, Unknown, Unsent
from zapbot.desk import block, dead, merge
from zapbot.desk.block_told import MOST_ATTEMPTS
from zapbot.store import blocks, channel_blocks, dead_letters
from zapbot.store.db import connect
from zapbot.worker.blocks import Blocks

WHO = "5511955550101"
SILENT = Refused("User has not messaged in the last 24 hours", 131047)


@pytest.fixture
def ana(bot: Office) -> int:
    """Ana, who wrote a moment ago."""
    bot.post(post(text("w1", "oi", who=WHO)))
    return int(bot.one("select id from contacts"))


def tell(office: Office) -> float | None:
    """What the worker does."""
    drain = Blocks(office.db, office.connector, lambda: office.now, lambda: office.stopping)
    return asyncio.run(drain.drain())


def standing(office: Office, contact_id: int) -> tuple[bool, str, str | None]:
    (one,) = channel_blocks.of_contact(office.db, contact_id)
    return one.blocked, one.status, one.reason


def blocked(office: Office, contact_id: int, *answers: Outcome) -> None:
    """Block somebody, and have the channel say these."""
    office.connector.block_answers.extend(answers)
    block.block(office.db, contact_id, "user:1", office.now)
    tell(office)


def test_the_number_they_wrote_to_is_told_once(bot: Office, ana: int) -> None:
    blocked(bot, ana)
    tell(bot)
    assert bot.connector.blocked == [(PHONE_NUMBER_ID, WHO, True)]
    assert standing(bot, ana) == (True, "done", None)
    assert bot.journal("contact.block_told") == ["contact.block_told"]


def test_whoever_is_heard_again_is_blocked_no_more_there(bot: Office, ana: int) -> None:
    blocked(bot, ana)
    block.unblock(bot.db, ana, "user:1", bot.now)
    tell(bot)
    assert bot.connector.blocked[1:] == [(PHONE_NUMBER_ID, WHO, False)]
    assert standing(bot, ana) == (False, "done", None)


def test_a_block_is_told_after_a_crash_between_it_and_the_call(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", bot.now)
    other = connect(bot.folder)
    drain = Blocks(other, bot.connector, lambda: bot.now, lambda: False)
    asyncio.run(drain.drain())
    other.close()
    assert bot.connector.blocked == [(PHONE_NUMBER_ID, WHO, True)]


def test_a_worker_that_died_in_the_call_is_followed_by_another_when_its_lease_ran_out(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", bot.now)
    assert channel_blocks.claim(bot.db, bot.now) is not None
    assert tell(bot) == bot.now + channel_blocks.LEASE_SECONDS
    assert bot.connector.blocked == []
    bot.now += channel_blocks.LEASE_SECONDS + 1
    tell(bot)
    assert standing(bot, ana)[1] == "done"


def test_somebody_the_channel_will_not_block_stays_blocked_here_with_its_reason(bot: Office, ana: int) -> None:
    blocked(bot, ana, SILENT)
    assert standing(bot, ana) == (True, "refused", SILENT.reason)
    assert blocks.since(bot.db, ana) == bot.now
    assert dead_letters.listed(bot.db) == []


def test_it_is_tried_again_when_they_write_for_then_it_can_be(bot: Office, ana: int) -> None:
    blocked(bot, ana, SILENT)
    bot.now += 60
    bot.post(post(text("w2", "olha eu", who=WHO, at=bot.now)))
    tell(bot)
    assert len(bot.connector.blocked) == 2
    assert standing(bot, ana)[1] == "done"
    bot.post(post(text("w3", "eco", who=WHO, at=bot.now)))
    tell(bot)
    assert len(bot.connector.blocked) == 2


@pytest.mark.parametrize("passing", [Retry("later", 139103), Unknown("cut"), Unsent("no network"), Stop("token", 190)])
def test_what_passes_is_tried_again(bot: Office, ana: int, passing: Outcome) -> None:
    blocked(bot, ana, passing)
    assert standing(bot, ana)[1] == "pending"
    due = tell(bot)
    assert due is not None
    assert due > bot.now
    bot.now = due
    tell(bot)
    assert standing(bot, ana) == (True, "done", None)


def test_too_fast_waits_as_long_as_it_says(bot: Office, ana: int) -> None:
    blocked(bot, ana, Hold("slow", 30.0, 80007))
    assert tell(bot) == bot.now + 30.0


def test_what_never_works_becomes_a_dead_letter_that_can_be_tried_again(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", bot.now)
    bot.connector.block_answers = [Retry("WhatsApp failed", 139103)] * MOST_ATTEMPTS
    while (due := tell(bot)) is not None:
        bot.now = due
    (letter,) = dead_letters.listed(bot.db)
    assert (letter.kind, letter.reason, letter.code, letter.attempts) == (
        "block",
        "WhatsApp failed",
        139103,
        MOST_ATTEMPTS,
    )
    assert '"blocked":1' in dead_letters.show(bot.db, letter.id)[1]
    assert dead.drains(dead.retry(bot.db, [letter.id], "cli", bot.now)) == ["blocks"]
    tell(bot)
    assert standing(bot, ana) == (True, "done", None)


def test_a_dropped_dead_letter_is_told_no_more(bot: Office, ana: int) -> None:
    block.block(bot.db, ana, "user:1", bot.now)
    bot.db.execute("update channel_blocks set status = 'dead'")
    dead.drop(bot.db, None, "cli", bot.now)
    assert tell(bot) is None
    assert (bot.connector.blocked, dead_letters.listed(bot.db)) == ([], [])


def test_a_change_of_mind_while_the_channel_is_told_wins(bot: Office, ana: int) -> None:
    once = [lambda: block.unblock(bot.db, ana, "user:1", bot.now)]
    bot.connector.meanwhile_blocking = lambda: once.pop()() if once else None
    blocked(bot, ana)
    assert [wanted for *_, wanted in bot.connector.blocked] == [True, False]
    assert standing(bot, ana) == (False, "done", None)


def test_who_never_wrote_is_told_to_nobody(bot: Office, ana: int) -> None:
    bot.db.execute("delete from windows")
    blocked(bot, ana)
    assert bot.connector.blocked == []
    assert channel_blocks.of_contact(bot.db, ana) == []


def test_a_contact_made_one_with_a_blocked_one_is_blocked(bot: Office, ana: int) -> None:
    bot.post(post(text("w9", "oi", who="5521955550102")))
    other = int(bot.one("select max(id) from contacts"))
    blocked(bot, other)
    id = merge.merge(bot.db, ana, other, "user:1", bot.now)
    assert blocks.since(bot.db, ana) == bot.now
    assert standing(bot, ana) == (True, "done", None)
    merge.unmerge(bot.db, id, "user:1", bot.now)
    assert blocks.since(bot.db, ana) is None
    assert standing(bot, other) == (True, "done", None)
