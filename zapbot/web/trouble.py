"""What every page says above all else: that messages do not leave, since when, and what to do about it."""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any

from litestar import Request

from zapbot.store import troubles
from zapbot.store.troubles import Trouble
from zapbot.web.opened import StartingError, opened


def now(request: Request[Any, Any, Any]) -> Sequence[Trouble]:
    """What is the matter at this moment; nothing when the store cannot be asked: then the page has its own word."""
    try:
        with opened(request.app.state) as db:
            return troubles.found(db, time.time())
    except (StartingError, sqlite3.Error):
        return ()
