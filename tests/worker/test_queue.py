"""Wake-ups: capped, harmless to read, and gone without loss."""

import json
import pickletools
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from zapbot.worker.queue import MOST_PENDING, Queue


def rows(data_dir: Path, table: str) -> list[bytes]:
    """The messages in a table of queue.db, as another process reads them."""
    connection = sqlite3.connect(data_dir / "queue.db")
    try:
        return [bytes(data) for (data,) in connection.execute(f"select data from {table} order by id")]
    finally:
        connection.close()


def test_wake_ups_are_capped_while_no_worker_runs(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    for _ in range(3 * MOST_PENDING):
        queue.nudge("receive")
    assert len(rows(tmp_path, "task")) == MOST_PENDING


def test_wake_ups_are_json_never_pickles(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.nudge("receive")
    queue.plan("wake", time.time() + 60)
    for data in rows(tmp_path, "task") + rows(tmp_path, "schedule"):
        assert json.loads(data)
        with pytest.raises(ValueError, match="opcode"):
            list(pickletools.genops(data))


def test_what_one_process_nudges_another_runs(tmp_path: Path) -> None:
    ran: list[str] = []
    names = ("receive", "deliver", "wake", "sweep")
    worker = Queue(tmp_path, {name: lambda name=name: ran.append(name) for name in names})
    server = Queue(tmp_path)
    for name in names:
        server.nudge(name)
    run_all(worker)
    assert sorted(ran) == sorted(names)


def test_a_plan_comes_due_at_its_time(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    queue.plan("wake", time.time() + 3600)
    assert queue.huey.read_schedule() == []
    queue.plan("wake", time.time() - 1)
    assert len(queue.huey.read_schedule()) == 1


def test_a_later_plan_is_needless_and_an_earlier_one_is_not(tmp_path: Path) -> None:
    queue, now = Queue(tmp_path), time.time()
    for seconds in (60, 70, 60, 30, 40):
        queue.plan("wake", now + seconds)
    assert len(rows(tmp_path, "schedule")) == 2
    queue.plan("deliver", now + 90)
    assert len(rows(tmp_path, "schedule")) == 3


@pytest.mark.parametrize(
    "planted",
    [
        b"\x80\x04\x95",
        b"",
        b"null",
        b"{}",
        b"[1]",
        b'["id","no.such.task",null,0,0,null,[],null,null]',
        b'["id","queue.task.receive","tomorrow"]',
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("table", ["task", "schedule"])
def test_a_planted_wake_up_is_thrown_away_and_the_next_one_runs(tmp_path: Path, table: str, planted: bytes) -> None:
    ran: list[str] = []
    queue = Queue(tmp_path, {"receive": lambda: ran.append("receive"), "sweep": lambda: None})
    plant(tmp_path, table, planted)
    queue.nudge("receive")
    queue.huey.read_schedule()
    run_all(queue)
    assert ran == ["receive"]
    assert rows(tmp_path, table) == []


@pytest.mark.parametrize("left", [(), ("queue.db-journal",)])
def test_a_queue_that_was_deleted_is_made_again(tmp_path: Path, left: tuple[str, ...]) -> None:
    ran: list[str] = []
    server = Queue(tmp_path)
    worker = Queue(tmp_path, {"receive": lambda: ran.append("receive"), "sweep": lambda: None})
    server.nudge("receive")
    run_all(worker)
    for file in sorted(tmp_path.glob("queue.db*")):
        if file.name not in left:
            file.unlink()
    for _ in range(3):
        server.nudge("receive")
        run_all(worker)
    assert len(ran) == 4


@pytest.mark.parametrize("content", [b"this is no database" * 1000, b"SQLite format 3\x00" + b"\xff" * 4080])
def test_a_queue_that_is_broken_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "queue.db").write_bytes(content)
    ran: list[str] = []
    server = Queue(tmp_path)
    worker = Queue(tmp_path, {"receive": lambda: ran.append("receive"), "sweep": lambda: None})
    server.nudge("receive")
    run_all(worker)
    assert ran == ["receive"]


def test_a_queue_that_breaks_while_it_is_used_is_thrown_away(tmp_path: Path) -> None:
    ran: list[str] = []
    queue = Queue(tmp_path, {"receive": lambda: ran.append("receive"), "sweep": lambda: None})
    queue.nudge("receive")
    run_all(queue)
    for file in tmp_path.glob("queue.db*"):
        file.write_bytes(b"\xff" * file.stat().st_size)
    queue.nudge("receive")
    queue.nudge("receive")
    run_all(queue)
    assert ran == ["receive"] * 2


def plant(data_dir: Path, table: str, data: bytes) -> None:
    """Put something into queue.db by hand, due since long."""
    connection = sqlite3.connect(data_dir / "queue.db")
    if table == "task":
        connection.execute("insert into task (queue, data, priority) values ('zapbot', ?, 9)", (data,))
    else:
        connection.execute("insert into schedule (queue, data, timestamp) values ('zapbot', ?, 0)", (data,))
    connection.commit()
    connection.close()


def run_all(queue: Queue) -> None:
    """Do what a consumer's thread does, until nothing is queued."""
    huey: Any = queue.huey
    while huey.pending_count():
        try:
            task = huey.dequeue()
        except Exception:
            continue
        if task is not None:
            huey.execute(task)


def test_threads_that_wait_get_a_wake_up_each(tmp_path: Path) -> None:
    server = Queue(tmp_path)
    worker = Queue(tmp_path)
    with ThreadPoolExecutor() as threads:
        waiting = [threads.submit(worker.huey.dequeue) for _ in range(2)]
        server.nudge("receive")
        server.nudge("wake")
        taken = [future.result() for future in waiting]
    assert sorted(task.name for task in taken if task) == ["receive", "wake"]


def test_who_waits_for_nothing_is_let_go_to_ask_whether_to_stop(tmp_path: Path) -> None:
    worker = Queue(tmp_path)
    with ThreadPoolExecutor() as threads:
        assert [task for task in threads.map(lambda _: worker.huey.dequeue(), range(3)) if task] == []
