"""Lists of recipients as they were uploaded: kept in a file of their own until the campaign is made, a day at most."""

import re
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from zapbot.desk import campaign_list
from zapbot.desk.campaign_list import Listing
from zapbot.errors import NotFoundError

FOLDER = "lists"
MOST_BYTES = 64 * 1024 * 1024
KEPT_SECONDS = 24 * 3600.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def keep(data_dir: Path, source: IO[bytes], now: Callable[[], float] = time.time) -> str:
    """Copy a list piece by piece; the word it is found by. Raises UsageError when it is no list of recipients."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    _forget_old(folder, now())
    token = secrets.token_urlsafe(16)
    file = folder / f"{token}.csv"
    try:
        with file.open("xb") as target:
            file.chmod(0o600)
            shutil.copyfileobj(source, target, 1024 * 1024)
        campaign_list.look(file)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return token


def look(data_dir: Path, token: str) -> Listing:
    """How a list is written. Raises NotFoundError when it is here no more."""
    file = data_dir / FOLDER / f"{token}.csv"
    if not _TOKEN.fullmatch(token) or not file.is_file():
        raise NotFoundError("this list is here no more: upload it again")
    return campaign_list.look(file)


def forget(data_dir: Path, token: str) -> None:
    """Remove a list: the campaign has its own copy of who is on it."""
    if _TOKEN.fullmatch(token):
        (data_dir / FOLDER / f"{token}.csv").unlink(missing_ok=True)


def _forget_old(folder: Path, now: float) -> None:
    for file in folder.glob("*.csv"):
        if file.stat().st_mtime < now - KEPT_SECONDS:
            file.unlink(missing_ok=True)
