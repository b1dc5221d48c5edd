"""`zapbot worker` as a process: it finds what waits, forgets nothing, and ends in order."""

import os
import pickle
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import SECRETS, Stack, until
from tests.worker.test_queue import plant, rows, run_all
from zapbot import app, settings
from zapbot.store.db import connect

FLOW = """
zapbot: 1
flow: eco
triggers:
  - keyword: oi
  - {keyword: depois, next: pausa}
nodes:
  um:
    message: um
  dois:
    message: dois
    next: fim
  pausa:
    delay: 2s
  tarde:
    message: passou
  fim:
    end: {}
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Sandbox, server and worker for tests that leave all three running."""
    with Stack(tmp_path_factory.mktemp("shared")) as stack:
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve", "worker")
        yield stack


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Stack]:
    """Sandbox and server; the test starts its workers."""
    with Stack(tmp_path, UNKNOWN_GRACE_SECONDS="2") as stack:
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve")
        yield stack


def answered(stack: Stack, customer: str, expected: list[str], seconds: float = 15) -> None:
    """Wait until a customer has heard exactly this."""
    until(lambda: len(stack.heard(customer)) >= len(expected), seconds, f"{customer} hears {expected}")
    assert stack.heard(customer) == expected


def test_a_planned_time_is_kept(shared: Stack) -> None:
    customer = shared.customer()
    shared.say(customer, "depois")
    answered(shared, customer, ["passou"], 8)


@pytest.mark.parametrize("files", [["queue.db", "queue.db-journal"], ["queue.db"]], ids=["all", "one"])
def test_deleting_the_wake_ups_loses_nothing(shared: Stack, files: list[str]) -> None:
    for _ in range(3):
        customer = shared.customer()
        for name in files:
            (shared.data_dir / name).unlink(missing_ok=True)
        shared.say(customer, "oi")
        answered(shared, customer, ["um", "dois"], 5)


def test_broken_wake_ups_are_made_again(shared: Stack) -> None:
    (shared.data_dir / "queue.db").write_bytes(b"\xff" * 50_000)
    shared.say(shared.customer(), "oi")
    customer = shared.customer()
    until(lambda: "made a new one" in shared.log("serve") + shared.log("worker"), 5, "the break is noticed")
    shared.say(customer, "oi")
    answered(shared, customer, ["um", "dois"], 5)


def test_a_planted_pickle_is_not_run_and_the_worker_goes_on(shared: Stack, tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "harm"),)

    for table in ("task", "schedule"):
        plant(shared.data_dir, table, pickle.dumps(Harm()))
    until(lambda: not rows(shared.data_dir, "schedule") and not rows(shared.data_dir, "task"), 5, "they are read")
    customer = shared.customer()
    shared.say(customer, "oi")
    answered(shared, customer, ["um", "dois"])
    assert not (tmp_path / "harm").exists()


def test_the_same_webhook_many_times_is_answered_once(shared: Stack) -> None:
    shared.api("POST", "rules", json={"kind": "duplicate_webhooks", "count": 6})
    customer = shared.customer()
    shared.say(customer, "oi")
    answered(shared, customer, ["um", "dois"])
    until(lambda: shared.status()["events"]["pending"] == 0, 10, "all is processed")
    assert shared.heard(customer) == ["um", "dois"]


def test_the_worker_prints_no_secret_and_no_message(shared: Stack) -> None:
    canary = "canário de um cliente"
    shared.api("POST", "rules", json={"kind": "fail", "code": 131047})
    customer = shared.customer(name="Canário da Silva")
    shared.say(customer, f"oi {canary}")
    until(lambda: shared.status()["events"]["pending"] == 0, 10, "all is processed")
    printed = shared.log("worker") + shared.log("serve")
    secrets = [value for name, value in SECRETS.items() if not name.endswith("_ID")]
    assert [word for word in [*secrets, canary, "Canário da Silva"] if word in printed] == []


def test_what_was_stored_before_the_worker_started_is_answered(own: Stack) -> None:
    customers = [own.customer() for _ in range(5)]
    for customer in customers:
        own.say(customer, "oi")
    until(lambda: own.status()["events"]["received"] >= 5, 10, "all is stored")
    own.start("worker")
    for customer in customers:
        answered(own, customer, ["um", "dois"])


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_end_finishes_what_is_on_its_way(own: Stack, signum: int) -> None:
    own.start("worker")
    customers = [own.customer() for _ in range(10)]
    own.api("POST", "rules", json={"kind": "slow", "count": 10, "seconds": 3})
    for customer in customers:
        own.say(customer, "oi")
    until(lambda: own.api("GET", "state")["sends"] >= 5, 10, "some are on their way")
    process = own.running["worker"]
    process.send_signal(signum)
    if signum == signal.SIGTERM:  # a service manager and a parent may both say it
        time.sleep(0.3)
        process.send_signal(signum)
    assert process.wait(20) == 0
    out = own.status()["messages"]["out"]
    assert out["sending"] == out["unknown"] == 0
    assert "Traceback" not in own.log("worker")
    own.start("worker")
    for customer in customers:
        answered(own, customer, ["um", "dois"])
    assert own.status()["duplicates"] == 0


def test_a_worker_ends_within_twenty_seconds_of_a_send_that_hangs(own: Stack) -> None:
    own.start("worker")
    customer = own.customer()
    own.api("POST", "rules", json={"kind": "slow", "seconds": 60, "accept": False})
    own.say(customer, "oi")
    until(lambda: own.status()["messages"]["out"]["sending"] == 1, 10, "it is on its way")
    own.running["worker"].send_signal(signal.SIGTERM)
    assert own.running["worker"].wait(20) == 0
    own.say(customer, "oi")
    own.start("worker")
    until(lambda: own.heard(customer)[:1], 30, "the conversation goes on")
    answered(own, customer, ["um", "dois", "um", "dois"], 30)


def test_all_missing_settings_are_told_at_once(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        for name in SECRETS:
            del stack.environment[name]
        done = stack.zapbot("worker")
    assert done.returncode == 2
    for name in ("PHONE_NUMBER_ID", "ACCESS_TOKEN", "APP_SECRET"):
        assert f"ZAPBOT_WHATSAPP_{name}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_drain_that_fails_is_planned_again(tmp_path: Path) -> None:
    drains = app.drains(
        settings.load(
            data_dir=tmp_path,
            whatsapp_phone_number_id="800000000000001",
            whatsapp_access_token="token",
            whatsapp_app_secret="segredo",
        )
    )
    db = connect(tmp_path)
    db.execute("alter table webhook_events rename to elsewhere")
    drains.queue.nudge("receive")
    run_all(drains.queue)
    assert len(rows(tmp_path, "schedule")) == 1
    db.close()
    drains.close()
