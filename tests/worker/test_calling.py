"""Calls in a real worker: their answers reach the customer at once, however long another call takes."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Stack, until

FLOW = """
zapbot: 1
flow: pedido
triggers:
  - {keyword: rapido, next: rapido}
  - {keyword: lento, next: lento}
vars: {total: number}
nodes:
  rapido:
    http:
      url: ADDRESS/rapido
      headers: {Authorization: "Bearer {{ secret.crm }}"}
      save: {total: total}
      next: achou
      on_error: falhou
  lento:
    http: {url: ADDRESS/lento, timeout: 30s, next: achou, on_error: falhou}
  achou:
    message: Total {{ total }}
    next: fim
  falhou:
    message: Não deu.
    next: fim
  fim:
    end: {}
"""


class Shop(BaseHTTPRequestHandler):
    """A system of the business that is sometimes slow."""

    asked: list[tuple[str, str | None]] = []
    go = threading.Event()

    def do_GET(self) -> None:
        """Answer, the slow address only when it is told to."""
        self.asked.append((self.path, self.headers.get("Authorization")))
        if self.path == "/lento":
            self.go.wait(25)
        body = json.dumps({"total": 7}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Everything running, and a system to be asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pair = f"127.0.0.1:{server.server_port}"
    with Stack(tmp_path, ALLOW_PRIVATE=pair, SECRET_CRM="T0K3N-C4N4RY") as running:
        running.import_flow(FLOW.replace("ADDRESS", f"http://{pair}"))
        running.start("sandbox", "serve", "worker")
        yield running
    Shop.go.set()
    server.shutdown()
    server.server_close()


def test_a_slow_system_holds_up_only_who_waits_for_it(stack: Stack) -> None:
    slow, quick = stack.customer(), stack.customer()
    stack.say(slow, "lento")
    until(lambda: ("/lento", None) in Shop.asked, 10, "the slow system is asked")
    began = time.monotonic()
    stack.say(quick, "rapido")
    until(lambda: stack.heard(quick), 8, "the quick one is answered")
    assert stack.heard(quick) == ["Total 7"]
    assert time.monotonic() - began < 8
    assert stack.heard(slow) == []
    Shop.go.set()
    until(lambda: stack.heard(slow), 8, "the slow one is answered")
    assert ("/rapido", "Bearer T0K3N-C4N4RY") in Shop.asked
    assert stack.status()["calls"]["done"] == 2
    stored = b"".join(file.read_bytes() for file in stack.data_dir.iterdir())
    printed = stack.log("worker") + stack.log("serve")
    assert "T0K3N-C4N4RY" not in printed
    assert b"T0K3N-C4N4RY" not in stored
