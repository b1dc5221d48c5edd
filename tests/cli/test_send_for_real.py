"""`zapbot send` with real processes: it arrives, it says so, and a stopped table goes on where it was."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from tests.stack import Stack, until
from zapbot.store.db import connect
from zapbot.store.migrations import migrate

ROWS = 6000
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def test_a_message_sent_by_hand_arrives_and_is_waited_for(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        stack.start("sandbox", "serve", "worker")
        ana = stack.customer(name="Ana", phone="5511955550101")
        refused = stack.zapbot("send", "(11) 95555-0101", "Oi")
        assert (refused.returncode, "has never written" in refused.stderr) == (1, True)
        stack.say(ana, "bom dia")
        until(lambda: stack.zapbot("send", "(11) 95555-0101", "Oi", "--dry-run").returncode == 0, 20, "Ana is known")
        sent = stack.zapbot("send", "(11) 95555-0101", "Seu pedido saiu.", "--wait", "--json")
        assert (sent.returncode, sent.stderr) == (0, "")
        assert json.loads(sent.stdout)["status"] in ("sent", "delivered", "read")
        assert stack.heard(ana) == ["Seu pedido saiu."]
        lines = [{"to": "contact:1", "content": {"kind": "text", "text": text}} for text in ("um", "dois")]
        many = stack.zapbot("send", "-", input="\n".join(map(json.dumps, lines)))
        assert many.returncode == 0, many.stderr
        until(lambda: stack.heard(ana)[1:] == ["um", "dois"], 20, "both lines arrive in order")
        (tmp_path / "a.png").write_bytes(PNG)
        shown = stack.zapbot("send", "contact:1", "Gostou?", "--buttons", "Sim|Não", "--header", "a.png", "--wait")
        assert shown.returncode == 0, shown.stdout + shown.stderr
        assert _last(stack, ana)["interactive"]["header"]["image"]["id"]
        assert stack.zapbot("send", "contact:1", "--image", "a.png", "--wait").returncode == 0
        assert _last(stack, ana)["image"]["id"]
        stack.api("POST", "rules", json={"kind": "fail", "code": 131026})
        failed = stack.zapbot("send", "(11) 95555-0101", "Tchau", "--wait")
        assert (failed.returncode, "131026" in failed.stdout or "dead" in failed.stdout) == (1, True)


def test_a_stopped_table_goes_on_without_repeating_any(tmp_path: Path) -> None:
    migrate(tmp_path / "data")
    table = tmp_path / "clientes.csv"
    table.write_text("phone;n\n" + "".join(f"+55119{60000000 + n};{n}\n" for n in range(ROWS)))
    command = [sys.executable, "-m", "zapbot", "send", "--csv", str(table), "--template", "ola", "--param", "{n}"]
    command += ["--idempotency-key", "maio"]
    environment = {"ZAPBOT_DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    db = connect(tmp_path / "data")
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    until(lambda: _count(db) or running.poll() is not None, 30, "the first messages are queued")
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    before = _count(db)
    assert running.returncode == 1
    assert 0 < before < ROWS
    assert "which are kept: run the same command again" in said
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stderr) == (0, "")
    assert f"{ROWS - before} queued, {before} sent before" in again.stdout
    assert _count(db) == ROWS
    assert db.execute("select count(distinct contact_id) from messages").fetchone() == (ROWS,)
    db.close()


def _count(db: Database) -> int:
    return int(db.execute("select count(*) from messages").fetchone()[0])


def _last(stack: Stack, customer: str) -> dict[str, Any]:
    """The last message the business sent to a customer."""
    bubbles = stack.api("GET", f"customers/{customer}/messages")["messages"]
    message: dict[str, Any] = [bubble["message"] for bubble in bubbles if bubble["direction"] == "out"][-1]
    return message
