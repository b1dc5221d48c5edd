"""The examples do what they say, against a real server."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.desk import approved
from tests.stack import Stack, until
from tests.web.api.conftest import Api
from zapbot.children import free_port
from zapbot.store.db import transaction

EXAMPLES = Path(__file__).parents[3] / "examples" / "api"
COMMANDS = {
    "python": {name: [sys.executable, "python/zapbot_api.py", name] for name in ("text", "template", "list")},
    "node": {name: ["node", "node/zapbot.mjs", name] for name in ("text", "template", "list")},
    "curl": {name: ["sh", f"curl/{name}.sh"] for name in ("text", "template", "list")},
}
RECEIVERS = {"python": [sys.executable, "python/receive.py"], "node": ["node", "node/receive.mjs"]}
PORT = free_port()
SAID = 'Olá, "Ana": 1\\2'


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server that may post to a receiver on this machine."""
    with Stack(tmp_path_factory.mktemp("examples"), ALLOW_PRIVATE=f"127.0.0.1:{PORT}") as stack:
        called = Api(stack)
        with closing(called.db):
            with transaction(called.db):
                approved.keep(called.db, approved.NUMBERED, at=time.time())
            stack.start("serve")
            yield called


def _needs(language: str) -> None:
    if language != "python" and shutil.which(language) is None:
        pytest.skip(f"there is no {language} on this machine")


def _environment(api: Api, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "ZAPBOT_URL": api.stack.server,
        "ZAPBOT_TOKEN": api.tokens["admin"],
        "PORT": str(PORT),
        **more,
    }


def _run(api: Api, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=EXAMPLES, env=_environment(api), capture_output=True, text=True, timeout=60, check=False
    )


def _shown(api: Api, command: list[str]) -> Any:
    done = _run(api, command)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("language", COMMANDS)
def test_an_example_sends_a_text_once_a_template_and_lists_both(api: Api, language: str) -> None:
    _needs(language)
    commands, to = COMMANDS[language], f"+551195555015{list(COMMANDS).index(language)}"
    text = [*commands["text"], to, SAID, f"key-{language}"]
    sent = _shown(api, text)
    assert (sent["text"], sent["held"]) == (SAID, True)
    assert _shown(api, text)["id"] == sent["id"]
    template = _shown(api, [*commands["template"], to, "lembrete", "Ana", "amanhã"])
    assert template["content"]["params"] == ["Ana", "amanhã"]
    listed = _shown(api, [*commands["list"], str(sent["contact_id"])])
    items = listed["items"] if isinstance(listed, dict) else listed
    assert [one["id"] for one in items] == [template["id"], sent["id"]]


@pytest.mark.parametrize("language", COMMANDS)
def test_an_example_says_why_something_cannot_be(api: Api, language: str) -> None:
    _needs(language)
    done = _run(api, [*COMMANDS[language]["template"], "+5511955550159", "nenhum"])
    assert done.returncode != 0
    assert "nenhum" in done.stdout + done.stderr


@pytest.mark.parametrize("language", RECEIVERS)
def test_a_receiver_takes_what_is_signed_and_nothing_else(api: Api, language: str) -> None:
    _needs(language)
    url = f"http://127.0.0.1:{PORT}/zapbot"
    added = api.post("/webhooks", {"url": url}).json()
    environment = _environment(api, WEBHOOK_SECRET=added["secret"])
    receiver = subprocess.Popen(
        RECEIVERS[language], cwd=EXAMPLES, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        forged = {"webhook-id": "msg_1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,aaaa"}
        until(lambda: _status(url, forged) == 401, 20, "the receiver refuses a forged event")
        tested = api.post(f"/webhooks/{added['webhook']['id']}/test")
        assert (tested.status_code, tested.json()["ok"], tested.json()["status"]) == (200, True, 204)
        assert receiver.stdout is not None
        assert json.loads(receiver.stdout.readline())["type"] == "webhook.test"
    finally:
        receiver.kill()
        receiver.communicate()
        assert api.call("DELETE", f"/webhooks/{added['webhook']['id']}").status_code == 204


def _status(url: str, headers: dict[str, str]) -> int | None:
    try:
        return httpx.post(url, json={}, headers=headers, trust_env=False).status_code
    except httpx.TransportError:
        return None
