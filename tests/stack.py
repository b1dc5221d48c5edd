"""Real processes on loopback: sandbox, server and worker on one data directory, to start, kill and watch."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from zapbot.children import free_port

SECRETS = {
    "ZAPBOT_WHATSAPP_PHONE_NUMBER_ID": "800000000000001",
    "ZAPBOT_WHATSAPP_BUSINESS_ACCOUNT_ID": "900000000000001",
    "ZAPBOT_WHATSAPP_ACCESS_TOKEN": "token-de-teste",
    "ZAPBOT_WHATSAPP_APP_SECRET": "segredo-de-teste",
    "ZAPBOT_WHATSAPP_VERIFY_TOKEN": "verificacao-de-teste",
}


class Stack:
    """The processes of one business. Use it in a `with`; whatever happens, they end with it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.sandbox_port, self.server_port = free_port(), free_port()
        self.phone = f"http://127.0.0.1:{self.sandbox_port}"
        self.server = f"http://127.0.0.1:{self.server_port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ZAPBOT_")},
            **SECRETS,
            "ZAPBOT_DATA_DIR": str(self.data_dir),
            "ZAPBOT_PORT": str(self.server_port),
            "ZAPBOT_WHATSAPP_API_URL": self.phone,
            **{f"ZAPBOT_{name}": value for name, value in settings.items()},
        }
        self.sandbox_options: tuple[str, ...] = ()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.client = httpx.Client(timeout=10, trust_env=False)

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
        self.client.close()

    def start(self, *names: str) -> None:
        """Start `sandbox`, `serve` or `worker`, and wait until those that listen answer."""
        commands = {
            "sandbox": [
                *("sandbox", "--port", str(self.sandbox_port), "--callback", f"{self.server}/webhook"),
                *self.sandbox_options,
            ],
            "serve": ["serve"],
            "worker": ["worker"],
        }
        for name in names:
            log = (self.folder / f"{name}.log").open("ab")
            command = [sys.executable, "-m", "zapbot", *commands[name]]
            self.running[name] = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
            log.close()
        for name in names:
            address = {"sandbox": self.phone, "serve": f"{self.server}/ready"}.get(name)
            if address:
                until(lambda address=address: self._answers(address), 30, f"{name} answers")

    def kill(self, name: str, signum: int = signal.SIGKILL) -> int:
        """Send a signal to a process and wait for its end; its exit code."""
        self.running[name].send_signal(signum)
        return self.running[name].wait(30)

    def zapbot(self, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "zapbot", *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def import_flow(self, text: str, name: str = "flow.yaml") -> None:
        """Import a flow from its text."""
        folder = self.folder / "flows"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        done = self.zapbot("flows", "import", str(folder))
        assert done.returncode == 0, done.stderr

    def status(self) -> dict[str, Any]:
        """`zapbot status --json`."""
        done = self.zapbot("status", "--json")
        assert done.returncode == 0, done.stderr
        data: dict[str, Any] = json.loads(done.stdout)
        return data

    def api(self, method: str, path: str, **options: Any) -> Any:
        """Call the sandbox's control API."""
        answer = self.client.request(method, f"{self.phone}/sandbox/api/{path}", **options)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def customer(self, **about: Any) -> str:
        """A new customer; the id."""
        return str(self.api("POST", "customers", json=about)["id"])

    def say(self, customer: str, text: str) -> None:
        """A customer writes."""
        self.api("POST", f"customers/{customer}/messages", json={"type": "text", "text": text})

    def heard(self, customer: str) -> list[str]:
        """What the business said to a customer, in order."""
        bubbles = self.api("GET", f"customers/{customer}/messages")["messages"]
        return [words(bubble) for bubble in bubbles if bubble["direction"] == "out"]

    def log(self, name: str) -> str:
        """What a process printed."""
        return (self.folder / f"{name}.log").read_text()

    def _answers(self, address: str) -> bool:
        try:
            return self.client.get(address).status_code == 200
        except httpx.HTTPError:
            return False


def words(bubble: Mapping[str, Any]) -> str:
    """The text of a bubble or a recorded send."""
    message = bubble.get("message") or bubble.get("payload") or bubble
    kind = message["type"]
    if kind == "interactive":
        return str(message["interactive"]["body"]["text"])
    return str(message["text"]["body"]) if kind == "text" else str(kind)


def until(holds: Callable[[], Any], seconds: float, what: str) -> Any:
    """Wait for something to hold, looking often; fail with its name when it does not in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
