"""A message was changed, taken back or reacted to: said of it at once, or as soon as it comes."""

from sqlite_utils import Database

from zapbot.connector import Edited, Revoked
from zapbot.store import journal, messages, orphan_changes


def edit(db: Database, edited: Edited, now: float) -> None:
    """Keep what a message says now."""
    if messages.known(db, edited.original):
        if messages.edit(db, edited.original, edited.text, edited.content, edited.at):
            _note(db, edited.original, "message.edited", now)
    else:
        orphan_changes.keep_edit(db, edited.original, edited.text, edited.content, edited.at, now)


def revoke(db: Database, revoked: Revoked, now: float) -> None:
    """Keep that a message was taken back."""
    if messages.known(db, revoked.original):
        if messages.revoke(db, revoked.original, revoked.at):
            _note(db, revoked.original, "message.revoked", now)
    else:
        orphan_changes.keep_revocation(db, revoked.original, revoked.at, now)


def react(db: Database, contact_id: int, target: str, emoji: str, at: float, now: float) -> None:
    """Keep a customer's reaction, also to a message that is not here."""
    if messages.react(db, contact_id, target, emoji, at):
        _note(db, target, "message.reacted", now)


def _note(db: Database, wamid: str, kind: str, now: float) -> None:
    place = messages.placed(db, wamid)
    if place is not None:
        journal.append(db, kind, now, *place)
