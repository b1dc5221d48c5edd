"""Edits and revocations that came before the message they are about: kept until it comes."""

from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.store import messages


def keep_edit(db: Database, wamid: str, text: str, content: dict[str, Any], at: float, now: float) -> None:
    """What the message will say when it comes; of several changes the latest counts."""
    db.execute(
        "insert into orphan_changes (wamid, text, content, edited_at, received_at) values (?, ?, ?, ?, ?) "
        "on conflict (wamid) do update set text = excluded.text, content = excluded.content, "
        "edited_at = excluded.edited_at where coalesce(edited_at, 0) < excluded.edited_at",
        (wamid, text, msgspec.json.encode(content).decode(), at, now),
    )


def keep_revocation(db: Database, wamid: str, at: float, now: float) -> None:
    """The message will have been taken back when it comes."""
    db.execute(
        "insert into orphan_changes (wamid, revoked_at, received_at) values (?, ?, ?) "
        "on conflict (wamid) do update set revoked_at = excluded.revoked_at where revoked_at is null",
        (wamid, at, now),
    )


def adopt(db: Database, wamid: str) -> None:
    """Apply what came before its message."""
    row = db.execute(
        "delete from orphan_changes where wamid = ? returning text, content, edited_at, revoked_at", (wamid,)
    ).fetchone()
    if row is None:
        return
    text, content, edited_at, revoked_at = row
    if edited_at is not None:
        messages.edit(db, wamid, text, msgspec.json.decode(content), edited_at)
    if revoked_at is not None:
        messages.revoke(db, wamid, revoked_at)


def forget(db: Database, before: float) -> int:
    """Drop changes whose message never came; how many."""
    return db.execute("delete from orphan_changes where received_at < ?", (before,)).rowcount
