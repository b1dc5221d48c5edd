"""A campaign to very many people whose worker is killed in the middle: nobody twice, nobody missing, how fast."""

import csv
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.stack import Stack, until
from zapbot.store import campaign_report, campaigns
from zapbot.store.campaign_report import Report
from zapbot.store.db import connect

RECIPIENTS = 10_000
PER_SECOND = 1_000
MESSAGE = ("--template", "lembrete_consulta", "--param", "{name}", "--param", "amanhã às 9h")
NAME = "natal"
SANDBOX = ("--unknown-recipients", "welcome", "--messaging-limit", "TIER_UNLIMITED")


@dataclass(slots=True)
class Run:
    """A campaign on real processes, and what the sandbox saw of it."""

    stack: Stack
    people: int
    reached: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    _cursor: int = 0

    def create(self, *options: str) -> None:
        """Freeze the list."""
        path = self.stack.folder / "lista.csv"
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("phone", "name"))
            rows.writerows((number, f"Pessoa {n}") for n, number in enumerate(self.numbers()))
        self.command("create", NAME, "--csv", str(path), *MESSAGE, "--quiet", "never", *options)

    def numbers(self) -> Iterator[str]:
        """Whom it goes to."""
        return (f"55119{60000000 + n}" for n in range(self.people))

    def command(self, *words: str) -> str:
        """`zapbot campaigns ...`, which must work."""
        done = self.stack.zapbot("campaigns", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def report(self) -> Report:
        """Where it stands."""
        db = connect(self.stack.data_dir)
        try:
            return campaign_report.report(db, campaigns.named(db, NAME).id)
        finally:
            db.close()

    def status(self) -> str:
        """Whether it runs."""
        db = connect(self.stack.data_dir)
        try:
            return campaigns.named(db, NAME).status
        finally:
            db.close()

    def look(self) -> int:
        """Count what arrived since the last look; how many sends there were in all."""
        page = self.stack.api("GET", "sends", params={"since": self._cursor})
        self._cursor = page["next"]
        for send in page["sends"]:
            self.reached[str(send["to"]).lstrip("+")] += 1
            self.times.append(send["at"])
        return len(self.times)

    def kill_in_the_middle(self) -> None:
        """SIGKILL the worker when about half of the people were reached, and start it again."""
        until(lambda: self.look() >= self.people * 0.4, 120, "the campaign is half sent")
        self.stack.kill("worker")
        assert self.look() < self.people
        self.stack.start("worker")

    def finish(self) -> Report:
        """Wait until nothing more happens by itself; the report."""
        until(lambda: self.status() != "running", 240, "the campaign has finished")
        until(self._rests, 60, "every status has come")
        self.look()
        return self.report()

    def _rests(self) -> bool:
        """Whether everything settled, but for what the sandbox never saw."""
        self.look()
        return self.report().unknown == self.people - len(self.reached)


def settings() -> dict[str, str]:
    """What the processes are told."""
    return {"MESSAGES_PER_SECOND": str(PER_SECOND), "UNKNOWN_GRACE_SECONDS": "5", "LOG_FORMAT": "json"}


def main() -> None:
    """Print how long it took, and fail when anybody got it twice or not at all."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), **settings()) as stack:
        stack.sandbox_options = SANDBOX
        stack.start("sandbox", "serve", "worker")
        run = Run(stack, RECIPIENTS)
        began = time.perf_counter()
        run.create()
        created = time.perf_counter() - began
        run.command("start", NAME)
        run.kill_in_the_middle()
        report = run.finish()
        in_doubt = report.unknown
        if in_doubt:
            run.command("retry-unknown", NAME, "--yes")
            until(lambda: run.look() >= RECIPIENTS, 60, "what was in doubt has arrived")
        seconds = max(run.times) - min(run.times)
    twice = sum(count > 1 for count in run.reached.values())
    missing = RECIPIENTS - len(run.reached)
    print(
        f"campaign, {RECIPIENTS:,} people, worker killed once: created in {created:.1f} s, sent in {seconds:.1f} s "
        f"({RECIPIENTS / seconds:,.0f}/s with the restart), {twice} twice, {missing} missing, "
        f"{in_doubt} never left and were sent by a person's word"
    )
    assert (twice, missing) == (0, 0)


if __name__ == "__main__":
    main()
