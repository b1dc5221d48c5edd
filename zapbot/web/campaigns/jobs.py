"""Counting a long list, or freezing it as a campaign, beside the requests: a page asks how far it is.

What goes on is known to this process only. Counting writes nothing, and a campaign whose creation was killed is
removed, so that whoever comes back after a restart begins anew.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from zapbot.errors import ZapbotError
from zapbot.web.campaigns.asked import Asked

log = structlog.get_logger()

MOST_KEPT = 50
MOST_AT_ONCE = 4
Result = TypeVar("Result")
Work = Callable[[Callable[[int], None]], Result]


@dataclass(slots=True)
class Job(Generic[Result]):
    """Something that takes a while: who asked for it, with which fields, how far it is, and how it ended."""

    id: str
    user_id: int
    asked: Asked
    total: int
    done: int = 0
    result: Result | None = None
    error: str | None = None
    broken: bool = False
    thread: threading.Thread | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more happens."""
        return self.result is not None or self.error is not None or self.broken

    def advance(self, steps: int) -> None:
        """It is further."""
        self.done += steps


class Jobs:
    """Those of this process, the last ones."""

    def __init__(self) -> None:
        self._known: dict[str, Job[object]] = {}
        self._room = threading.Semaphore(MOST_AT_ONCE)

    def start(self, user_id: int, asked: Asked, total: int, work: Work[object]) -> Job[object]:
        """Begin; `work` is given what it tells its progress to."""
        job: Job[object] = Job(secrets.token_urlsafe(16), user_id, asked, total)
        for old in list(self._known)[: max(0, len(self._known) - MOST_KEPT + 1)]:
            del self._known[old]
        self._known[job.id] = job
        job.thread = threading.Thread(target=self._run, args=(job, work), daemon=True, name="campaign list")
        job.thread.start()
        return job

    def get(self, id: str, user_id: int) -> Job[object] | None:
        """One of a person's own."""
        job = self._known.get(id)
        return job if job is not None and job.user_id == user_id else None

    def _run(self, job: Job[object], work: Work[object]) -> None:
        began = time.perf_counter()
        try:
            with self._room:
                job.result = work(job.advance)
        except ZapbotError as error:
            job.error = str(error)
        except Exception:
            log.exception("a list could not be gone through")
            job.broken = True
        log.info("list gone through", rows=job.done, seconds=round(time.perf_counter() - began, 2))
