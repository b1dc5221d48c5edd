"""The list of conversations: who waits, whose they are, what is new to whom."""

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person, queue
from zapbot.connector import Inbound, Sender
from zapbot.store import contacts, conversations, drafts, inbox, messages, reads, users, windows
from zapbot.store.inbox import Filter


@pytest.fixture
def ana(db: Database) -> int:
    """Somebody who looks at the list."""
    return users.add(db, "ana@padaria.example", "Ana", "agent", "x", T0).id


def writes(db: Database, contact: int, text: str = "oi", at: float = T0) -> int:
    """A customer writes; the id of the message."""
    conversation = conversations.current(db, contact, at)
    id = messages.add_inbound(db, contact, conversation.id, Inbound(f"w{contact}-{at}", at, Sender(), "text", text), at)
    assert id is not None
    windows.wrote(db, contact, "", at)
    conversations.heard(db, conversation.id, id, at)
    return id


def transfers(db: Database, contact: int, at: float = T0, team: str | None = None) -> int:
    """A customer is handed to people; the conversation."""
    id = conversations.current(db, contact, at).id
    conversations.give_to_people(db, id, team, at)
    return id


def customers(db: Database, count: int) -> list[int]:
    return [person(db, f"551195555{index:04}") for index in range(count)]


def test_each_conversation_is_in_the_tabs_it_belongs_to(db: Database, ana: int) -> None:
    with_bot, waiting, hers = customers(db, 3)
    for contact in (with_bot, waiting, hers):
        writes(db, contact)
    transfers(db, waiting)
    db.execute("update conversations set agent_id = ? where id = ?", (ana, transfers(db, hers)))
    listed = {tab: [card.contact_id for card in inbox.page(db, Filter(ana, tab))] for tab in inbox.TABS}
    assert listed["mine"] == [hers]
    assert listed["unassigned"] == [waiting]
    assert listed["bot"] == [with_bot]
    assert sorted(listed["all"]) == [with_bot, waiting, hers]
    assert inbox.counts(db, ana) == {"mine": 1, "unassigned": 1, "all": 3, "bot": 1}


def test_who_waits_longest_comes_first_and_who_has_an_answer_last(db: Database, ana: int) -> None:
    first, second, answered = customers(db, 3)
    for at, contact in ((T0 + 5, second), (T0, first), (T0 - 9, answered)):
        writes(db, contact, at=at)
        transfers(db, contact, at + 1)
    id = queue(db, answered, "já vou", "agent", T0 + 9)
    conversations.spoke(db, conversations.current(db, answered, T0).id, id, "agent", T0 + 9)
    cards = inbox.page(db, Filter(ana, "unassigned"))
    assert [(card.contact_id, card.waiting_since) for card in cards] == [
        (first, T0),
        (second, T0 + 5),
        (answered, None),
    ]


def test_a_campaign_answers_nobody_who_waits(db: Database, ana: int) -> None:
    (maria,) = customers(db, 1)
    writes(db, maria)
    id = transfers(db, maria)
    conversations.spoke(db, id, queue(db, maria, "promoção", "campaign"), "campaign", T0 + 9)
    assert [card.waiting_since for card in inbox.page(db, Filter(ana, "unassigned"))] == [T0]


def test_only_what_came_since_the_hand_over_or_the_last_look_is_unread(db: Database, ana: int) -> None:
    bia = users.add(db, "bia@padaria.example", "Bia", "agent", "x", T0).id
    (maria,) = customers(db, 1)
    writes(db, maria, "com o robô", T0)
    id = transfers(db, maria, T0 + 1)
    second = writes(db, maria, "com gente", T0 + 2)
    writes(db, maria, "de novo", T0 + 3)

    def unread(who: int) -> int:
        card = inbox.card(db, who, id)
        assert card is not None
        return card.unread

    assert (unread(ana), unread(bia)) == (2, 2)
    reads.mark(db, ana, id, second)
    assert (unread(ana), unread(bia)) == (1, 2)
    reads.mark(db, ana, id, second - 1)
    assert unread(ana) == 1
    reads.unread(db, bia, id)
    assert unread(bia) == 1


def test_with_the_bot_nothing_is_unread(db: Database, ana: int) -> None:
    (maria,) = customers(db, 1)
    writes(db, maria)
    assert [card.unread for card in inbox.page(db, Filter(ana, "bot"))] == [0]


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        (Filter(1, tags=("vip",)), [0]),
        (Filter(1, tags=("vip", "sp")), [0]),
        (Filter(1, tags=("sp",)), [0, 1]),
        (Filter(1, tags=("x' or 1=1 --",)), []),
        (Filter(1, team="vendas"), [1]),
        (Filter(1, unread=True), [1, 2]),
        (Filter(1, number="outro"), []),
        (Filter(1, status="resolved"), []),
    ],
)
def test_a_filter_leaves_what_fits(db: Database, ana: int, narrowed: Filter, left: list[int]) -> None:
    people = customers(db, 3)
    contacts.tag(db, people[0], ["vip", "sp"], [], T0)
    contacts.tag(db, people[1], ["sp"], [], T0)
    for at, contact in enumerate(people):
        writes(db, contact, at=T0 + at)
    transfers(db, people[1], T0, "vendas")
    transfers(db, people[2], T0)
    assert ana == 1
    found = [card.contact_id for card in inbox.page(db, narrowed)]
    assert sorted(found) == sorted(people[index] for index in left)
    assert sorted(inbox.ids(db, narrowed)) == sorted(card.id for card in inbox.page(db, narrowed))
    assert all(inbox.fits(db, narrowed, id) for id in inbox.ids(db, narrowed))


def test_a_snoozed_conversation_wakes_when_the_customer_writes(db: Database, ana: int) -> None:
    (maria,) = customers(db, 1)
    writes(db, maria)
    id = transfers(db, maria)
    db.execute("update conversations set status = 'snoozed', snoozed_until = ? where id = ?", (T0 + 9000, id))
    assert inbox.page(db, Filter(ana, "unassigned")) == []
    writes(db, maria, "oi de novo", T0 + 5)
    (card,) = inbox.page(db, Filter(ana, "unassigned"))
    assert (card.status, card.snoozed_until, card.last_text) == ("open", None, "oi de novo")


def test_windows_are_judged_at_the_moment_of_looking_and_the_first_to_close_comes_first(db: Database, ana: int) -> None:
    fresh, closing, closed = customers(db, 3)
    for hours, contact in ((1, fresh), (22, closing), (30, closed)):
        writes(db, contact, at=T0 - hours * 3600)

    def listed(**about: str) -> list[int]:
        return [card.contact_id for card in inbox.page(db, Filter(ana, at=T0, **about))]

    assert listed(window="open") == [fresh, closing]
    assert listed(window="soon") == [closing]
    assert listed(window="closed") == [closed]
    assert listed(order="window") == [closing, fresh]
    assert listed(order="window", window="closed") == [closed]


def test_what_fits_is_counted_up_to_a_number(db: Database, ana: int) -> None:
    for contact in customers(db, 3):
        writes(db, contact)
    assert inbox.count(db, Filter(ana)) == 3
    assert inbox.count(db, Filter(ana), 2) == 2
    assert len(inbox.ids(db, Filter(ana), 2)) == 2


LISTS = {
    "mine": Filter(1, "mine"),
    "unassigned": Filter(1, "unassigned"),
    "all": Filter(1),
    "bot": Filter(1, "bot"),
    "resolved": Filter(1, status="resolved"),
    "window": Filter(1, order="window"),
}


@pytest.mark.parametrize("wanted", LISTS.values(), ids=LISTS)
def test_no_list_is_sorted_when_it_is_asked_for(db: Database, wanted: Filter) -> None:
    sql, values = inbox._listing(wanted)
    plan = " ".join(row[3] for row in db.execute(f"explain query plan {sql} limit 40", values).fetchall())
    assert "TEMP B-TREE FOR ORDER BY" not in plan
    assert "SCAN c" not in plan


def test_a_card_shows_how_ones_own_answer_begins_and_nobody_elses_and_no_note(db: Database, ana: int) -> None:
    (contact,) = customers(db, 1)
    writes(db, contact)
    id, bia = (
        conversations.current(db, contact, T0).id,
        users.add(db, "bia@padaria.example", "Bia", "agent", "x", T0).id,
    )
    drafts.keep(db, bia, id, "reply", "de outra pessoa", T0)
    drafts.keep(db, ana, id, "note", "só para nós", T0)
    assert [card.draft for card in inbox.page(db, Filter(ana))] == [None]
    drafts.keep(db, ana, id, "reply", "já vou ver " * 50, T0)
    shown = inbox.card(db, ana, id)
    assert shown is not None
    assert shown.draft == ("já vou ver " * 50)[:200]
