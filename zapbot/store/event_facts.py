"""What other systems are told about a message: read once, when the event is frozen."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message as it stands; `reply_to` is the id of ours that it answers, where that is known."""

    content: Any
    id: int
    contact_id: int
    conversation_id: int
    direction: str
    origin: str
    kind: str
    text: str
    status: str
    at: float
    reply_to: int | None
    failed_code: int | None
    failed_reason: str | None


def message(db: Database, id: int) -> MessageFacts | None:
    """A message, or None when it was erased."""
    row = db.execute(
        "select m.content, m.id, m.contact_id, m.conversation_id, m.direction, m.origin, m.kind, m.text, m.status, "
        "m.at, (select q.id from messages q where q.wamid = m.reply_to), m.failed_code, m.failed_reason "
        "from messages m where m.id = ?",
        (id,),
    ).fetchone()
    if row is None:
        return None
    content, *facts = row
    return MessageFacts(msgspec.json.decode(content), *facts)
