"""How the business's numbers stand: what WhatsApp tells by itself, what it answers, and how many may be written to."""

import asyncio
import json
from typing import Any

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import ANA, BRUNO, CARLA, T0, post, text
from tests.store.people import person
from tests.whatsapp import corpus
from zapbot.connector import NumberChange
from zapbot.desk import tier
from zapbot.desk.send import send
from zapbot.errors import NotFoundError
from zapbot.model import Template, Text
from zapbot.store import conversations, numbers
from zapbot.store.db import transaction
from zapbot.worker.numbers import AGAIN_SECONDS, EVERY_SECONDS, Numbers

NUMBER = corpus.PHONE_NUMBER_ID
OTHER = "800000000000002"
PROMO = Template("promo")


@pytest.fixture
def told(office: Office) -> Office:
    """An office just after the webhooks of the corpus were written."""
    office.now = corpus.RECEIVED_AT
    return office


def lines(office: Office) -> list[dict[str, Any]]:
    """What was noted of numbers."""
    return [json.loads(data) for data in office.rows("select data from journal where kind = 'number.changed'")]


def about(quality: str = "GREEN", **more: Any) -> NumberChange:
    """What the channel answers."""
    return NumberChange(0.0, "about", NUMBER, quality=quality, **more)


def test_a_flagged_number_is_known_to_be_one(told: Office) -> None:
    told.post(corpus.body("other/phone_number_quality_update_flagged_old.json"))
    assert numbers.get(told.db, NUMBER).quality == "FLAGGED"
    (line,) = lines(told)
    assert (line["number"], line["event"], line["severe"]) == (NUMBER, "quality FLAGGED", True)
    assert [notice.event for notice in numbers.severe_since(told.db, T0)] == ["quality FLAGGED"]


@pytest.mark.parametrize(
    ("name", "limit"),
    [("number", 2000), ("tier_string", 2000), ("unlimited_minus_one", numbers.UNLIMITED)],
)
def test_the_messaging_limit_is_learned(told: Office, name: str, limit: int) -> None:
    told.post(corpus.body(f"other/business_capability_update_{name}.json"))
    assert numbers.get(told.db, NUMBER).limit == limit
    assert [line["severe"] for line in lines(told)] == [False]


@pytest.mark.parametrize(
    ("name", "event", "detail"),
    [
        ("account_update_restriction", "account ACCOUNT_RESTRICTION", "RESTRICTED_BIZ_INITIATED_MESSAGING"),
        ("account_update_violation", "account ACCOUNT_VIOLATION", "SCAM"),
        ("account_update_disabled", "account DISABLED_UPDATE", "DISABLE"),
        ("account_update_partner_removed", "account PARTNER_REMOVED", "motivo inventado"),
        ("account_review_update_rejected", "account review REJECTED", ""),
        ("phone_number_name_update_rejected", "name REJECTED", "Padaria Aurora: NAME_FORMAT_UNACCEPTABLE"),
        ("security_pin_reset_request", "security PIN_RESET_REQUEST", "requested by 61500000000001"),
    ],
)
def test_what_somebody_must_look_at_is_severe(told: Office, name: str, event: str, detail: str) -> None:
    told.post(corpus.body(f"other/{name}.json"))
    (notice,) = numbers.severe_since(told.db, T0)
    assert (notice.event, notice.detail) == (event, detail)
    assert [line["severe"] for line in lines(told)] == [True]


@pytest.mark.parametrize(
    "name", ["account_review_update_approved", "phone_number_name_update_approved", "account_update_unknown_event"]
)
def test_good_news_is_not_severe(told: Office, name: str) -> None:
    told.post(corpus.body(f"other/{name}.json"))
    assert numbers.severe_since(told.db, T0) == []
    assert [line["severe"] for line in lines(told)] == [False]


def test_the_same_notice_twice_is_one(told: Office) -> None:
    for _ in range(2):
        told.post(corpus.body("other/account_update_violation.json"))
        told.now += 60
    assert len(lines(told)) == 1


def test_of_several_numbers_only_the_one_meant_changes(told: Office) -> None:
    numbers.adopt(told.db, (NUMBER, OTHER), T0)
    shown = {NUMBER: "+55 11 4000-0000", OTHER: "+55 31 98555-0103"}
    for id, display in shown.items():
        numbers.update(told.db, id, NumberChange(T0, "about", id, display=display))
    told.post(corpus.body("other/phone_number_quality_update_flagged_old.json"))
    assert [number.quality for number in numbers.listed(told.db)] == ["FLAGGED", None]
    old_form = NumberChange(T0 + 1, "x", display="553185550103")
    assert [number.id for number in numbers.meant(told.db, old_form)] == [OTHER]
    assert numbers.meant(told.db, NumberChange(T0, "x", display="5599999999999")) == []


def test_what_is_older_than_what_is_known_changes_nothing(told: Office) -> None:
    numbers.update(told.db, NUMBER, NumberChange(corpus.RECEIVED_AT, "about", NUMBER, quality="GREEN", limit=10_000))
    told.post(corpus.body("other/phone_number_quality_update_flagged_old.json"))
    assert (numbers.get(told.db, NUMBER).quality, numbers.get(told.db, NUMBER).limit) == ("GREEN", 10_000)


def test_a_number_nobody_adopted_is_not_found(told: Office) -> None:
    with pytest.raises(NotFoundError, match="there is no number 1"):
        numbers.get(told.db, "1")


def test_the_worker_asks_at_its_start_and_every_six_hours(office: Office) -> None:
    drain = Numbers(office.db, office.connector, lambda: office.now)
    office.connector.health[NUMBER] = about(limit=250, name="Padaria Aurora", status="CONNECTED")
    assert asyncio.run(drain.drain()) == T0 + EVERY_SECONDS
    known = numbers.get(office.db, NUMBER)
    assert (known.quality, known.limit, known.name, known.status) == ("GREEN", 250, "Padaria Aurora", "CONNECTED")
    assert lines(office) == []
    office.connector.health[NUMBER] = about("RED")
    office.now = T0 + EVERY_SECONDS - 1
    asyncio.run(drain.drain())
    assert numbers.get(office.db, NUMBER).quality == "GREEN"
    office.now = T0 + EVERY_SECONDS
    asyncio.run(drain.drain())
    assert numbers.get(office.db, NUMBER).quality == "RED"
    assert [(line["quality"], line["severe"]) for line in lines(office)] == [("RED", True)]


def test_a_question_that_fails_is_asked_again_soon_and_changes_nothing(office: Office) -> None:
    drain = Numbers(office.db, office.connector, lambda: office.now)
    assert asyncio.run(drain.drain()) == T0 + AGAIN_SECONDS
    assert numbers.get(office.db, NUMBER).quality is None


def test_a_number_that_is_red_from_the_start_is_said_to_be(office: Office) -> None:
    office.connector.health[NUMBER] = about("RED")
    asyncio.run(Numbers(office.db, office.connector, lambda: office.now).drain())
    assert [line["quality"] for line in lines(office)] == ["RED"]


def greet(office: Office, contact_id: int, content: Any = PROMO, number: str = NUMBER) -> None:
    """Queue something for a contact."""
    with transaction(office.db):
        send(office.db, conversations.current(office.db, contact_id, office.now, number), content, "api", office.now)


def limited(office: Office, people: int) -> Office:
    """An office that may write to so many first."""
    numbers.update(office.db, NUMBER, NumberChange(T0, "about", NUMBER, limit=people))
    return office


def test_people_written_to_first_use_up_the_room_once_each(office: Office) -> None:
    limited(office, 250)
    assert tier.room(office.db, NUMBER, T0) == 250
    for who in (person(office.db, ANA), person(office.db, BRUNO)):
        greet(office, who)
        greet(office, who)
    assert tier.room(office.db, NUMBER, T0) == 248
    office.deliver()
    assert tier.room(office.db, NUMBER, T0) == 248
    assert tier.room(office.db, NUMBER, office.now + 24 * 3600 + 1) == 250


def test_who_wrote_today_and_what_is_no_template_use_up_nothing(office: Office) -> None:
    limited(office, 250)
    office.post(post(text("w1", "oi")))
    greet(office, 1)
    greet(office, 1, Text("Olá"))
    office.deliver()
    assert tier.room(office.db, NUMBER, T0) == 250


def test_who_wrote_two_days_ago_counts(office: Office) -> None:
    limited(office, 250)
    office.post(post(text("w1", "oi")))
    office.now += 2 * 24 * 3600
    greet(office, 1)
    office.deliver()
    assert tier.room(office.db, NUMBER, office.now) == 249


def test_people_reached_from_another_number_count_too(office: Office) -> None:
    numbers.adopt(office.db, (NUMBER, OTHER), T0)
    limited(office, 250)
    greet(office, person(office.db, CARLA), number=OTHER)
    assert tier.room(office.db, NUMBER, T0) == 249
    assert numbers.business_initiated(office.db, T0 - 1, NUMBER) == 0


def test_the_room_never_falls_below_nothing(office: Office) -> None:
    limited(office, 1)
    for who in (ANA, BRUNO):
        greet(office, person(office.db, who))
    assert tier.room(office.db, NUMBER, T0) == 0


@pytest.mark.parametrize("limit", [None, numbers.UNLIMITED])
def test_without_a_limit_there_is_no_room_to_count(office: Office, limit: int | None) -> None:
    numbers.update(office.db, NUMBER, NumberChange(T0, "about", NUMBER, limit=limit))
    assert tier.room(office.db, NUMBER, T0) is None
