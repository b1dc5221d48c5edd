"""Executions: where each contact stands in a flow. At most one is active for a contact."""

from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from zapbot.flow.state import State


@dataclass(frozen=True, slots=True)
class Execution:
    """One run of a flow for one contact, at the version it began with."""

    id: int
    contact_id: int
    conversation_id: int
    flow_version_id: int
    state: State


_COLUMNS = "id, contact_id, conversation_id, flow_version_id, state"
_decode = msgspec.json.Decoder(State).decode


def active(db: Database, contact_id: int) -> Execution | None:
    """The flow a contact is in."""
    row = db.execute(
        f"select {_COLUMNS} from executions where contact_id = ? and status = 'active'", (contact_id,)
    ).fetchone()
    return _execution(row) if row else None


def standing(db: Database, id: int) -> Execution | None:
    """An execution by its id, if it is not over."""
    row = db.execute(f"select {_COLUMNS} from executions where id = ? and status = 'active'", (id,)).fetchone()
    return _execution(row) if row else None


def due(db: Database, now: float, limit: int) -> list[Execution]:
    """Executions whose time has come, the longest waiting first."""
    rows = db.execute(
        f"select {_COLUMNS} from executions where status = 'active' and wake_at is not null and wake_at <= ? "
        "order by wake_at limit ?",
        (now, limit),
    )
    return [_execution(row) for row in rows.fetchall()]


def next_wake(db: Database) -> float | None:
    """When the next execution is to be woken."""
    row = db.execute(
        "select wake_at from executions where status = 'active' and wake_at is not null order by wake_at limit 1"
    ).fetchone()
    return row[0] if row else None


def version_of(db: Database, id: int) -> int:
    """The flow version an execution stands on."""
    return int(db.execute("select flow_version_id from executions where id = ?", (id,)).fetchone()[0])


def begin(db: Database, contact_id: int, conversation_id: int, flow_version_id: int, state: State, now: float) -> int:
    """Store a new execution; its id."""
    cursor = db.execute(
        "insert into executions (contact_id, conversation_id, flow_version_id, node, state, status, wake_at, "
        "started_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            contact_id,
            conversation_id,
            flow_version_id,
            state.node,
            _encode(state),
            state.status,
            state.wake_at,
            now,
            now,
        ),
    )
    return int(cursor.lastrowid or 0)


def save(db: Database, id: int, state: State, now: float) -> None:
    """Store where an execution stands now."""
    db.execute(
        "update executions set node = ?, state = ?, status = ?, wake_at = ?, updated_at = ? where id = ?",
        (state.node, _encode(state), state.status, state.wake_at, now, id),
    )


def stop(db: Database, contact_id: int, now: float) -> None:
    """End whatever flow a contact is in: a person took over, or another flow begins."""
    db.execute(
        "update executions set status = 'stopped', wake_at = null, updated_at = ? "
        "where contact_id = ? and status = 'active'",
        (now, contact_id),
    )


def last(db: Database, contact_id: int) -> tuple[Execution, str, float] | None:
    """The run a contact had last, its status and when that changed."""
    row = db.execute(
        f"select {_COLUMNS}, status, updated_at from executions where contact_id = ? order by id desc limit 1",
        (contact_id,),
    ).fetchone()
    return (_execution(row[:5]), row[5], row[6]) if row else None


def resume(db: Database, id: int, state: State, now: float) -> None:
    """Let a stopped run stand where it stood."""
    db.execute(
        "update executions set state = ?, status = 'active', wake_at = ?, updated_at = ? "
        "where id = ? and status = 'stopped'",
        (_encode(state), state.wake_at, now, id),
    )


def _execution(row: tuple[int, int, int, int, str]) -> Execution:
    return Execution(*row[:4], _decode(row[4]))


def _encode(state: State) -> str:
    return msgspec.json.encode(state).decode()
