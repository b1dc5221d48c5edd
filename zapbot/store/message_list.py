"""Messages as lists show them, the newest first."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with all that became of it."""

    id: int
    contact_id: int
    conversation_id: int
    number: str
    direction: str
    origin: str
    sender: str | None
    kind: str
    text: str
    content: dict[str, Any]
    status: str
    held_for: str | None
    reply_to: str | None
    at: float
    created_at: float
    sent_at: float | None
    delivered_at: float | None
    read_at: float | None
    played_at: float | None
    failed_at: float | None
    failed_code: int | None
    failed_reason: str | None
    edited_at: float | None
    revoked_at: float | None


_COLUMNS = (
    "id, contact_id, conversation_id, number, direction, origin, sender, kind, text, content, status, held_for, "
    "reply_to, at, created_at, sent_at, delivered_at, read_at, played_at, failed_at, failed_code, failed_reason, "
    "edited_at, revoked_at"
)


def get(db: Database, id: int) -> Shown:
    """One message. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from messages where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no message {id}")
    return _shown(row)


def listed(
    db: Database,
    limit: int,
    *,
    before: int | None = None,
    contact_id: int | None = None,
    conversation_id: int | None = None,
    status: str | None = None,
    since: float | None = None,
) -> list[Shown]:
    """Messages that fit all that is given, those kept last first."""
    wanted = {
        "id < ?": before,
        "contact_id = ?": contact_id,
        "conversation_id = ?": conversation_id,
        "status = ?": status,
        "created_at >= ?": since,
    }
    given = {condition: value for condition, value in wanted.items() if value is not None}
    where = f"where {' and '.join(given)} " if given else ""
    rows = db.execute(f"select {_COLUMNS} from messages {where}order by id desc limit ?", (*given.values(), limit))
    return [_shown(row) for row in rows.fetchall()]


def _shown(row: tuple[Any, ...]) -> Shown:
    values = list(row)
    values[9] = msgspec.json.decode(row[9])
    return Shown(*values)
