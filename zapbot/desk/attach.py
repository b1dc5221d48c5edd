"""Give WhatsApp a stored file before the message that needs it: once, and again when Meta has forgotten it."""

import asyncio
import mimetypes
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from sqlite_utils import Database

from zapbot import limits, mime
from zapbot.connector import Connector, Outcome, Refused, Retry, Stored
from zapbot.model import Media
from zapbot.store import flow_files, media
from zapbot.store.db import folder

log = structlog.get_logger()

KEPT_SECONDS = 29 * 24 * 3600.0
"""Meta keeps an uploaded file 30 days. Cloud API fact sheet, section 9."""

STORED = "sha256:"
AT_ONCE = 4
"""Uploads side by side: each holds a piece of its file in memory."""

NOTE_BYTES = 512 * 1024
"""A voice note above this is shown with a download icon instead of being played."""

_FORGOTTEN = (100, 131009, 131053)


@dataclass(frozen=True, slots=True)
class Given:
    """What the channel knows a file by; `reused` when an earlier upload gave it."""

    source: str
    reused: bool


class Attach:
    """The uploads of one number: a file that many messages carry at once goes up once."""

    def __init__(self, db: Database, connector: Connector, number: str) -> None:
        self._db = db
        self._connector = connector
        self._number = number
        self._data_dir = folder(db)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def give(self, file: Media, now: float) -> Given | Outcome:
        """What a stored file can be sent by, or why there is nothing."""
        sha256 = file.source.removeprefix(STORED)
        lock = self._locks[sha256]
        try:
            async with lock:
                return await self._given(sha256, file, now)
        finally:
            if not lock.locked() and self._locks.get(sha256) is lock:
                del self._locks[sha256]

    def forget(self, file: Media, given: Given, outcome: Outcome) -> bool:
        """Whether a refusal may only mean that Meta does not know an earlier upload any more, which is then forgotten.

        Meta answers so before it sends anything: the message may be sent again at once.
        """
        refused = isinstance(outcome, Refused | Retry) and outcome.code in _FORGOTTEN
        if refused and given.reused:
            flow_files.forget_upload(self._db, file.source.removeprefix(STORED), self._number)
        return refused and given.reused

    async def _given(self, sha256: str, file: Media, now: float) -> Given | Outcome:
        known = flow_files.upload(self._db, sha256, self._number, now - KEPT_SECONDS)
        if known:
            return Given(known, reused=True)
        try:
            stored = _stored(self._db, self._data_dir, sha256, file)
        except sqlite3.Error as error:
            return Retry(f"the stored files cannot be read: {error}")
        if not isinstance(stored, Stored):
            return stored
        async with self._room:
            source = await self._connector.upload(self._number, stored)
        if not isinstance(source, str):
            return source
        flow_files.uploaded(self._db, sha256, self._number, source, now)
        return Given(source, reused=False)


def _stored(db: Database, data_dir: Path, sha256: str, file: Media) -> Stored | Outcome:
    """The file as the channel takes it, or why it would be refused."""
    size = media.size(data_dir, sha256)
    if size is None:
        return Refused(f"the file {file.filename or file.source} is not stored here any more")
    head = media.head(data_dir, sha256)
    kind = file.mime or flow_files.mime(db, sha256) or _guessed(file, head)
    if file.voice and not mime.is_voice(head):
        return Refused(
            "a voice note must be OGG with Opus inside: convert it (ffmpeg -i FILE -ac 1 -c:a libopus note.ogg), "
            "or send it as audio without `voice`"
        )
    wrong = [f"{part} {sentence}" for part, sentence in limits.file_problems(file.type, kind, size)]
    if wrong:
        return Refused("; ".join(wrong))
    if file.voice and size > NOTE_BYTES:
        log.warning("a voice note this large shows a download icon", size=size, most=NOTE_BYTES)
    return Stored(sha256, kind, file.filename or file.type, size, partial(media.read, data_dir, sha256))


def _guessed(file: Media, head: bytes) -> str:
    """By its bytes, else by its name."""
    found = mime.sniffed(head)
    return found if found != mime.UNKNOWN else mimetypes.guess_type(file.filename or "")[0] or mime.UNKNOWN
