"""SIGKILL of server and worker at random moments while 200 customers talk: nothing lost, nothing twice, in order."""

import random
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.stack import Stack, until, words

CUSTOMERS = 200
TURNS = 8
KILLS = 12
SEED = 20261122

FLOW = """
zapbot: 1
flow: eco
triggers:
  - keyword: começar
vars: {dito: text}
nodes:
  pronto:
    message: pronto
  espera:
    wait: {save: dito, next: primeiro}
  primeiro:
    message: "primeiro {{ dito }}"
  segundo:
    message: "segundo {{ dito }}"
    next: espera
"""


def test_no_answer_is_lost_doubled_or_out_of_order_when_server_and_worker_are_killed(tmp_path: Path) -> None:
    with Stack(tmp_path, UNKNOWN_GRACE_SECONDS="15", MESSAGES_PER_SECOND="500") as stack:
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve", "worker")
        customers = [stack.customer(name=f"Cliente {n}") for n in range(CUSTOMERS)]
        conversations = Conversations(stack, customers)
        killer = threading.Thread(target=kill_at_random, args=(stack,))
        killer.start()
        try:
            until(conversations.go_on, 150, "every customer has heard every answer")
        finally:
            killer.join()
        until(lambda: settled(stack), 30, "every message settled")
        assert stack.status()["duplicates"] == 0
    assert conversations.mistakes() == []


class Conversations:
    """Customers who each say the next thing when the last one was answered."""

    def __init__(self, stack: Stack, customers: list[str]) -> None:
        self._stack = stack
        self._heard: dict[str, list[str]] = defaultdict(list)
        self._said: dict[str, int] = {}
        self._cursor = 0
        for customer in customers:
            stack.say(customer, "começar")
            self._said[customer] = 0

    def go_on(self) -> bool:
        """Listen, answer where an answer is due; whether all have said and heard everything."""
        page = self._stack.api("GET", "sends", params={"since": self._cursor})
        self._cursor = page["next"]
        for send in page["sends"]:
            self._heard[send["customer"]].append(words(send))
        waiting = 0
        for customer, turn in self._said.items():
            if len(self._heard[customer]) < 1 + 2 * turn:
                waiting += 1
            elif turn < TURNS:
                waiting += 1
                self._said[customer] = turn + 1
                self._stack.say(customer, f"fala {turn + 1}")
        return not waiting

    def mistakes(self) -> list[tuple[str, list[str]]]:
        """Customers who heard anything but each answer once, in order."""
        expected = ["pronto"]
        for turn in range(1, TURNS + 1):
            expected += [f"primeiro fala {turn}", f"segundo fala {turn}"]
        return [(customer, heard) for customer, heard in self._heard.items() if heard != expected]


def kill_at_random(stack: Stack) -> None:
    """Kill server or worker, start it again, with uneven pauses between."""
    chance = random.Random(SEED)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.3, 2.5))
        name = chance.choice(["serve", "worker"])
        stack.kill(name)
        stack.start(name)


def settled(stack: Stack) -> bool:
    """Whether nothing waits and nothing is in doubt."""
    counts: dict[str, Any] = stack.status()
    out = counts["messages"]["out"]
    return not counts["events"]["pending"] and not any(out[s] for s in ("pending", "sending", "unknown"))
