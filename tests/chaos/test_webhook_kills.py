"""SIGKILL of the worker while events are told: each arrives at least once, a repetition with the same id."""

import random
import threading
import time
from collections import defaultdict
from pathlib import Path

from tests.sandbox.receiver import Served
from tests.stack import Stack, until
from tests.worker.listening import Ears, subscribe

EVENTS = 150
KILLS = 5
SEED = 20261122


def test_every_event_arrives_when_the_worker_is_killed_between_making_and_sending_it(tmp_path: Path) -> None:
    ears = Ears()
    ears.delay = 0.05
    with Served(ears) as served, Stack(tmp_path, ALLOW_PRIVATE=served.url.removeprefix("http://")) as stack:
        stack.start("sandbox", "serve")
        subscribe(stack, ears, served.url, "message.received")
        stack.start("worker")
        customers = [stack.customer() for _ in range(10)]
        killer = threading.Thread(target=kill_at_random, args=(stack,))
        killer.start()
        said = [f"fala {number}" for number in range(EVENTS)]
        for number, text in enumerate(said):
            stack.say(customers[number % len(customers)], text)
            time.sleep(0.05)
        killer.join()
        until(lambda: set(said) <= set(ears.texts()), 90, "every event has arrived")
        ears.verify()
    assert set(ears.texts()) == set(said)
    ids = defaultdict(set)
    for text, headers in zip(ears.texts(), ears.headers, strict=True):
        ids[text].add(headers["webhook-id"])
    assert [text for text, known in ids.items() if len(known) > 1] == []


def kill_at_random(stack: Stack) -> None:
    """Kill the worker and start it again, with uneven pauses between."""
    chance = random.Random(SEED)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.5, 2.0))
        stack.kill("worker")
        stack.start("worker")
