"""A drain never runs twice at once, and no call while it runs is lost."""

import threading

import pytest

from zapbot.worker.drains import _once_at_a_time


def test_a_drain_called_from_many_threads_never_runs_beside_itself() -> None:
    inside, most, runs = 0, 0, 0

    def drain() -> None:
        nonlocal inside, most, runs
        inside += 1
        most = max(most, inside)
        threading.Event().wait(0.002)
        inside -= 1
        runs += 1

    run = _once_at_a_time(drain)
    threads = [threading.Thread(target=lambda: [run() for _ in range(20)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert 20 <= runs <= 160


def test_a_call_while_it_runs_makes_it_run_once_more() -> None:
    started, go_on, runs = threading.Event(), threading.Event(), []

    def drain() -> None:
        runs.append(1)
        started.set()
        assert go_on.wait(5)

    run = _once_at_a_time(drain)
    first = threading.Thread(target=run)
    first.start()
    assert started.wait(5)
    for _ in range(5):
        run()
    assert len(runs) == 1
    go_on.set()
    first.join(5)
    assert len(runs) == 2


def test_a_drain_that_failed_can_run_again() -> None:
    runs = []

    def drain() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise RuntimeError("broken")

    run = _once_at_a_time(drain)
    with pytest.raises(RuntimeError):
        run()
    run()
    assert len(runs) == 2
