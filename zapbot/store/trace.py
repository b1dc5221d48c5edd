"""Why the bot did what it did, or did nothing."""

from collections.abc import Iterable

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
