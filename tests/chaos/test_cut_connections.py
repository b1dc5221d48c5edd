"""Meta takes a message and the connection is cut before it answers: the message must not be sent again."""

from pathlib import Path

import pytest

from tests.chaos.test_kills import FLOW, settled
from tests.stack import Stack, until

CUSTOMERS = 20


@pytest.mark.parametrize("rule", [{"kind": "cut"}, {"kind": "bad_gateway", "accept": True}, {"kind": "garbage"}])
def test_a_message_taken_without_an_answer_is_sent_once_and_settled_by_its_status(
    tmp_path: Path, rule: dict[str, object]
) -> None:
    with Stack(tmp_path, UNKNOWN_GRACE_SECONDS="3") as stack:
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve", "worker")
        stack.api("POST", "rules", json={**rule, "count": CUSTOMERS})
        customers = [stack.customer(name=f"Cliente {n}") for n in range(CUSTOMERS)]
        for customer in customers:
            stack.say(customer, "começar")
        until(lambda: all(stack.heard(c) for c in customers), 20, "everybody heard")
        for customer in customers:
            stack.say(customer, "oi")
        until(lambda: all(len(stack.heard(c)) >= 3 for c in customers), 30, "everybody heard the rest")
        until(lambda: settled(stack), 20, "nothing is in doubt")
        assert {tuple(stack.heard(c)) for c in customers} == {("pronto", "primeiro oi", "segundo oi")}
        assert stack.status()["duplicates"] == 0


def test_a_message_that_nobody_took_is_sent_after_the_grace_period(tmp_path: Path) -> None:
    with Stack(tmp_path, UNKNOWN_GRACE_SECONDS="2") as stack:
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve", "worker")
        customer, other = stack.customer(name="Ana"), stack.customer(name="Bia")
        stack.api("POST", "rules", json={"kind": "bad_gateway", "accept": False, "customer": customer})
        stack.say(customer, "começar")
        until(lambda: stack.status()["messages"]["out"]["unknown"], 20, "the message is in doubt")
        stack.say(other, "começar")
        until(lambda: stack.heard(customer), 20, "it is sent again")
        assert stack.heard(customer) == ["pronto"]


def test_a_message_in_doubt_stays_so_while_no_webhook_proves_anything(tmp_path: Path) -> None:
    with Stack(tmp_path, UNKNOWN_GRACE_SECONDS="1") as stack:
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve", "worker")
        customer = stack.customer(name="Ana")
        stack.api("POST", "rules", json={"kind": "cut", "seconds": 6})
        stack.say(customer, "começar")
        until(lambda: stack.status()["messages"]["out"]["unknown"], 20, "the message is in doubt")
        assert [stack.status()["messages"]["out"]["unknown"] for _ in range(6)] == [1] * 6
        until(lambda: settled(stack), 20, "the status settled it")
        assert stack.heard(customer) == ["pronto"]
