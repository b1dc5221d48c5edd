"""The 24-hour window opens: the customer wrote, or called."""

from sqlite_utils import Database

from zapbot import limits
from zapbot.store import journal, outbox, windows


def open_window(db: Database, contact_id: int, number: str, wrote_at: float, now: float) -> None:
    """24 hours count anew from when the customer wrote, and what was held for this may leave."""
    windows.wrote(db, contact_id, number, wrote_at)
    if now < wrote_at + limits.OPEN_SECONDS:
        for id in outbox.release_held(db, contact_id, number, now):
            journal.append(db, "message.released", now, contact_id, message_id=id)
