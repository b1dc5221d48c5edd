"""What the README says of outgoing webhooks is what is sent, and its code verifies it."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk.listeners import listener, tell, told
from tests.desk.office import Office
from tests.desk.webhooks import post, text
from zapbot.desk import public_events, webhook_signature

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
SECTION = README.partition("## Outgoing webhooks\n")[2].partition("\n## ")[0]


@pytest.fixture
def genuine() -> Callable[[str, dict[str, str], bytes], bool]:
    """The README's way to verify."""
    (code,) = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    verify: Callable[[str, dict[str, str], bytes], bool] = names["genuine"]
    return verify


def test_the_code_of_the_readme_takes_what_is_genuine_and_nothing_else(
    genuine: Callable[[str, dict[str, str], bytes], bool],
) -> None:
    old, new = webhook_signature.new_secret(), webhook_signature.new_secret()
    headers = webhook_signature.headers([new, old], "msg_1", time.time(), b"{}")
    assert genuine(old, headers, b"{}")
    assert genuine(new, headers, b"{}")
    assert not genuine(webhook_signature.new_secret(), headers, b"{}")
    assert not genuine(new, headers, b"{ }")
    assert not genuine(new, webhook_signature.headers([new], "msg_1", time.time() - 400, b"{}"), b"{}")


def test_an_event_has_the_shape_the_readme_shows(bot: Office) -> None:
    (example,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL))
    id = listener(bot.db, "message.status")
    bot.post(post(text("wamid.1", "oi")))
    bot.deliver()
    tell(bot.db, bot.now)
    (event,) = told(bot.db, id)
    assert event.keys() == example.keys()
    assert {name: part.keys() for name, part in event["data"].items()} == {
        name: part.keys() for name, part in example["data"].items()
    }


@pytest.mark.parametrize("type", public_events.TYPES)
def test_the_readme_names_every_event(type: str) -> None:
    group, _, verb = type.partition(".")
    rows = [line for line in SECTION.splitlines() if line.startswith(f"| `{group}.")]
    assert [row for row in rows if f"`{type}`" in row or f"`.{verb}`" in row]


@pytest.mark.parametrize("kind", public_events.EVENTS)
def test_the_readme_names_what_an_event_tells(kind: str) -> None:
    public = public_events.EVENTS[kind]
    rows = [line for line in SECTION.splitlines() if line.startswith(f"| `{public.type.partition('.')[0]}.")]
    assert [name for name in public.tells if not any(f"`{name}`" in row for row in rows)] == []
