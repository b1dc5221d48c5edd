"""`--wait`: stay until a message left, or surely will not."""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from zapbot.store.submissions import Kept

LOOK_SECONDS = 0.2
DONE = ("sent", "delivered", "read")
FAILED = ("failed", "dead", "canceled")


def wait(db: "Database", id: int, seconds: float) -> "Kept":
    """The message as it stands when it left, failed, is held, or when the time is over."""
    from zapbot.store import submissions

    deadline = time.monotonic() + seconds
    while True:
        kept = submissions.get(db, id)
        if kept.status in (*DONE, *FAILED) or kept.held_for or time.monotonic() >= deadline:
            return kept
        time.sleep(LOOK_SECONDS)
