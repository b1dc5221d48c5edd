"""How a send ended, and what was told later: written down once, tried again only when that is right."""

import pytest

from tests.desk.office import GRACE, Office
from tests.desk.webhooks import ANA, BSUIDS, T0, failed, post, status, text
from tests.store.people import person, queue
from tests.whatsapp.corpus import PHONE_NUMBER_ID
from zapbot.connector import Hold, Refused, Retry, Stop, Unknown, Unsent
from zapbot.desk import settle
from zapbot.store import outbox
from zapbot.store.outbox import Claim


@pytest.fixture
def desk(office: Office) -> Office:
    """An office with one customer and one message that waits."""
    queue(office.db, person(office.db, ANA))
    return office


def take(office: Office) -> Claim:
    (one,) = outbox.claim(office.db, PHONE_NUMBER_ID, office.now, 9, GRACE)
    return one


def due(office: Office) -> float:
    return float(office.one("select next_attempt_at from messages")) - office.now


def test_a_passing_failure_is_tried_again_later_and_later_then_given_up(desk: Office) -> None:
    waits = []
    for attempt in range(1, 7):
        settle.settle(desk.db, take(desk), Retry("overloaded", 131016), desk.now)
        if attempt < 6:
            assert desk.statuses() == ["pending"]
            waits.append(due(desk))
            desk.now += waits[-1]
    assert all(0 < wait <= min(300, 4**n) for n, wait in enumerate(waits, 1))
    assert desk.statuses() == ["dead"]
    assert desk.journal("message.dead") == ["message.dead"]


def test_a_customer_whose_answer_gave_up_waits_since_their_question(office: Office) -> None:
    office.learn()
    office.post(post(text("wamid.1", "oi")))
    office.db.execute("update conversations set waiting_since = null")
    settle.settle(office.db, take(office), Refused("not on WhatsApp", 131026), office.now)
    assert office.one("select waiting_since = (select at from messages where direction = 'in') from conversations")


def test_a_failure_with_its_own_cap_is_given_up_at_that(desk: Office) -> None:
    for _ in range(3):
        settle.settle(desk.db, take(desk), Retry("unknown error", 131000, 3), desk.now)
        desk.now += 400
    assert desk.statuses() == ["dead"]


def test_waiting_for_speed_grows_four_times_each_time_and_is_no_attempt(desk: Office) -> None:
    waits = []
    for _ in range(4):
        settle.settle(desk.db, take(desk), Hold("pair rate", 1.0, 131056), desk.now)
        waits.append(due(desk))
        desk.now += waits[-1]
    assert waits == [1, 4, 16, 64]
    for _ in range(2):
        settle.settle(desk.db, take(desk), Retry("unknown error", 131000, 3), desk.now)
        desk.now += 400
    assert desk.statuses() == ["pending"]


def test_waiting_for_speed_ends_too(desk: Office) -> None:
    for _ in range(settle.MOST_HOLDS):
        settle.settle(desk.db, take(desk), Hold("pair rate", 1.0, 131056), desk.now)
        desk.now += 4000
    assert desk.statuses() == ["pending"]
    settle.settle(desk.db, take(desk), Hold("pair rate", 1.0, 131056), desk.now)
    assert desk.statuses() == ["dead"]


def test_a_refusal_is_a_dead_letter_at_once(desk: Office) -> None:
    settle.settle(desk.db, take(desk), Refused("not on WhatsApp", 131026), desk.now)
    assert desk.rows("select status, failed_code, failed_reason from messages") == [("dead", 131026, "not on WhatsApp")]


def test_what_never_left_is_tried_again_at_once(desk: Office) -> None:
    settle.settle(desk.db, take(desk), Unsent("refused"), desk.now)
    assert (desk.statuses(), due(desk)) == (["pending"], 0)


def test_a_doubt_is_noted_once_and_not_when_a_status_came_first(desk: Office) -> None:
    claim = take(desk)
    desk.post(post(statuses=(status("wamid.1", "delivered", claim.callback),)))
    settle.settle(desk.db, claim, Unknown("read time-out"), desk.now)
    assert desk.statuses() == ["delivered"]
    assert desk.journal("message.unknown") == []
    queue(desk.db, 1)
    settle.settle(desk.db, take(desk), Unknown("read time-out"), desk.now)
    assert desk.journal("message.unknown") == ["message.unknown"]


def test_a_number_that_may_not_send_is_said_once(desk: Office) -> None:
    for _ in range(3):
        settle.settle(desk.db, take(desk), Stop("token expired", 190), desk.now)
    assert desk.journal("number.stopped") == ["number.stopped"]
    assert desk.journal("message.waits") == ["message.waits"]
    assert desk.rows("select status, attempts from messages") == [("pending", 0)]


def test_since_when_a_number_may_not_send_stays_what_it_was(desk: Office) -> None:
    settle.stop_number(desk.db, PHONE_NUMBER_ID, 190, "token expired", desk.now)
    settle.stop_number(desk.db, PHONE_NUMBER_ID, 131031, "account locked", desk.now + 60)
    why = settle.stopped(desk.db, PHONE_NUMBER_ID)
    assert why == {"code": 131031, "reason": "account locked", "at": desk.now}


def test_each_new_try_of_a_message_is_told(desk: Office) -> None:
    for _ in range(2):
        settle.settle(desk.db, take(desk), Retry("overloaded", 131016), desk.now)
        desk.now += 400
    settle.settle(desk.db, take(desk), Hold("pair rate", 1.0, 131056), desk.now)
    assert len(desk.journal("message.waits")) == 3


@pytest.mark.parametrize("outcome", [Unsent("no network"), Hold("slow down", 1.0, 130429, "number")])
def test_what_keeps_the_whole_number_back_is_told_of_a_message_once(desk: Office, outcome: Unsent | Hold) -> None:
    for _ in range(3):
        settle.settle(desk.db, take(desk), outcome, desk.now)
        desk.now += 4000
    assert desk.journal("message.waits") == ["message.waits"]
    settle.settle(desk.db, take(desk), Unsent("no route"), desk.now)
    assert desk.journal("message.waits") == ["message.waits"] * 2


def test_a_permanent_failure_told_later_fails_the_message(desk: Office) -> None:
    desk.deliver()
    desk.post(post(statuses=(failed("wamid.OUT1", 131026),)))
    assert desk.rows("select status, failed_code from messages") == [("failed", 131026)]


def test_a_passing_failure_told_later_sends_the_message_again_once(desk: Office) -> None:
    desk.deliver()
    told = post(statuses=(failed("wamid.OUT1", 131016, desk.connector.sent[0].callback),))
    desk.post(told, told)
    desk.now += 10
    desk.post(told)
    desk.deliver()
    desk.post(told)
    assert len(desk.connector.sent) == 2
    assert desk.rows("select status, wamid from messages") == [("sent", "wamid.OUT2")]


def test_a_speed_limit_told_later_is_waited_for_longer_each_time(desk: Office) -> None:
    waits = []
    for number in range(1, 5):
        desk.deliver()
        callback = desk.connector.sent[-1].callback
        desk.post(post(statuses=(failed(f"wamid.OUT{number}", 131056, callback),)))
        waits.append(due(desk))
        desk.now += waits[-1]
    assert waits == [1, 4, 16, 64]


def test_what_fails_again_and_again_later_is_not_sent_for_ever(desk: Office) -> None:
    for number in range(1, 20):
        desk.deliver()
        if len(desk.connector.sent) < number:
            break
        callback = desk.connector.sent[-1].callback
        desk.post(post(statuses=(failed(f"wamid.OUT{number}", 131016, callback),)))
        desk.now += 5000
    assert len(desk.connector.sent) == 6
    assert desk.statuses() == ["failed"]


def test_a_status_teaches_the_user_id_of_whom_we_wrote_to(desk: Office) -> None:
    desk.deliver()
    desk.post(post(statuses=(status("wamid.OUT1", "sent", recipient_user_id=BSUIDS[ANA]),)))
    sender = {"from_user_id": BSUIDS[ANA], "from": ""}
    desk.post(post(text("w1", "oi") | sender))
    assert desk.rows("select count(*) from contacts") == [1]


def test_progress_is_noted_as_it_moves(desk: Office) -> None:
    desk.deliver()
    desk.post(*(post(statuses=(status("wamid.OUT1", name),)) for name in ("sent", "read", "delivered", "read")))
    assert desk.rows("select json_extract(data, '$.status') from journal where kind = 'message.status'") == ["read"]
    assert desk.statuses() == ["read"]
    assert desk.one("select delivered_at from messages") == T0
