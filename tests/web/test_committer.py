"""The committer by itself: one task owns one connection, and nobody waits for ever."""

import asyncio
import threading
from pathlib import Path

import pytest

from tests.stack import until
from zapbot.store import webhook_events
from zapbot.store.db import FILE, connect
from zapbot.store.migrations import migrate
from zapbot.web import committer
from zapbot.web.committer import Committer, NotStoredError


def _nothing() -> None:
    pass


def _bodies(data_dir: Path) -> list[bytes]:
    db = connect(data_dir)
    try:
        return [event.body for event in webhook_events.pending(db, 10_000)]
    finally:
        db.close()


def test_a_body_whose_sender_hung_up_while_it_waited_is_stored_all_the_same(tmp_path: Path) -> None:
    async def scenario() -> None:
        stores = Committer(tmp_path, _nothing)
        await stores.start()
        waiting = [asyncio.create_task(stores.store(b"%d" % number)) for number in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.gather(waiting[0], waiting[2])
        await stores.stop()

    migrate(tmp_path)
    asyncio.run(scenario())
    assert _bodies(tmp_path) == [b"0", b"1", b"2"]


def test_what_waits_when_it_is_stopped_is_stored(tmp_path: Path) -> None:
    async def scenario() -> None:
        stores = Committer(tmp_path, _nothing)
        await stores.start()
        waiting = [asyncio.create_task(stores.store(b"%d" % number)) for number in range(600)]
        await asyncio.sleep(0)
        await stores.stop()
        await asyncio.gather(*waiting)
        with pytest.raises(NotStoredError):
            await stores.store(b"late")

    migrate(tmp_path)
    asyncio.run(scenario())
    assert len(_bodies(tmp_path)) == 600


def test_what_is_on_disk_is_told_after_each_commit(tmp_path: Path) -> None:
    seen: list[int] = []

    async def scenario() -> None:
        stores = Committer(tmp_path, lambda: seen.append(len(_bodies(tmp_path))))
        await stores.start()
        for number in range(3):
            await stores.store(b"%d" % number)
        await stores.stop()

    migrate(tmp_path)
    asyncio.run(scenario())
    assert seen == [1, 2, 3]


def test_more_than_can_wait_are_sent_away_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committer, "MOST_WAITING", 10)

    async def scenario() -> list[BaseException | None]:
        stores = Committer(tmp_path, _nothing)
        await stores.start()
        told = await asyncio.gather(*(stores.store(b"%d" % n) for n in range(15)), return_exceptions=True)
        await stores.store(b"later")
        await stores.stop()
        return told

    migrate(tmp_path)
    told = asyncio.run(scenario())
    assert [isinstance(error, NotStoredError) for error in told] == [False] * 10 + [True] * 5
    assert len(_bodies(tmp_path)) == 11


@pytest.mark.parametrize("content", [None, b"this is no database" * 100])
def test_a_store_that_cannot_be_opened_leaves_no_thread_behind(tmp_path: Path, content: bytes | None) -> None:
    if content:
        (tmp_path / FILE).write_bytes(content)

    async def scenario() -> None:
        stores = Committer(tmp_path, _nothing)
        with pytest.raises(Exception, match=r"database|missing"):
            await stores.start()
        await stores.stop()

    before = threading.active_count()
    asyncio.run(scenario())
    until(lambda: threading.active_count() == before, 5, "its thread ended")
    assert (tmp_path / FILE).exists() == (content is not None)
