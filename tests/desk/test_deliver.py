"""The drain of the outbox, against a connector that ends each send as a test wants."""

import asyncio

import pytest

from tests.desk.office import GRACE, Office
from tests.desk.webhooks import ANA, BRUNO, CARLA, T0, echo, post, status, text
from tests.store.people import person, queue
from tests.whatsapp.corpus import PHONE_NUMBER_ID
from zapbot.connector import Accepted, Hold, Outcome, Outgoing, Refused, Retry, Stop, Unknown, Unsent
from zapbot.desk.deliver import IN_FLIGHT
from zapbot.desk.pace import STOP_PAUSE, Pace
from zapbot.store import outbox


def order(office: Office) -> dict[str, list[str]]:
    """What each customer was sent, in order."""
    heard: dict[str, list[str]] = {}
    for message, said in zip(office.connector.sent, office.connector.said, strict=True):
        heard.setdefault(str(message.to.wa_id), []).append(said)
    return heard


def fill(office: Office, *people: str, each: int = 3) -> None:
    """Some messages to some customers, in turns."""
    ids = [person(office.db, number) for number in people]
    for turn in range(each):
        for id in ids:
            queue(office.db, id, f"{turn}")


def test_each_contacts_messages_leave_in_order_and_many_contacts_at_once(office: Office) -> None:
    people = [f"5511985{n:06}" for n in range(40)]
    fill(office, *people)
    office.deliver()
    assert order(office) == {number: ["0", "1", "2"] for number in people}
    assert office.statuses() == ["sent"] * 120
    assert 20 < office.connector.most_in_flight <= IN_FLIGHT


def test_the_rate_is_held_while_the_queue_is_drained(office: Office) -> None:
    fill(office, *(f"5511985{n:06}" for n in range(200)), each=1)
    asyncio.run(office.worker(Pace(80)).drain())
    assert office.statuses() == ["sent"] * 200
    assert office.now - T0 == pytest.approx((200 - 8) / 80, abs=0.2)


def test_nothing_waits_when_nothing_is_to_be_sent(office: Office) -> None:
    assert office.deliver() is None
    queue(office.db, person(office.db), scheduled_at=T0 + 900)
    assert office.deliver() == T0 + 900
    assert office.connector.sent == []


def test_a_pair_rate_holds_one_contact_in_order_and_delays_nobody_else(office: Office) -> None:
    fill(office, ANA, BRUNO, CARLA)
    office.connector.decide = lambda message: Hold("pair rate", 1.0, 131056) if message.to.wa_id == ANA else None
    assert office.deliver() == T0 + 1
    assert order(office) == {ANA: ["0"], BRUNO: ["0", "1", "2"], CARLA: ["0", "1", "2"]}
    office.connector.decide = lambda _: None
    office.now += 1
    office.deliver()
    assert order(office)[ANA] == ["0", "0", "1", "2"]
    assert office.statuses() == ["sent"] * 9


def test_a_refusal_does_not_hold_back_what_comes_after_it(office: Office) -> None:
    fill(office, ANA)
    office.connector.answers = [Refused("undeliverable", 131026)]
    office.deliver()
    assert office.statuses() == ["dead", "sent", "sent"]


def test_a_passing_failure_is_tried_again_in_order_and_given_up_in_the_end(office: Office) -> None:
    fill(office, ANA, each=2)
    office.connector.answers = [Retry("overloaded", 131016) for _ in range(6)]
    for _ in range(5):
        due = office.deliver()
        assert office.statuses() == ["pending", "pending"]
        assert due is not None
        assert office.now < due <= office.now + 300
        assert office.deliver() == due
        office.now = due
    office.deliver()
    assert office.statuses() == ["dead", "sent"]
    assert office.connector.said == ["0"] * 6 + ["1"]
    assert len({message.callback for message in office.connector.sent}) == 7


def test_an_expired_token_stops_the_number_keeps_the_queue_and_resumes_without_loss(office: Office) -> None:
    people = [f"5511985{n:06}" for n in range(30)]
    fill(office, *people, each=1)
    office.connector.decide = lambda _: Stop("token expired", 190)
    assert office.deliver() == T0 + STOP_PAUSE
    tries = len(office.connector.sent)
    for _ in range(5):
        office.now += STOP_PAUSE
        office.deliver()
    assert len(office.connector.sent) == tries + 5
    assert office.statuses() == ["pending"] * 30
    assert office.journal("number.stopped", "number.resumed") == ["number.stopped"]
    office.connector.decide = lambda _: None
    office.now += STOP_PAUSE
    office.deliver()
    assert office.statuses() == ["sent"] * 30
    assert office.journal("number.stopped", "number.resumed") == ["number.stopped", "number.resumed"]
    assert office.rows("select distinct attempts from messages") == [1]


def test_another_process_knows_that_the_number_is_stopped_and_only_probes(office: Office) -> None:
    fill(office, *(f"5511985{n:06}" for n in range(30)), each=1)
    office.connector.decide = lambda _: Stop("token expired", 190)
    office.deliver()
    tries = len(office.connector.sent)
    asyncio.run(office.worker(Pace(10_000)).drain())
    assert len(office.connector.sent) == tries + 1


def test_too_fast_for_the_number_slows_it_down_and_nothing_is_lost(office: Office) -> None:
    people = [f"5511985{n:06}" for n in range(50)]
    fill(office, *people, each=1)
    office.connector.answers = [Hold("throughput", 2.0, 130429, slower=True) for _ in range(20)]
    due = office.deliver()
    assert office.pace.rate == office.pace.limit / 2
    assert due == T0 + 2
    office.now = due
    office.deliver()
    assert office.statuses() == ["sent"] * 50


def test_a_limit_of_the_whole_number_pauses_it(office: Office) -> None:
    fill(office, ANA)
    office.connector.answers = [Hold("app limit", 120.0, 4, scope="number")]
    fill(office, *(f"5511985{n:06}" for n in range(5)), each=1)
    due = office.deliver()
    assert due == T0 + 120
    tries = len(office.connector.sent)
    office.now += 100
    office.deliver()
    assert len(office.connector.sent) == tries
    office.now += 20
    office.deliver()
    assert office.statuses() == ["sent"] * 8


def test_without_a_connection_messages_wait_and_no_attempt_is_lost(office: Office) -> None:
    fill(office, ANA, BRUNO, each=1)
    office.connector.decide = lambda _: Unsent("connection refused")
    for _ in range(12):
        due = office.deliver()
        assert due is not None
        assert T0 <= office.now < due <= office.now + 30
        office.now = due
    office.connector.decide = lambda _: None
    office.deliver()
    assert office.statuses() == ["sent", "sent"]
    assert office.rows("select distinct attempts from messages") == [1]


@pytest.mark.parametrize("told", ["sent", "delivered", "read"])
def test_a_doubt_is_settled_by_a_status_and_the_next_message_leaves(office: Office, told: str) -> None:
    fill(office, ANA, each=2)
    office.connector.answers = [Unknown("read time-out")]
    office.deliver()
    assert office.statuses() == ["unknown", "pending"]
    office.now += 5
    office.post(post(statuses=(status("wamid.X", told, office.connector.sent[0].callback),)))
    office.deliver()
    assert office.statuses() == [told, "sent"]
    assert office.connector.said == ["0", "1"]


def test_a_doubt_is_sent_again_after_the_grace_only_if_a_webhook_came_after_the_try(office: Office) -> None:
    fill(office, ANA, each=2)
    office.post(post(text("w0", "antes", BRUNO)))
    office.now += 1
    office.connector.answers = [Unknown("read time-out")]
    assert office.deliver() == T0 + 1 + GRACE
    office.now += 3 * GRACE
    office.deliver()
    assert office.statuses() == ["unknown", "pending"]
    office.post(post(text("w1", "depois", BRUNO)))
    office.now += 3
    office.deliver()
    assert office.statuses() == ["sent", "sent"]
    assert office.connector.said == ["0", "0", "1"]


def test_a_doubt_that_was_delivered_after_all_is_counted_as_sent_twice(office: Office) -> None:
    fill(office, ANA, each=1)
    office.connector.answers = [Unknown("read time-out")]
    office.deliver()
    office.now += 5
    office.post(post(text("w1", "oi", BRUNO)))
    office.now += GRACE
    office.deliver()
    late = post(statuses=(status("wamid.FIRST", "sent", office.connector.sent[0].callback),))
    office.post(late)
    assert office.statuses() == ["sent"]
    assert office.journal("message.duplicate") == ["message.duplicate"]


@pytest.mark.parametrize("origin", ["agent", "campaign"])
def test_what_a_person_wrote_is_never_sent_again_and_holds_the_contact_only_for_the_grace(
    office: Office, origin: str
) -> None:
    ana = person(office.db)
    queue(office.db, ana, "da Bia", origin)
    queue(office.db, ana, "do bot")
    office.connector.answers = [Unknown("read time-out")]
    office.deliver()
    for _ in range(5):
        office.now += GRACE
        office.post(post(text(f"w{office.now}", "oi", BRUNO, office.now)))
        office.deliver()
    assert office.connector.said == ["da Bia", "do bot"]
    assert office.statuses() == ["unknown", "sent"]


def test_a_bug_in_the_connector_leaves_a_doubt_and_stops_nobody(office: Office) -> None:
    fill(office, ANA, BRUNO, each=1)
    office.connector.answers = [RuntimeError("bug")]
    office.deliver()
    assert sorted(office.statuses()) == ["sent", "unknown"]
    assert office.one("select failed_reason from messages where status = 'unknown'") == "RuntimeError: bug"


def test_what_a_dead_worker_was_sending_is_in_doubt_and_never_sent_blindly(office: Office) -> None:
    fill(office, ANA, each=2)
    outbox.claim(office.db, PHONE_NUMBER_ID, office.now, 9, GRACE)
    assert office.deliver() == T0 + outbox.LEASE_SECONDS
    office.now += outbox.LEASE_SECONDS + 1
    office.deliver()
    assert office.statuses() == ["unknown", "pending"]
    assert office.connector.sent == []


def test_a_worker_that_is_told_to_stop_finishes_what_is_on_its_way_and_begins_nothing(office: Office) -> None:
    fill(office, ANA, BRUNO)

    def stop(_: Outgoing) -> Outcome | None:
        office.stopping = True
        return None

    office.connector.decide = stop
    office.deliver()
    assert office.statuses() == ["sent", "sent", "pending", "pending", "pending", "pending"]


def test_two_workers_share_the_work_and_send_nothing_twice(office: Office) -> None:
    people = [f"5511985{n:06}" for n in range(30)]
    fill(office, *people)

    async def both() -> None:
        await asyncio.gather(office.delivery.drain(), office.worker(Pace(10_000)).drain())

    asyncio.run(both())
    assert order(office) == {number: ["0", "1", "2"] for number in people}


def test_a_person_who_takes_over_in_the_middle_is_not_talked_over(bot: Office) -> None:
    bot.post(post(text("w1", "oi")))
    bot.connector.answers = [Unknown("read time-out")]
    bot.deliver()
    bot.post(echo("e1", "Deixa comigo"))
    bot.now += 5
    bot.post(post(text("w2", "oi", BRUNO)))
    bot.now += 2 * GRACE
    bot.deliver()
    assert [message.to.wa_id for message in bot.connector.sent] == [ANA, BRUNO]


def test_a_contact_that_cannot_be_reached_is_a_dead_letter(office: Office) -> None:
    office.db.execute("insert into contacts (id, created_at) values (9, 0)")
    queue(office.db, 9)
    office.connector.decide = lambda message: None if message.to.known else Refused("no number")
    office.deliver()
    assert office.statuses() == ["dead"]


def test_an_ending_that_cannot_be_written_down_leaves_the_others_settled(office: Office) -> None:
    fill(office, ANA, BRUNO, CARLA, each=1)
    nonsense = Accepted(["no id"])  # type: ignore[arg-type]
    office.connector.decide = lambda message: nonsense if message.to.wa_id == BRUNO else None
    office.deliver()
    assert office.statuses() == ["sent", "sending", "sent"]


def test_after_an_outage_one_message_tries_the_way_before_the_others_follow(office: Office) -> None:
    fill(office, *(f"5511985{n:06}" for n in range(30)), each=1)
    pace = Pace(80)
    worker = office.worker(pace)
    office.connector.decide = lambda _: Unsent("connection refused")
    asyncio.run(worker.drain())
    tried = len(office.connector.sent)
    office.now = pace.paused_until
    asyncio.run(worker.drain())
    assert len(office.connector.sent) == tried + 1
