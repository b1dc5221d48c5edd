"""A block from the page to WhatsApp and back: real processes, and a sandbox that blocks as WhatsApp does."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import SECRETS, Stack, until
from zapbot.desk import block
from zapbot.store import channel_blocks
from zapbot.store.db import connect
from zapbot.worker.queue import Queue

NUMBER = SECRETS["ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"]
FLOW = """
zapbot: 1
flow: eco
triggers: [{keyword: oi}]
nodes:
  diz: {message: Olá!, next: fim}
  fim: {end: {}}
"""


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Everything running."""
    with Stack(tmp_path) as running:
        running.import_flow(FLOW)
        running.start("sandbox", "serve", "worker")
        yield running


def blocked_by(stack: Stack, customer: str) -> list[str]:
    """The numbers that block a customer at WhatsApp."""
    found: list[dict[str, Any]] = stack.api("GET", "customers")["customers"]
    blocked: list[str] = next(one["blocked_by"] for one in found if one["id"] == customer)
    return blocked


def change(stack: Stack, verb: str) -> None:
    """Block or unblock the only contact, as a page does."""
    db = connect(stack.data_dir)
    contact = db.execute("select max(id) from contacts").fetchone()[0]
    getattr(block, verb)(db, contact, "user:1", time.time())
    db.close()
    Queue(stack.data_dir).nudge("blocks")


def standing(stack: Stack) -> str:
    """How far WhatsApp follows."""
    db = connect(stack.data_dir)
    (one,) = channel_blocks.of_contact(db, db.execute("select max(id) from contacts").fetchone()[0])
    db.close()
    return one.status


def test_somebody_blocked_is_heard_no_more_until_they_are_unblocked(stack: Stack) -> None:
    customer = stack.customer()
    stack.say(customer, "oi")
    until(lambda: stack.heard(customer) == ["Olá!"], 10, "the bot answers")
    change(stack, "block")
    until(lambda: blocked_by(stack, customer) == [NUMBER], 10, "WhatsApp blocks them")
    until(lambda: standing(stack) == "done", 5, "that is known here")
    received = stack.status()["messages"]["in"]
    stack.say(customer, "oi")
    change(stack, "unblock")
    until(lambda: blocked_by(stack, customer) == [], 10, "WhatsApp blocks them no more")
    stack.say(customer, "oi")
    until(lambda: stack.heard(customer) == ["Olá!"] * 2, 10, "the bot answers again, once")
    assert stack.status()["messages"]["in"] == received + 1


def test_a_worker_killed_before_the_call_is_followed_by_one_that_makes_it(stack: Stack) -> None:
    customer = stack.customer()
    stack.say(customer, "oi")
    until(lambda: stack.heard(customer) == ["Olá!"], 10, "the bot answers")
    stack.kill("worker")
    change(stack, "block")
    assert blocked_by(stack, customer) == []
    stack.start("worker")
    until(lambda: blocked_by(stack, customer) == [NUMBER], 15, "WhatsApp blocks them")


def test_what_whatsapp_cannot_do_now_is_tried_again(stack: Stack) -> None:
    customer = stack.customer()
    stack.say(customer, "oi")
    until(lambda: stack.heard(customer) == ["Olá!"], 10, "the bot answers")
    stack.api("POST", "rules", json={"kind": "fail_block", "code": 139103})
    change(stack, "block")
    until(lambda: blocked_by(stack, customer) == [NUMBER], 15, "WhatsApp blocks them at the second try")
