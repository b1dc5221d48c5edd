"""Messages that were submitted under a key, so that submitting again sends nothing twice."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import NotFoundError

_LARGEST = 2**63 - 1
"""The largest id SQLite can hold: who asks for more asks for nothing."""

_COLUMNS = "id, contact_id, conversation_id, kind, status, wamid, held_for, digest, at, failed_reason"


@dataclass(frozen=True, slots=True)
class Kept:
    """A message of ours as whoever submitted it wants to know it."""

    id: int
    contact_id: int
    conversation_id: int
    kind: str
    status: str
    wamid: str | None
    held_for: str | None
    digest: str | None
    at: float
    failed_reason: str | None


def get(db: Database, id: int) -> Kept:
    """A message by its id. Raises NotFoundError."""
    query = f"select {_COLUMNS} from messages where id = ? and direction <> 'note'"
    row = db.execute(query, (id,)).fetchone() if 0 < id <= _LARGEST else None
    if row is None:
        raise NotFoundError(f"there is no message {id}")
    return Kept(*row)


def by_key(db: Database, key: str) -> Kept | None:
    """The message that was submitted under a key."""
    row = db.execute(f"select {_COLUMNS} from messages where idempotency_key = ?", (key,)).fetchone()
    return Kept(*row) if row else None


def keep(db: Database, id: int, key: str, digest: str) -> None:
    """From now on a key stands for this message."""
    db.execute("update messages set idempotency_key = ?, digest = ? where id = ?", (key, digest, id))
