"""Give WhatsApp a stored file before the message that needs it: once, and again when Meta has forgotten it."""

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

from zapbot.connector import Connector, Outcome, Refused, Retry
from zapbot.model import Media
from zapbot.store import flow_files

KEPT_SECONDS = 29 * 24 * 3600.0
"""Meta keeps an uploaded file 30 days. Cloud API fact sheet, section 9."""

STORED = "sha256:"

ReadFile = Callable[[str], bytes | None]


async def attach(
    db: Database, connector: Connector, read_file: ReadFile, number: str, media: Media, now: float
) -> str | Outcome:
    """The id Meta knows a stored file by, or why there is none."""
    sha256 = media.source.removeprefix(STORED)
    known = flow_files.upload(db, sha256, number, now - KEPT_SECONDS)
    if known:
        return known
    try:
        data = read_file(sha256)
    except sqlite3.Error as error:
        return Retry(f"the stored files cannot be read: {error}")
    if data is None:
        return Refused(f"the file {media.filename or media.source} is not stored here any more")
    given = await connector.upload(data, flow_files.mime(db, sha256), media.filename or f"{media.type}")
    if isinstance(given, str):
        flow_files.uploaded(db, sha256, number, given, now)
    return given
