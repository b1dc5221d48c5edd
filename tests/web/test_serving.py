"""`zapbot serve` as a process: how it starts, what it says of itself, how it ends."""

import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stack import SECRETS, until
from tests.web.conftest import CANARIES, Door, body
from zapbot.store.migrations import migrate

OwnDoor = Callable[..., Door]


def test_the_server_is_healthy_before_its_store_is_ready(own_door: OwnDoor) -> None:
    door = own_door()
    message = body()
    with door.locked():
        door.launch()
        assert door.answers("/health", 200).json() == {"status": "ok"}
        starting = door.get("/ready")
        assert (starting.status_code, starting.json()["status"]) == (503, "starting")
        assert int(starting.headers["retry-after"]) > 0
        early = door.post(message)
        assert early.status_code == 503
        assert int(early.headers["retry-after"]) > 0
        assert door.get("/metrics").status_code == 200
    assert door.answers("/ready", 200).json() == {"status": "ready"}
    assert door.post(message).status_code == 200
    assert door.stored(message) == 1


def test_a_store_locked_past_every_patience_at_the_start_is_opened_later(own_door: OwnDoor) -> None:
    door = own_door()
    with door.locked():
        door.launch()
        door.answers("/health", 200)
        until(lambda: "locked" in door.get("/ready").text, 15, "the server tells why it is not ready")
    door.answers("/ready", 200)
    assert door.post(body()).status_code == 200


def test_a_store_of_a_newer_version_is_never_touched(own_door: OwnDoor) -> None:
    door = own_door()
    migrate(door.stack.data_dir)
    door.write("update _sqlite_migrations set name = 'm999_future' where rowid = 1")
    process = door.launch()
    reason = until(lambda: "newer zapbot" in door.answers("/ready", 503).text, 15, "the server tells why")
    assert reason
    assert door.get("/health").status_code == 200
    assert door.post(body()).status_code == 503
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_in_order_within_five_seconds(own_door: OwnDoor, signum: int) -> None:
    door = own_door()
    door.stack.start("serve")
    message = body()
    assert door.post(message).status_code == 200
    process = door.stack.running["serve"]
    process.send_signal(signum)
    assert process.wait(5) == 0
    assert "Traceback" not in door.log()
    assert door.stored(message) == 1


def test_the_server_ends_although_a_sender_never_finishes(own_door: OwnDoor) -> None:
    door = own_door()
    door.stack.start("serve")
    with socket.create_connection(("127.0.0.1", door.stack.server_port)) as sender:
        sender.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        until(lambda: door.get("/health"), 5, "others are answered meanwhile")
        process = door.stack.running["serve"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(8) == 0


def test_the_server_ends_while_it_waits_for_its_store(own_door: OwnDoor) -> None:
    door = own_door()
    with door.locked():
        process = door.launch()
        door.answers("/health", 200)
        process.send_signal(signal.SIGTERM)
        assert process.wait(8) == 0


def test_all_missing_settings_are_told_at_once(own_door: OwnDoor) -> None:
    door = own_door()
    for name in SECRETS:
        del door.stack.environment[name]
    done = door.stack.zapbot("serve")
    assert done.returncode == 2
    for name in ("PHONE_NUMBER_ID", "APP_SECRET", "VERIFY_TOKEN"):
        assert f"ZAPBOT_WHATSAPP_{name}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not door.stack.data_dir.exists()


def test_a_port_in_use_is_told_in_a_sentence(own_door: OwnDoor) -> None:
    door = own_door()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", door.stack.server_port))
        taken.listen()
        done = door.stack.zapbot("serve")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(door.stack.server_port) in done.stderr


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_secret_and_no_message_is_ever_printed(own_door: OwnDoor, log_format: str) -> None:
    door = own_door(LOG_FORMAT=log_format)
    door.stack.start("serve")
    door.post(body("canary of a customer"))
    door.post(body("canary of a customer"), secret="another")
    door.post(b"canary that is not JSON")
    door.verify(verify_token="canary")
    door.get("/canary")
    (door.stack.data_dir / "zapbot.db").write_bytes(b"canary" * 1000)
    door.http.get(f"{door.stack.server}/metrics")
    until(lambda: "/metrics" in door.log(), 5, "the failure is logged")
    door.stack.kill("serve", signal.SIGTERM)
    printed = door.log()
    assert [secret for secret in [*CANARIES, "canary"] if secret in printed] == []
    if log_format == "json":
        assert all(json.loads(line)["event"] for line in printed.splitlines())


def test_metrics_count_what_happened(own_door: OwnDoor) -> None:
    door = own_door()
    door.stack.start("serve")
    door.post(body())
    door.post(body(), secret="another")
    shown = door.get("/metrics").text.splitlines()
    assert 'zapbot_webhooks_total{result="stored"} 1.0' in shown
    assert 'zapbot_webhooks_total{result="refused"} 1.0' in shown
    assert 'zapbot_events{state="pending"} 1.0' in shown


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 200),
        ("GET", "/ready", 200),
        ("GET", "/metrics", 200),
        ("GET", "/nowhere", 404),
        ("PUT", "/webhook", 405),
        ("POST", "/webhook", 401),
    ],
)
def test_every_answer_is_safe_to_open_in_a_browser(door: Door, method: str, path: str, status: int) -> None:
    answer = door.http.request(method, f"{door.stack.server}{path}")
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "server" not in answer.headers
    assert "html" not in answer.headers.get("content-type", "")


def test_a_worker_beside_the_server_is_revived_and_ends_with_it(own_door: OwnDoor) -> None:
    door = own_door()
    server = door.launch("--worker")
    door.answers("/ready", 200)
    first = until(lambda: _children(server.pid), 10, "the worker runs")[0]
    os.kill(first, signal.SIGKILL)
    second = until(lambda: [pid for pid in _children(server.pid) if pid != first], 10, "it runs again")[0]
    until(lambda: _works(door), 15, "the revived worker processes")
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
    assert not _alive(second)
    assert "Traceback" not in door.log()


def _works(door: Door) -> bool:
    """Whether a stored webhook gets processed."""
    message = body()
    assert door.post(message).status_code == 200
    try:
        return bool(until(lambda: door.pending() == 0, 3, "all is processed"))
    except AssertionError:
        return False


def _children(pid: int) -> list[int]:
    lists = (file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for found in lists for child in found.split() if _alive(int(child))]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
