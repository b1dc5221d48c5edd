"""Why the bot did what it did, or did nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.flow.effects import Trace


def add(
    db: Database,
    lines: Iterable[Trace],
    contact_id: int,
    message_id: int | None,
    execution_id: int | None,
    at: float,
) -> None:
    """Keep the decisions of one step."""
    db.conn.executemany(
        "insert into trace (contact_id, message_id, execution_id, at, node, kind, input, rule, result, changes) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                contact_id,
                message_id,
                execution_id,
                at,
                line.node,
                line.kind,
                line.input,
                line.rule,
                line.result,
                msgspec.json.encode(line.changes).decode() if line.changes else "{}",
            )
            for line in lines
        ],
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it was kept; the version is the number of the flow's version. Silence may have no flow."""

    id: int
    at: float
    message_id: int | None
    execution_id: int | None
    flow: str | None
    version: int | None
    node: str | None
    kind: str
    input: str
    rule: str
    result: str
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as the trace shows it, at the moment it came or was written."""

    id: int
    at: float
    direction: str
    origin: str
    kind: str
    text: str
    status: str
    reason: str | None
    execution_id: int | None
    node: str | None


def decisions(db: Database, contact_id: int, since: float, conversation_id: int | None = None) -> list[Decision]:
    """Every decision about a contact since a moment, in order; of one conversation only, if that is given."""
    rows = db.execute(
        "select t.id, t.at, t.message_id, t.execution_id, v.flow_id, v.number, t.node, t.kind, t.input, t.rule, "
        "t.result, t.changes from trace t left join executions e on e.id = t.execution_id "
        "left join flow_versions v on v.id = e.flow_version_id left join messages m on m.id = t.message_id "
        "where t.contact_id = ?1 and t.at >= ?2 "
        "and (?3 is null or coalesce(e.conversation_id, m.conversation_id, ?3) = ?3) order by t.id",
        (contact_id, since, conversation_id),
    )
    return [replace(Decision(*row), changes=msgspec.json.decode(row[-1])) for row in rows.fetchall()]


def said(db: Database, contact_id: int, since: float, conversation_id: int | None = None) -> list[Said]:
    """Every message and note since a moment, in order."""
    rows = db.execute(
        "select id, created_at, direction, origin, kind, text, status, failed_reason, execution_id, node from messages "
        "where contact_id = ?1 and created_at >= ?2 and (?3 is null or conversation_id = ?3) order by id",
        (contact_id, since, conversation_id),
    )
    return [Said(*row) for row in rows.fetchall()]
