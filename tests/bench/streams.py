"""What idle live streams cost: the share of a core a server spends on many of them, and what a line takes to all."""

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from tests.stack import Stack, until
from tests.web.listening import Browser, Stream, happen, listening
from zapbot.web.live import MOST_STREAMS

STREAMS = 150
IDLE_SECONDS = 20.0
LINES = 50


def main() -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack, ExitStack() as open:
        stack.start("serve")
        people = [open.enter_context(closing(Browser(stack, f"p{n}"))) for n in range(-(-STREAMS // MOST_STREAMS))]
        alone = _share(stack)
        streams = [open.enter_context(listening(people[n // MOST_STREAMS], 0)) for n in range(STREAMS)]
        happen(stack)
        until(lambda: all(stream.lines for stream in streams), 20, "all listen")
        print(
            f"{STREAMS} idle streams: {_share(stack):.1%} of a core (none: {alone:.1%}), {_memory(stack)} MB resident"
        )
        took = sorted(_to_all(stack, streams) for _ in range(LINES))
        print(f"a line to all {STREAMS}: p50 {took[LINES // 2] * 1000:.0f} ms, p99 {took[-1] * 1000:.0f} ms")


def _to_all(stack: Stack, streams: list[Stream]) -> float:
    """Seconds from a commit to the last stream that heard of it."""
    (id,) = happen(stack)
    began = time.perf_counter()
    _spin(lambda: all(stream.lines[-1][0] >= id for stream in streams))
    return time.perf_counter() - began


def _spin(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.001)


def _share(stack: Stack) -> float:
    """The share of a core the server takes while nothing happens."""
    before, began = _seconds(stack), time.monotonic()
    time.sleep(IDLE_SECONDS)
    return (_seconds(stack) - before) / (time.monotonic() - began)


def _seconds(stack: Stack) -> float:
    fields = Path(f"/proc/{stack.running['serve'].pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(stack: Stack) -> int:
    status = Path(f"/proc/{stack.running['serve'].pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024
