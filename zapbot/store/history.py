"""Conversations read back as they happened, one at a time, so that memory stays flat however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.flow.past import Asked

PAGE = 500


@dataclass(frozen=True, slots=True)
class Stretch:
    """A conversation of a contact, from the moment on at which it is to be told."""

    conversation_id: int
    contact_id: int
    begins_at: float


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the customer or of a person of the business, as it came."""

    id: int
    origin: str
    at: float
    kind: str
    text: str
    content: dict[str, Any]
    wamid: str | None
    late: bool


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the bot was given of a message, when, and the first thing it made of it."""

    at: float
    input: str
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Started:
    """A flow started by something else than a message."""

    at: float
    flow: str
    rule: str
    changes: dict[str, Any]


_BEGINS = """coalesce((select min(e.started_at, coalesce(
        (select min(m.created_at) from trace t join messages m on m.id = t.message_id where t.execution_id = e.id),
        e.started_at))
    from executions e where e.contact_id = talk.contact_id and e.conversation_id = talk.id
        and e.started_at <= talk.first_at and (e.status = 'active' or e.updated_at >= talk.first_at)
    order by e.id desc limit 1), talk.first_at)"""
"""A conversation that stood in a flow at its first message of the time asked for is told from where that flow began."""


def count(db: Database, since: float) -> int:
    """How many conversations customers wrote in since a moment."""
    row = db.execute(
        "select count(*) from conversations c where c.updated_at >= ?1 and exists (select 1 from messages m "
        "where m.conversation_id = c.id and m.direction = 'in' and m.at >= ?1)",
        (since,),
    ).fetchone()
    return int(row[0])


def stretches(db: Database, since: float) -> Iterator[Stretch]:
    """Those conversations, the newest first."""
    before = None
    while True:
        rows = db.execute(
            f"select talk.id, talk.contact_id, {_BEGINS} from (select c.id, c.contact_id, "
            "(select min(m.created_at) from messages m where m.conversation_id = c.id and m.direction = 'in' "
            "and m.at >= :since) as first_at from conversations c where c.updated_at >= :since "
            "and (:before is null or c.id < :before)) as talk where talk.first_at is not null "
            "order by talk.id desc limit :page",
            {"since": since, "before": before, "page": PAGE},
        ).fetchall()
        yield from (Stretch(*row) for row in rows)
        if len(rows) < PAGE:
            return
        before = rows[-1][0]


def whole(db: Database, conversation_id: int) -> Stretch | None:
    """A conversation from its beginning."""
    row = db.execute("select id, contact_id, created_at from conversations where id = ?", (conversation_id,)).fetchone()
    return Stretch(*row) if row else None


def owner(db: Database, contact_id: int) -> tuple[str, str | None] | None:
    """Who speaks for the business in a contact's last conversation, and for which team."""
    row = db.execute(
        "select owner, team from conversations where contact_id = ? order by id desc limit 1", (contact_id,)
    ).fetchone()
    return (str(row[0]), row[1]) if row else None


def latest(db: Database, contact_id: int) -> int | None:
    """The conversation a contact is in, or was in last."""
    row = db.execute(
        "select id from conversations where contact_id = ? order by id desc limit 1", (contact_id,)
    ).fetchone()
    return row[0] if row else None


def lines(db: Database, stretch: Stretch) -> list[Line]:
    """What the customer and people of the business wrote, in the order it came."""
    rows = db.execute(
        "select id, origin, created_at, kind, text, content, wamid, late from messages where conversation_id = ? "
        "and created_at >= ? and (direction = 'in' or direction = 'out' and origin in ('agent', 'phone')) order by id",
        (stretch.conversation_id, stretch.begins_at),
    )
    return [
        Line(id, origin, at, kind, text, msgspec.json.decode(content), wamid, bool(late))
        for id, origin, at, kind, text, content, wamid, late in rows.fetchall()
    ]


def noticed(db: Database, stretch: Stretch) -> dict[int, Noticed]:
    """What the bot made of each message first, by the message's id."""
    rows = db.execute(
        "select message_id, at, input, kind, rule, min(id) from trace where contact_id = ? and at >= ? "
        "and message_id is not null group by message_id",
        (stretch.contact_id, stretch.begins_at),
    )
    return {row[0]: Noticed(*row[1:5]) for row in rows.fetchall()}


def started(db: Database, stretch: Stretch) -> list[Started]:
    """Flows that webhooks and schedules started."""
    rows = db.execute(
        "select t.at, v.flow_id, t.rule, t.changes from trace t join executions e on e.id = t.execution_id "
        "join flow_versions v on v.id = e.flow_version_id where t.contact_id = ? and t.at >= ? "
        "and t.message_id is null and t.kind = 'trigger' and e.conversation_id = ? order by t.id",
        (stretch.contact_id, stretch.begins_at, stretch.conversation_id),
    )
    return [Started(at, flow, rule, msgspec.json.decode(changes)) for at, flow, rule, changes in rows.fetchall()]


def answers(db: Database, stretch: Stretch) -> list[Asked]:
    """What the outside world answered, in the order it was asked."""
    rows = db.execute(
        "select c.kind, c.request, c.status = 'done', c.answer from executions e join calls c on c.execution_id = e.id "
        "where e.contact_id = ? and e.updated_at >= ? and e.conversation_id = ? and c.kind in ('http', 'ai') "
        "and c.answer is not null order by c.id",
        (stretch.contact_id, stretch.begins_at, stretch.conversation_id),
    )
    decode = msgspec.json.decode
    return [Asked(kind, decode(asked), bool(ok), decode(value)) for kind, asked, ok, value in rows.fetchall()]


def first_message(db: Database, contact_id: int) -> int | None:
    """The first message that was ever said with a contact."""
    row = db.execute(
        "select min(id) from messages where contact_id = ? and direction <> 'note'", (contact_id,)
    ).fetchone()
    return None if row[0] is None else int(row[0])


def tags_before(db: Database, contact_id: int, at: float) -> tuple[str, ...]:
    """The tags of today that were there at a moment already."""
    rows = db.execute("select tag from tags where contact_id = ? and added_at < ? order by tag", (contact_id, at))
    return tuple(tag for (tag,) in rows.fetchall())


def fields_set_since(db: Database, contact_id: int, at: float) -> set[str]:
    """The lasting fields flows have set since a moment: their values before are not known."""
    rows = db.execute(
        "select distinct j.key from trace t, json_each(t.changes) j where t.contact_id = ? and t.at >= ? "
        "and j.key like 'contact.%'",
        (contact_id, at),
    )
    return {key.removeprefix("contact.").removeprefix("fields.") for (key,) in rows.fetchall()}


def said_by_flows(db: Database, conversation_id: int, since: float) -> list[str]:
    """What flows really said in a conversation since a moment; templates by their names."""
    rows = db.execute(
        "select iif(kind = 'template', '[' || json_extract(content, '$.name') || ']', text) from messages "
        "where conversation_id = ? and created_at >= ? and direction = 'out' and origin = 'flow' order by id",
        (conversation_id, since),
    )
    return [text for (text,) in rows.fetchall()]
