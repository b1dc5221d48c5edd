"""Memory while ten documents of 100 MB come in and ten go out: what serve and worker need above their idle size."""

import tempfile
import threading
import time
from pathlib import Path

from tests.stack import SECRETS, Stack, until
from zapbot.desk.send import send
from zapbot.model import Media
from zapbot.store import conversations
from zapbot.store.db import connect, transaction
from zapbot.worker.queue import Queue

FILES = 10
SIZE = 100 * 1024 * 1024
NUMBER = SECRETS["ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"]
MEASURED = ("serve", "worker")


class Watch:
    """Samples the resident memory of some processes until it is told to stop."""

    def __init__(self, stack: Stack) -> None:
        self._pids = [stack.running[name].pid for name in MEASURED]
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.peak = 0.0

    def __enter__(self) -> "Watch":
        for pid in self._pids:
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def now(self) -> float:
        """Megabytes of all together."""
        return sum(self._of(pid, "VmRSS") for pid in self._pids)

    def highest(self) -> float:
        """Megabytes each had at most, added up, though hardly at the same moment."""
        return sum(self._of(pid, "VmHWM") for pid in self._pids)

    def _run(self) -> None:
        while not self._done.wait(0.05):
            self.peak = max(self.peak, self.now())

    def _of(self, pid: int, name: str) -> float:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def main() -> None:
    """Print how long both ways took, and the memory above idle."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        stack.client.timeout = 120
        stack.start("sandbox", "serve", "worker")
        customer = stack.customer(name="Ana")
        stack.say(customer, "oi")
        until(lambda: stack.status()["messages"]["in"] == 1, 10, "a text has come")
        time.sleep(1)
        with Watch(stack) as watch:
            idle = watch.now()
            arriving = _arrive(stack, customer)
            highest_in = watch.peak
            leaving = _leave(stack)
            highest = watch.highest()
        print(f"{FILES} documents of 100 MB came in within {arriving:.1f} s and left within {leaving:.1f} s")
        print(f"serve + worker: {idle:.0f} MB idle, {watch.peak:.0f} MB at most ({highest_in:.0f} coming in)")
        print(f"above idle: {watch.peak - idle:.0f} MB; highest of each, added up: {highest - idle:.0f} MB")


def _arrive(stack: Stack, customer: str) -> float:
    began = time.perf_counter()
    for _ in range(FILES):
        stack.api("POST", f"customers/{customer}/messages", json={"type": "document", "size": SIZE})
    until(lambda: stack.status()["media"]["stored"] == FILES, 300, "all are stored")
    return time.perf_counter() - began


def _leave(stack: Stack) -> float:
    """Send the same documents on, each to another customer: within one chat they would leave one by one."""
    for n in range(FILES):
        stack.say(stack.customer(name=f"Cliente {n}"), "oi")
    until(lambda: stack.status()["contacts"] == FILES + 1, 10, "all have written")
    db = connect(stack.data_dir)
    hashes = [sha256 for (sha256,) in db.execute("select sha256 from media order by id").fetchall()]
    people = [id for (id,) in db.execute("select id from contacts order by id desc limit ?", (FILES,)).fetchall()]
    began = time.perf_counter()
    with transaction(db):
        for sha256, contact_id in zip(hashes, people, strict=True):
            conversation = conversations.current(db, contact_id, time.time(), NUMBER)
            content = Media("document", f"sha256:{sha256}", filename="contrato.pdf")
            send(db, conversation, content, "api", time.time())
    db.close()
    Queue(stack.data_dir).nudge("deliver")
    until(lambda: len(stack.api("GET", "sends")["sends"]) >= FILES, 300, "all are sent")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
