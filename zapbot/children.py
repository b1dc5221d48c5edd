"""Processes started beside this one, which end with it whatever happens."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

import structlog

log = structlog.get_logger()

_PR_SET_PDEATHSIG = 1
STOP_SECONDS = 20.0


class Children:
    """A few `zapbot` processes, started, watched and stopped together."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Run `zapbot` with arguments; the environment given is added to ours."""
        command = [sys.executable, "-m", "zapbot", *arguments]
        self._running[name] = subprocess.Popen(  # noqa: S603
            command, env={**os.environ, **(environment or {})}, preexec_fn=_end_with_parent
        )

    def keep(self, name: str, arguments: Sequence[str]) -> None:
        """Run `zapbot` with arguments, and again a second after it ended by itself, until `stop`."""
        self.start(name, arguments)
        threading.Thread(target=self._revive, args=(name, arguments), name=f"keep {name}", daemon=True).start()

    def ended(self) -> str | None:
        """The name of one that has ended, if any has."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to end, in the reverse order of their start; kill what has not after 20 s."""
        self._stopping.set()
        deadline = time.monotonic() + STOP_SECONDS
        for process in reversed(self._running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._running.clear()

    def _revive(self, name: str, arguments: Sequence[str]) -> None:
        while not self._stopping.wait(1.0):
            if self._running[name].poll() is not None:
                log.error("process ended; starting it again", name=name, code=self._running[name].returncode)
                self.start(name, arguments)


def free_port() -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _end_with_parent() -> None:
    """On Linux, be told to stop when the parent dies, and leave Ctrl-C to the parent alone."""
    os.setpgrp()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
