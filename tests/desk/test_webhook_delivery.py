"""How a delivery ends: the schedule of tries, addresses that are gone, busy or broken, and sending again."""

import pytest

from tests.desk.listeners import TAKEN, listener, take, tell, try_once
from tests.desk.office import Office
from tests.desk.webhooks import T0
from zapbot.desk import webhook_delivery, webhooks
from zapbot.desk.sweep import TOLD_SECONDS, sweep
from zapbot.desk.webhook_delivery import LONGEST_PAUSE, PAUSE_SECONDS, SCHEDULE, settle
from zapbot.errors import NotFoundError, UsageError
from zapbot.outside import Posted
from zapbot.store import dead_letters, journal, webhook_deliveries
from zapbot.store.webhook_deliveries import LEASE_SECONDS, MOST_FAILURES, Delivery
from zapbot.store.webhooks import get

ERROR = Posted(500, "quebrou", "HTTP 500")
SILENT = Posted(None, error="no answer within 15 s")


def happen(office: Office, times: int = 1, at: float = T0) -> None:
    """Something of which webhooks are told."""
    for _ in range(times):
        journal.append(office.db, "number.resumed", at, number="1")
    tell(office.db, at)


def only(office: Office) -> Delivery:
    """The one delivery there is."""
    (id,) = office.rows("select id from webhook_deliveries")
    return webhook_deliveries.get(office.db, id)


def unpause(office: Office) -> None:
    """Let the breaker play no part."""
    office.db.execute("update webhooks set paused_until = null, failures = 0")


def test_what_is_taken_is_done_and_logged(office: Office) -> None:
    listener(office.db)
    happen(office)
    (claim,) = take(office.db)
    settle(office.db, claim, Posted(204, "ok"), T0, T0 + 0.25)
    delivery = only(office)
    assert (delivery.status, delivery.attempts, delivery.code, delivery.reason) == ("done", 1, 204, None)
    (tried,) = webhook_deliveries.tries(office.db, delivery.id)
    assert (tried.at, tried.code, tried.milliseconds, tried.body_head, tried.error) == (T0, 204, 250.0, "ok", None)
    assert take(office.db, T0 + 1e6) == []


@pytest.mark.parametrize("posted", [ERROR, SILENT, Posted(404, error="HTTP 404"), Posted(302, error="HTTP 302")])
def test_it_is_tried_ten_times_by_the_schedule_with_the_same_id_and_then_it_is_dead(
    office: Office, posted: Posted
) -> None:
    listener(office.db)
    happen(office)
    at, tokens = T0, []
    for wait in SCHEDULE:
        assert take(office.db, at + wait - 0.1) == [] if wait else True
        at += wait
        (claim,) = try_once(office.db, posted, at)
        tokens.append(claim.token)
        unpause(office)
    assert len(tokens) == 10
    assert len(set(tokens)) == 1
    delivery = only(office)
    assert (delivery.status, delivery.attempts, delivery.reason) == ("dead", 10, posted.error)
    assert len(webhook_deliveries.tries(office.db, delivery.id)) == 10
    assert take(office.db, at + 1e7) == []


def test_the_jitter_adds_up_to_a_tenth(office: Office) -> None:
    listener(office.db)
    happen(office)
    (claim,) = take(office.db)
    settle(office.db, claim, ERROR, T0, T0, chance=lambda: 1.0)
    assert only(office).next_attempt_at == pytest.approx(T0 + 5.5)


def test_a_dead_delivery_is_a_dead_letter_to_retry_or_drop(office: Office) -> None:
    listener(office.db)
    happen(office, 2)
    office.db.execute("update webhook_deliveries set status = 'dead', attempts = 10, failed_reason = 'HTTP 500'")
    first, second = sorted(dead_letters.listed(office.db), key=lambda letter: letter.id)
    assert (first.id, first.kind, first.subject) == (
        "webhook-1",
        "webhook",
        "number.resumed: https://crm.example/zapbot",
    )
    assert '"number.resumed"' in dead_letters.show(office.db, "webhook-1")[1]
    dead_letters.retry(office.db, first.id, T0)
    dead_letters.drop(office.db, second.id, T0)
    assert dead_letters.listed(office.db) == []
    (claim,) = take(office.db)
    assert (claim.id, claim.attempts) == (1, 1)
    with pytest.raises(NotFoundError):
        dead_letters.retry(office.db, "webhook-2", T0)


def test_410_disables_the_webhook_and_leaves_what_waits(office: Office) -> None:
    id = listener(office.db)
    happen(office, 2)
    (first, second) = take(office.db)
    settle(office.db, first, Posted(410, error="HTTP 410"), T0, T0)
    settle(office.db, second, ERROR, T0, T0)
    webhook = get(office.db, id)
    assert (webhook.status, webhook.reason) == ("disabled", "it answered 410 Gone")
    assert office.journal("webhook.disabled", "webhook.paused") == ["webhook.disabled"]
    assert webhook_deliveries.counts(office.db, id)["dead"] == 1
    assert take(office.db, T0 + 1e6) == []
    assert webhook_deliveries.next_due(office.db) is None
    webhooks.enable(office.db, id, T0)
    assert [claim.id for claim in take(office.db, T0 + 1e6)] == [second.id]


def test_an_address_that_fails_again_and_again_is_left_alone_and_what_waits_loses_no_try(office: Office) -> None:
    id = listener(office.db)
    happen(office, MOST_FAILURES + 3)
    for _ in range(MOST_FAILURES):
        (claim,) = take(office.db, T0, each=1)
        settle(office.db, claim, ERROR, T0, T0)
    assert get(office.db, id).paused_until == T0 + PAUSE_SECONDS
    assert take(office.db, T0 + PAUSE_SECONDS - 1) == []
    assert webhook_deliveries.due(office.db, T0 + PAUSE_SECONDS - 1) is False
    assert webhook_deliveries.next_due(office.db) == T0 + PAUSE_SECONDS
    assert office.rows("select attempts from webhook_deliveries order by id") == [1] * MOST_FAILURES + [0] * 3
    assert office.journal("webhook.paused") == ["webhook.paused"]


def test_after_the_pause_one_goes_ahead_and_the_next_pause_is_longer_but_never_over_half_an_hour(
    office: Office,
) -> None:
    id = listener(office.db)
    happen(office, 40)
    for _ in range(MOST_FAILURES):
        (claim,) = take(office.db, T0, each=1)
        settle(office.db, claim, ERROR, T0, T0)
    pauses, at = [], T0
    for _ in range(9):
        at = get(office.db, id).paused_until or 0.0
        (claim,) = take(office.db, at)
        assert take(office.db, at) == []
        settle(office.db, claim, ERROR, at, at)
        pauses.append((get(office.db, id).paused_until or 0.0) - at)
    assert pauses == [60, 120, 240, 480, 960, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert office.journal("webhook.paused") == ["webhook.paused"]


def test_when_the_address_answers_again_all_goes_on(office: Office) -> None:
    id = listener(office.db)
    happen(office, 10)
    for _ in range(MOST_FAILURES):
        (claim,) = take(office.db, T0, each=1)
        settle(office.db, claim, ERROR, T0, T0)
    at = T0 + PAUSE_SECONDS
    (claim,) = take(office.db, at)
    settle(office.db, claim, TAKEN, at, at)
    webhook = get(office.db, id)
    assert (webhook.failures, webhook.paused_until, webhook.reason) == (0, None, None)
    assert len(take(office.db, at)) == 4
    assert office.journal("webhook.resumed") == ["webhook.resumed"]


def test_requests_that_fail_side_by_side_count_as_one_trouble(office: Office) -> None:
    id = listener(office.db)
    happen(office, 12)
    claims = take(office.db, T0, each=12)
    for claim in claims:
        settle(office.db, claim, ERROR, T0, T0)
    assert get(office.db, id).paused_until == T0 + PAUSE_SECONDS


def test_trouble_of_one_address_is_no_trouble_of_another(office: Office) -> None:
    broken, well = listener(office.db), listener(office.db)
    happen(office, 6)
    for claim in take(office.db, T0, each=6):
        settle(office.db, claim, ERROR if claim.webhook_id == broken else TAKEN, T0, T0)
    happen(office)
    assert [claim.webhook_id for claim in take(office.db, T0)] == [well]


@pytest.mark.parametrize(
    ("posted", "seconds"),
    [
        (Posted(429, error="HTTP 429"), 30.0),
        (Posted(502, error="HTTP 502"), 30.0),
        (Posted(504, error="HTTP 504"), 30.0),
        (Posted(429, error="HTTP 429", retry_after=120.0), 120.0),
        (Posted(429, error="HTTP 429", retry_after=1e9), LONGEST_PAUSE),
    ],
)
def test_an_address_that_is_busy_is_given_time_at_once(office: Office, posted: Posted, seconds: float) -> None:
    id = listener(office.db)
    happen(office, 3)
    (claim,) = take(office.db, T0, each=1)
    settle(office.db, claim, posted, T0, T0)
    assert get(office.db, id).paused_until == T0 + seconds
    assert take(office.db, T0 + seconds - 1) == []
    assert len(take(office.db, T0 + seconds)) == 3


def test_at_most_a_few_are_on_their_way_to_one_address(office: Office) -> None:
    listener(office.db)
    happen(office, 10)
    assert len(take(office.db, T0, each=4)) == 4
    assert take(office.db, T0, each=4) == []
    assert webhook_deliveries.due(office.db, T0) is False
    assert webhook_deliveries.due(office.db, T0 + LEASE_SECONDS + 1) is True


def test_what_a_worker_left_when_it_died_is_sent_again_with_the_same_id(office: Office) -> None:
    listener(office.db)
    happen(office)
    (lost,) = take(office.db)
    assert take(office.db, T0 + LEASE_SECONDS - 1) == []
    (again,) = take(office.db, T0 + LEASE_SECONDS + 1)
    assert (again.token, again.payload) == (lost.token, lost.payload)
    settle(office.db, lost, ERROR, T0, T0 + LEASE_SECONDS + 2)
    assert only(office).status == "running"
    assert webhook_deliveries.tries(office.db, again.id) == []


def test_a_claim_given_back_costs_no_try(office: Office) -> None:
    listener(office.db)
    happen(office)
    (claim,) = take(office.db)
    webhook_deliveries.release(office.db, claim)
    assert [one.attempts for one in take(office.db)] == [1]


def test_a_webhook_removed_meanwhile_is_no_error(office: Office) -> None:
    id = listener(office.db)
    happen(office)
    (claim,) = take(office.db)
    webhooks.remove(office.db, id, T0)
    settle(office.db, claim, TAKEN, T0, T0)
    assert office.rows("select count(*) from webhook_logs") == [0]
    with pytest.raises(NotFoundError):
        webhooks.remove(office.db, id, T0)


def test_a_delivery_is_sent_again_with_all_its_tries(office: Office) -> None:
    id = listener(office.db)
    happen(office, 2)
    first, second = try_once(office.db, TAKEN, T0)
    webhooks.redeliver(office.db, first.id, T0)
    (again,) = take(office.db)
    assert (again.token, again.attempts) == (first.token, 1)
    with pytest.raises(UsageError, match="on its way"):
        webhooks.redeliver(office.db, first.id, T0)
    office.db.execute("update webhook_deliveries set status = 'dead' where id = ?", (second.id,))
    assert webhooks.redeliver_failed(office.db, id, T0) == 1
    assert [claim.id for claim in take(office.db)] == [second.id]


def test_nothing_is_sent_again_to_a_webhook_that_is_disabled(office: Office) -> None:
    id = listener(office.db)
    happen(office)
    (claim,) = try_once(office.db, TAKEN, T0)
    webhooks.disable(office.db, id, "férias", T0)
    for again in (
        lambda: webhooks.redeliver(office.db, claim.id, T0),
        lambda: webhooks.redeliver_failed(office.db, id, T0),
    ):
        with pytest.raises(UsageError, match=f"zapbot webhooks enable {id}"):
            again()


def test_what_was_told_a_month_ago_is_forgotten_and_what_gave_up_is_not(office: Office) -> None:
    listener(office.db)
    happen(office, 3)
    done, dead, _ = take(office.db)
    settle(office.db, done, TAKEN, T0, T0)
    webhook_deliveries.finish(office.db, dead, "dead", T0, "HTTP 500")
    sweep(office.db, T0 + TOLD_SECONDS - 1, 120.0)
    assert office.rows("select count(*) from webhook_deliveries") == [3]
    sweep(office.db, T0 + TOLD_SECONDS + 1, 120.0)
    assert office.rows("select status from webhook_deliveries order by id") == ["dead", "running"]
    assert office.rows("select count(*) from webhook_logs") == [0]


def test_the_failed_ones_are_listed_alone(office: Office) -> None:
    id = listener(office.db)
    happen(office, 3)
    first, second, _ = take(office.db)
    settle(office.db, first, TAKEN, T0, T0)
    settle(office.db, second, ERROR, T0, T0)
    assert [one.id for one in webhook_deliveries.listed(office.db, id, failed=True)] == [second.id]
    assert [one.id for one in webhook_deliveries.listed(office.db, id)] == [3, 2, 1]
    assert [one.id for one in webhook_deliveries.listed(office.db, id, before=3, limit=1)] == [2]


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example/",
        "https://crm.example:22/",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://user@crm.example/",
        "file:///etc/passwd",
        "crm.example",
    ],
)
def test_an_address_that_can_never_be_reached_is_refused_at_once(office: Office, url: str) -> None:
    with pytest.raises(UsageError, match="no webhook can go there"):
        listener(office.db, url=url)
    assert office.rows("select count(*) from webhooks") == [0]


def test_an_event_that_does_not_exist_is_refused_with_those_there_are(office: Office) -> None:
    with pytest.raises(UsageError, match=r"no event message\.sent; there are .*message\.status"):
        listener(office.db, "message.sent")
    with pytest.raises(UsageError):
        listener(office.db, "webhook.paused")


def test_the_schedule_is_that_of_the_standard() -> None:
    hours = [0, 5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
    assert [wait / 3600 for wait in webhook_delivery.SCHEDULE] == pytest.approx(hours)
