"""A thread, page by page, each message with what belongs to it."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person, queue
from tests.store.test_inbox import writes
from zapbot.model import Reaction
from zapbot.store import conversations, messages, thread_reactions, threads
from zapbot.store.thread_reactions import Reacted


def ids(bubbles: list[threads.Bubble]) -> list[int]:
    return [bubble.id for bubble in bubbles]


def test_the_newest_page_comes_oldest_first_and_the_pages_before_it_join_without_a_gap(db: Database) -> None:
    maria = person(db)
    sent = [queue(db, maria, f"m{n}", at=T0 + n // 2) for n in range(10)]
    newest = threads.page(db, maria, "", limit=4)
    before = threads.page(db, maria, "", before=newest[0].id, limit=4)
    first = threads.page(db, maria, "", before=before[0].id, limit=4)
    assert ids(first) + ids(before) + ids(newest) == sent
    assert ids(threads.page(db, maria, "", after=first[-1].id, limit=50)) == ids(before) + ids(newest)


def test_a_message_is_shown_with_what_was_said_around_it(db: Database) -> None:
    maria, other = person(db), person(db, "5511955550199")
    sent = [queue(db, maria, f"m{n}", at=T0 + n) for n in range(9)]
    queue(db, other, "de outra pessoa", at=T0 + 4)
    assert ids(threads.around(db, sent[4], 4)) == sent[2:7]
    assert threads.around(db, 999) == []


def test_only_the_number_the_thread_is_on_is_shown(db: Database) -> None:
    maria = person(db)
    here = queue(db, maria, "aqui")
    db.execute("update messages set number = 'outro' where id = ?", (queue(db, maria, "lá"),))
    assert ids(threads.page(db, maria, "")) == [here]


def test_a_message_brings_its_quote_its_reactions_and_its_author(db: Database) -> None:
    maria = person(db)
    asked = writes(db, maria, "Quanto custa?")
    wamid = db.execute("select wamid from messages where id = ?", (asked,)).fetchone()[0]
    queue(db, maria, "R$ 10", "agent", T0 + 1, reply_to=wamid)
    messages.react(db, maria, wamid, "👍", T0 + 2)
    first, second = threads.page(db, maria, "")
    assert first.reactions == (Reacted("👍"),)
    assert second.quote == threads.Quote(asked, "in", "text", "Quanto custa?")
    queue(db, maria, "?", "agent", T0 + 3, reply_to="wamid.GONE")
    assert threads.page(db, maria, "")[-1].quote == threads.Quote(None)


def reacts(db: Database, contact: int, target: str, emoji: str, at: float, status: str = "sent") -> int:
    """We react to a message; the id."""
    conversation = conversations.current(db, contact, at)
    id = messages.add_outgoing(db, contact, conversation.id, Reaction(target, emoji), "agent", at)
    db.execute("update messages set status = ? where id = ?", (status, id))
    return id


def asked_of(db: Database, contact: int) -> str:
    """A message of the customer; its wamid."""
    return threads.get(db, writes(db, contact, "Quanto custa?")).wamid or ""


def test_our_reaction_sits_on_its_message_and_the_last_one_counts(db: Database) -> None:
    maria = person(db)
    wamid = asked_of(db, maria)
    reacts(db, maria, wamid, "👍", T0 + 1, "delivered")
    last = reacts(db, maria, wamid, "❤️", T0 + 2)
    (bubble,) = threads.page(db, maria, "")
    assert bubble.reactions == (Reacted("❤️", "agent"),)
    assert thread_reactions.targets(db, [bubble.id, last]) == {last: bubble.id}
    assert [b.id for b in threads.around(db, bubble.id)] == [bubble.id]
    assert threads.since(db, maria, "", bubble.id) == []
    assert thread_reactions.touched(db, maria, "", bubble.id) == [bubble.id]
    assert thread_reactions.touched(db, maria, "", last) == []


def test_a_reaction_on_its_way_is_there_and_says_so_and_so_is_one_being_taken_back(db: Database) -> None:
    maria = person(db)
    wamid = asked_of(db, maria)
    first = reacts(db, maria, wamid, "👍", T0 + 1, "pending")
    assert threads.page(db, maria, "")[0].reactions == (Reacted("👍", "agent", waits=True),)
    db.execute("update messages set status = 'sent' where id = ?", (first,))
    gone = reacts(db, maria, wamid, "", T0 + 2, "sending")
    assert threads.page(db, maria, "")[0].reactions == (Reacted("👍", "agent", waits=True),)
    db.execute("update messages set status = 'sent' where id = ?", (gone,))
    assert [bubble.reactions for bubble in threads.page(db, maria, "")] == [()]


@pytest.mark.parametrize("status", ["failed", "dead", "canceled", "unknown"])
def test_a_reaction_that_went_wrong_stands_alone_and_the_one_before_it_still_counts(db: Database, status: str) -> None:
    maria = person(db)
    wamid = asked_of(db, maria)
    reacts(db, maria, wamid, "👍", T0 + 1)
    wrong = reacts(db, maria, wamid, "❤️", T0 + 2, status)
    target, alone = threads.page(db, maria, "")
    assert target.reactions == (Reacted("👍", "agent"),)
    assert (alone.id, alone.kind, alone.quote) == (
        wrong,
        "reaction",
        threads.Quote(target.id, "in", "text", target.text),
    )
    assert ids(threads.since(db, maria, "", target.id)) == [wrong]
    assert thread_reactions.targets(db, [wrong]) == {}


def test_a_reaction_whose_message_is_not_here_or_is_another_persons_stands_alone(db: Database) -> None:
    maria, other = person(db), person(db, "5511955550199")
    theirs = asked_of(db, other)
    alone = [reacts(db, maria, target, "👍", T0 + n) for n, target in enumerate(("wamid.GONE", theirs))]
    found = threads.page(db, maria, "")
    assert ids(found) == alone
    assert found[0].quote == threads.Quote(None)
    assert threads.page(db, other, "")[0].reactions == ()


def test_a_reaction_that_waits_for_its_time_or_the_window_can_be_seen_and_taken_back(db: Database) -> None:
    maria = person(db)
    wamid = asked_of(db, maria)
    held, planned = (reacts(db, maria, wamid, "👍", T0 + n, "pending") for n in (1, 2))
    db.execute("update messages set held_for = 'window' where id = ?", (held,))
    db.execute("update messages set scheduled_at = at where id = ?", (planned,))
    assert ids(threads.page(db, maria, ""))[1:] == [held, planned]


def test_pages_are_full_however_many_reactions_lie_between(db: Database) -> None:
    maria = person(db)
    sent = []
    for n in range(6):
        sent.append(writes(db, maria, f"m{n}", T0 + 10 * n))
        for emoji in "👍🙏😂":
            reacts(db, maria, threads.get(db, sent[-1]).wamid or "", emoji, T0 + 10 * n + 1)
    newest = threads.page(db, maria, "", limit=3)
    assert ids(newest) == sent[3:]
    assert ids(threads.page(db, maria, "", before=newest[0].id, limit=3)) == sent[:3]
    assert ids(threads.since(db, maria, "", sent[0], limit=5)) == sent[1:]
    assert [bubble.reactions for bubble in newest] == [(Reacted("😂", "agent"),)] * 3
