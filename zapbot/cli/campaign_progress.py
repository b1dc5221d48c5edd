"""Progress on standard error: of a list being read, of a campaign being sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.store.campaign_report import Report

LOOK_SECONDS = 0.5


@contextmanager
def bar(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar to advance by a number of rows; not drawn where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda count: progress.advance(task, count)


def watch(db: "Database", id: int) -> None:
    """Show how a campaign goes on until it is paused, stopped or finished, or until Ctrl-C."""
    import time

    from rich.console import Console
    from rich.progress import Progress

    from zapbot.store import campaign_report

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("sending", total=None)
        while True:
            report = campaign_report.report(db, id)
            progress.update(task, total=report.total, completed=report.settled, description=_words(report))
            if report.campaign.status != "running":
                return
            time.sleep(LOOK_SECONDS)


def _words(report: "Report") -> str:
    why = f" ({report.campaign.reason})" if report.campaign.reason else ""
    return f"{report.campaign.status}{why}: {report.sent} sent, {report.failed} failed"
