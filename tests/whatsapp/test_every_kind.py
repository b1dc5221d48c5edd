"""Every kind of message reaches a strict Graph API over real HTTP, and nothing past a limit leaves at all."""

import asyncio
import json
from typing import Any

import httpx
import msgspec
import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.conftest import start as start
from tests.whatsapp.kinds import BEYOND, KINDS, OURS, TARGET
from zapbot import limits
from zapbot.connector import Accepted, Outcome, Outgoing, Refused, Sender
from zapbot.model import Content, Reaction, Text
from zapbot.whatsapp import outbound
from zapbot.whatsapp.client import CloudApi

CALLBACK = "zapbot:tk:1"


def outgoing(content: Content, to: str = "5511955550101", quote: str | None = None) -> Outgoing:
    return Outgoing(Sender(wa_id=to), content, CALLBACK, quote)


def by_way_of(sandbox: Sandbox, *messages: Outgoing) -> list[Outcome]:
    """Send through the connector, one after the other."""

    async def run() -> list[Outcome]:
        config = sandbox.config
        number, token = config.phone_number_id, config.access_token
        client = CloudApi(sandbox.url, "v26.0", (number,), token, config.app_secret)
        outcomes = [await client.send(message) for message in messages]
        await client.close()
        return outcomes

    return asyncio.run(run())


@pytest.fixture
def sandbox(start: Starter) -> Sandbox:
    """A sandbox that looks at shapes: it knows no template of these tables."""
    return start(strict_templates=False)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_written_as_the_documentation_has_it(name: str) -> None:
    content, expected = KINDS[name]
    opening = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511955550101"}
    assert outbound.body(outgoing(content)) == opening | expected | {"biz_opaque_callback_data": CALLBACK}


def test_every_kind_is_accepted_and_reaches_the_customer(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    wamid = sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "oi"})["wamid"]
    contents = [
        Reaction(wamid, content.emoji) if isinstance(content, Reaction) else content for content, _ in KINDS.values()
    ]
    outcomes = by_way_of(sandbox, *(outgoing(content, customer["phone"]) for content in contents))
    failed = [(name, how) for name, how in zip(KINDS, outcomes, strict=True) if not isinstance(how, Accepted)]
    assert failed == []
    bubbles = sandbox.ask("GET", f"customers/{customer['id']}/messages")["messages"]
    shown = [bubble["message"] for bubble in bubbles if bubble["direction"] == "out"]
    expected = [json.loads(json.dumps(raw).replace(TARGET, wamid)) for _, raw in KINDS.values()]
    assert shown == expected


def test_a_quote_is_accepted_and_a_reaction_never_quotes(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    wamid = sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": "text", "text": "oi"})["wamid"]
    outcomes = by_way_of(
        sandbox,
        outgoing(Text("sim"), customer["phone"], wamid),
        outgoing(Reaction(wamid, "👍"), customer["phone"], wamid),
    )
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert "context" not in outbound.body(outgoing(Reaction(wamid, "👍"), quote=wamid))


@pytest.mark.parametrize(("content", "reason"), BEYOND + OURS)
def test_one_past_a_limit_is_refused_with_what_to_change(content: Content, reason: str) -> None:
    assert reason in "; ".join(" ".join(problem) for problem in limits.problems(content))


def test_nothing_past_a_limit_leaves(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    outcomes = by_way_of(sandbox, *(outgoing(content, customer["phone"]) for content, _ in BEYOND + OURS))
    assert all(isinstance(outcome, Refused) for outcome in outcomes)
    assert sandbox.ask("GET", f"customers/{customer['id']}/messages")["messages"] == []


def test_the_graph_api_refuses_the_same_one_past_a_limit(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = sandbox.customer()
    monkeypatch.setattr(limits, "problems", lambda _: ())
    accepted = [
        reason
        for content, reason in BEYOND
        if _raw(sandbox, outbound.body(outgoing(content, customer["phone"]))).status_code == 200
    ]
    assert accepted == []


def test_at_the_limit_everything_is_let_through() -> None:
    at = [
        Text("a" * limits.TEXT),
        replace_text(KINDS["buttons"][0], "a" * limits.BUTTONS_BODY),
        replace_text(KINDS["list with sections"][0], "a" * limits.MENU_BODY),
        replace_text(KINDS["link button"][0], "a" * limits.BODY),
        replace_text(KINDS["location request"][0], "a" * limits.BODY),
    ]
    assert [list(limits.problems(content)) for content in at] == [[], [], [], [], []]


def replace_text(content: Any, text: str) -> Content:
    changed: Content = msgspec.structs.replace(content, text=text)
    return changed


def _raw(sandbox: Sandbox, body: dict[str, Any]) -> httpx.Response:
    return sandbox.graph.post(f"{sandbox.config.phone_number_id}/messages", json=body)
