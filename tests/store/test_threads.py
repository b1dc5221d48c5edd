"""A thread, page by page, each message with what belongs to it."""

from sqlite_utils import Database

from tests.store.people import T0, person, queue
from tests.store.test_inbox import writes
from zapbot.store import messages, threads


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
    assert first.reactions == ("👍",)
    assert second.quote == threads.Quote(asked, "in", "text", "Quanto custa?")
    queue(db, maria, "?", "agent", T0 + 3, reply_to="wamid.GONE")
    assert threads.page(db, maria, "")[-1].quote == threads.Quote(None)
