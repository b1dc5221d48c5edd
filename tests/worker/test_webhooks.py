"""The drain of outgoing webhooks against a system on loopback: signed, a few at once, cut off in order."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database
from standardwebhooks import Webhook

from tests.desk.listeners import KEY
from tests.outside.elsewhere import Elsewhere, reply, talk
from zapbot.desk import webhook_secrets
from zapbot.desk import webhooks as verbs
from zapbot.outside.addresses import Allowed
from zapbot.outside.post import Post
from zapbot.store import journal, webhook_deliveries, webhooks
from zapbot.store.db import connect
from zapbot.store.migrations import migrate
from zapbot.store.webhook_deliveries import EACH
from zapbot.worker.webhooks import Webhooks

Run = Callable[[Webhooks, Elsewhere], Awaitable[float | None]]


class Desk:
    """A store with one webhook that leads to a system on loopback."""

    def __init__(self, folder: Path) -> None:
        migrate(folder)
        self.db: Database = connect(folder)
        self.stopping = False
        self.secret = ""

    def happen(self, times: int = 1) -> None:
        """Something of which the system is told."""
        for number in range(times):
            journal.append(self.db, "number.resumed", time.time(), number=str(number))

    def talk(self, answers: list[bytes | None], run: Run, times: int = 1, **limits: float) -> Elsewhere:
        """Let things happen and run the drain; what the system was sent."""

        async def conversation(elsewhere: Elsewhere) -> None:
            allowed = Allowed.parse([elsewhere.pair])
            _, self.secret = verbs.add(self.db, KEY, f"{elsewhere.url}/zapbot", [], allowed, time.time())
            self.happen(times)
            post = Post(allowed, limits.get("seconds", 15.0))
            drain = Webhooks(
                self.db, post, lambda: KEY, time.time, lambda: self.stopping, grace=limits.get("grace", 5.0)
            )
            await run(drain, elsewhere)
            await post.close()

        return talk(answers, conversation)[1]

    def counts(self) -> dict[str, int]:
        """How many deliveries stand where."""
        return {status: count for status, count in webhook_deliveries.counts(self.db, 1).items() if count}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store of its own."""
    opened = Desk(tmp_path / "data")
    yield opened
    opened.db.close()


async def asked(elsewhere: Elsewhere, times: int) -> None:
    """Wait until the system was asked so often."""
    while len(elsewhere.asked) < times:  # noqa: ASYNC110 — it is told by no event
        await asyncio.sleep(0.005)


async def drain(drain: Webhooks, _: Elsewhere) -> float | None:
    """Run it to its end."""
    return await drain.drain()


def test_each_event_leaves_once_signed_so_that_the_library_takes_it(desk: Desk) -> None:
    elsewhere = desk.talk([reply(b"")], drain, times=30)
    assert sorted(asked.json["data"]["number"] for asked in elsewhere.asked) == sorted(map(str, range(30)))
    assert len({asked.headers["webhook-id"] for asked in elsewhere.asked}) == 30
    for asked in elsewhere.asked:
        assert Webhook(desk.secret).verify(asked.body, asked.headers)["type"] == "number.resumed"
    assert desk.counts() == {"done": 30}


def test_while_the_secret_changes_both_signatures_leave(desk: Desk) -> None:
    async def rotate_and_drain(drain: Webhooks, _: Elsewhere) -> float | None:
        webhook_secrets.rotate(desk.db, KEY, 1, time.time())
        return await drain.drain()

    (asked,) = desk.talk([reply(b"")], rotate_and_drain).asked
    assert asked.headers["webhook-signature"].count("v1,") == 2
    assert Webhook(desk.secret).verify(asked.body, asked.headers)


def test_a_failure_is_planned_for_its_next_try(desk: Desk) -> None:
    planned: list[float | None] = []

    async def note(drain: Webhooks, _: Elsewhere) -> None:
        planned.append(await drain.drain())

    desk.talk([reply(b"quebrou", 500)], note)
    (due,) = planned
    assert due is not None
    assert 3 < due - time.time() < 7
    assert desk.counts() == {"pending": 1}
    (tried,) = webhook_deliveries.tries(desk.db, 1)
    assert (tried.code, tried.body_head, tried.error) == (500, "quebrou", "HTTP 500")


def test_a_system_that_says_nothing_is_given_up_in_time(desk: Desk) -> None:
    desk.talk([None], drain, seconds=0.2)
    (tried,) = webhook_deliveries.tries(desk.db, 1)
    assert (tried.code, tried.error) == (None, "no answer within 0.2 s")


def test_only_a_few_requests_are_open_to_one_system(desk: Desk) -> None:
    elsewhere = desk.talk([None], drain, times=EACH + 3, seconds=0.3)
    first = len(webhook_deliveries.listed(desk.db, 1, failed=True))
    assert len(elsewhere.asked) >= first
    assert desk.db.execute("select max(failures) from webhooks").fetchone()[0] >= EACH
    overlaps = desk.db.execute(
        "select max(n) from (select (select count(*) from webhook_logs b where b.at <= a.at "
        "and b.at + b.duration_ms / 1000 > a.at) as n from webhook_logs a)"
    ).fetchone()[0]
    assert overlaps == EACH


def test_what_happens_while_a_slow_system_is_waited_for_leaves_at_once(desk: Desk) -> None:
    async def later(drain: Webhooks, elsewhere: Elsewhere) -> None:
        running = asyncio.create_task(drain.drain())
        await asked(elsewhere, 1)
        desk.happen()
        began = time.monotonic()
        await asked(elsewhere, 2)
        assert time.monotonic() - began < 0.5
        await running

    desk.talk([None, reply(b"")], later, seconds=2.0)
    assert desk.counts() == {"done": 1, "pending": 1}


def test_when_the_worker_stops_what_is_cut_off_waits_for_the_next_with_no_try_lost(desk: Desk) -> None:
    async def stop(drain: Webhooks, elsewhere: Elsewhere) -> None:
        running = asyncio.create_task(drain.drain())
        await asked(elsewhere, 1)
        desk.stopping = True
        assert await running is None

    began = time.monotonic()
    desk.talk([None], stop, grace=0.2)
    assert time.monotonic() - began < 3
    delivery = webhook_deliveries.get(desk.db, 1)
    assert (delivery.status, delivery.attempts) == ("pending", 0)


def test_a_secret_that_cannot_be_read_is_a_failure_with_its_reason(desk: Desk) -> None:
    async def with_another_key(_: Webhooks, elsewhere: Elsewhere) -> float | None:
        post = Post(Allowed.parse([elsewhere.pair]))
        other = Webhooks(desk.db, post, lambda: b"outra", time.time, lambda: False)
        return await other.drain()

    elsewhere = desk.talk([reply(b"")], with_another_key)
    assert elsewhere.asked == []
    assert "cannot be read" in str(webhook_deliveries.get(desk.db, 1).reason)


def test_410_ends_it(desk: Desk) -> None:
    elsewhere = desk.talk([reply(b"", 410)], drain, times=1)
    assert len(elsewhere.asked) == 1
    assert webhooks.get(desk.db, 1).status == "disabled"


def test_a_test_is_sent_at_once_and_leaves_nothing_behind(desk: Desk) -> None:
    tried: list[verbs.Tried] = []

    async def test(_: Webhooks, elsewhere: Elsewhere) -> None:
        post = Post(Allowed.parse([elsewhere.pair]))
        tried.append(await verbs.test(desk.db, post, KEY, 1))
        await post.close()

    (asked,) = desk.talk([reply(b"oi", 201)], test, times=0).asked
    assert Webhook(desk.secret).verify(asked.body, asked.headers)["type"] == "webhook.test"
    (one,) = tried
    assert (one.posted.status, one.posted.head) == (201, "oi")
    assert one.milliseconds > 0
    assert desk.counts() == {}
