"""A contact's messages on one number, as the thread shows them: a page at a time, with all that belongs to each."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.store import thread_reactions
from zapbot.store.thread_reactions import SITS, Reacted

PAGE = 50


@dataclass(frozen=True, slots=True)
class File:
    """The file of a bubble and what became of it: `status` is pending, running, stored, dead or dropped.

    `mime` is what the bytes are, or what was announced while they are not here.
    """

    id: int
    status: str
    sha256: str | None
    mime: str | None
    filename: str | None
    size: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """The message another one answers, in short; `id` is None when it is not here."""

    id: int | None
    direction: str = "in"
    kind: str = "text"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it is shown. Times are seconds since 1970."""

    id: int
    conversation_id: int
    direction: str
    origin: str
    kind: str
    text: str
    content: dict[str, Any]
    status: str
    at: float
    late: bool
    edited_at: float | None
    revoked_at: float | None
    sent_at: float | None
    delivered_at: float | None
    read_at: float | None
    played_at: float | None
    failed_at: float | None
    failed_code: int | None
    failed_reason: str | None
    attempts: int
    scheduled_at: float | None
    next_attempt_at: float | None
    held_for: str | None
    wamid: str | None
    sender: str | None
    author: str | None
    flow: str | None
    flow_version: int | None
    node: str | None
    reply_to: str | None
    sent_again_as: int | None
    quote: Quote | None = None
    file: File | None = None
    reactions: tuple[Reacted, ...] = ()
    earlier: tuple[tuple[float, str], ...] = ()
    """What it said before it was edited, with the moment it stopped saying so."""
    chosen: frozenset[str] = frozenset()
    """The ids of the options the customer chose of it."""

    @property
    def ours(self) -> bool:
        """Whether the content is as we write it: what came from outside has its own shape."""
        return "kind" in self.content and self.direction == "out" and self.origin != "phone"


def page(
    db: Database, contact_id: int, number: str, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> list[Bubble]:
    """The newest messages, or those before or after one of them, oldest first."""
    edge = db.execute("select at, id from messages where id = ?", (before or after or 0,)).fetchone() or (0.0, 0)
    order, beyond = ("asc", "(m.at, m.id) > (:at, :id)") if after else ("desc", "(m.at, m.id) < (:at, :id)")
    rows = db.execute(
        f"{_BUBBLE} where m.contact_id = :contact and m.number = :number and not {SITS} "
        f"{'and ' + beyond if before or after else ''} order by m.at {order}, m.id {order} limit :limit",
        {"contact": contact_id, "number": number, "at": edge[0], "id": edge[1], "limit": limit},
    ).fetchall()
    return _whole(db, rows if after else rows[::-1])


def since(db: Database, contact_id: int, number: str, id: int, limit: int = PAGE) -> list[Bubble]:
    """Messages that came here after one did, in that order: what was written earlier may come later."""
    rows = db.execute(
        f"{_BUBBLE} where m.contact_id = ? and m.number = ? and m.id > ? and not {SITS} order by m.id limit ?",
        (contact_id, number, id, limit),
    )
    return sorted(_whole(db, rows.fetchall()), key=lambda bubble: (bubble.at, bubble.id))


def newest(db: Database) -> int:
    """The id of the message that came last, to anybody; 0 when there is none."""
    return int(db.execute("select coalesce(max(id), 0) from messages").fetchone()[0])


def around(db: Database, message_id: int, limit: int = PAGE) -> list[Bubble]:
    """A message with what was said before and after it, oldest first; empty when it is not here."""
    row = db.execute("select contact_id, number from messages where id = ?", (message_id,)).fetchone()
    if row is None:
        return []
    (contact_id, number), half = row, limit // 2
    earlier = page(db, contact_id, number, before=message_id, limit=half)
    return [*earlier, *some(db, [message_id]), *page(db, contact_id, number, after=message_id, limit=half)]


def some(db: Database, ids: list[int]) -> list[Bubble]:
    """Messages by their ids, oldest first."""
    marks = ",".join("?" * len(ids))
    return _whole(db, db.execute(f"{_BUBBLE} where m.id in ({marks}) order by m.at, m.id", ids).fetchall())


def get(db: Database, id: int) -> Bubble:
    """One message. Raises NotFoundError."""
    found = some(db, [id])
    if not found:
        raise NotFoundError(f"there is no message {id}")
    return found[0]


_BUBBLE = """
    select m.id, m.conversation_id, m.direction, m.origin, m.kind, m.text, m.content, m.status, m.at, m.late,
        m.edited_at, m.revoked_at, m.sent_at, m.delivered_at, m.read_at, m.played_at, m.failed_at, m.failed_code,
        m.failed_reason, m.attempts, m.scheduled_at, m.next_attempt_at, m.held_for, m.wamid, m.sender,
        iif(m.origin = 'campaign', (select g.name from campaign_recipients s join campaigns g on g.id = s.campaign_id
            where s.message_id = m.id), u.name),
        v.flow_id, v.number, m.node, m.reply_to, r.id,
        q.id, q.direction, q.kind, substr(q.text, 1, 200),
        f.id, f.status, f.sha256, coalesce(f.sniffed, f.mime), f.filename, coalesce(f.size, f.announced_size),
        f.failed_reason
    from messages m
    left join users u on m.sender = 'user:' || u.id
    left join executions e on e.id = m.execution_id
    left join flow_versions v on v.id = e.flow_version_id
    left join messages q on q.wamid = iif(m.kind = 'reaction', json_extract(m.content, '$.target'), m.reply_to)
    left join messages r on r.again_of = m.id
    left join media f on f.message_id = m.id"""


def _whole(db: Database, rows: list[tuple[Any, ...]]) -> list[Bubble]:
    """Rows as bubbles with their quotes, files, reactions, answers and earlier words."""
    wamids = [row[23] for row in rows if row[23]]
    reactions = thread_reactions.of(db, [row[0] for row in rows if row[23]], wamids)
    chosen = _chosen(db, [row[23] for row in rows if row[23] and row[2] == "out"])
    earlier = _earlier(db, [row[0] for row in rows if row[10] is not None])
    return [
        _bubble(row, reactions.get(row[23], ()), earlier.get(row[0], ()), frozenset(chosen.get(row[23], ())))
        for row in rows
    ]


def _bubble(
    row: tuple[Any, ...],
    reactions: tuple[Reacted, ...],
    earlier: tuple[tuple[float, str], ...],
    chosen: frozenset[str],
) -> Bubble:
    own = (*row[:6], msgspec.json.decode(row[6]), *row[7:9], bool(row[9]), *row[10:31])
    quote = Quote(*row[31:35]) if row[31] is not None else Quote(None) if row[29] or row[4] == "reaction" else None
    file = File(*row[35:42]) if row[35] is not None else None
    return Bubble(*(*own, quote, file, reactions, earlier, chosen))


def _chosen(db: Database, wamids: list[str]) -> dict[str, set[str]]:
    """What was tapped of each message: the option's id, or the label of a template's button."""
    marks = ",".join("?" * len(wamids))
    rows = db.execute(
        "select reply_to, content, text from messages where direction = 'in' and kind = 'option' "
        f"and reply_to in ({marks})",
        wamids,
    )
    found: dict[str, set[str]] = {}
    for wamid, content, text in rows.fetchall():
        found.setdefault(wamid, set()).update((*_tapped(msgspec.json.decode(content)), text))
    return found


def _tapped(content: dict[str, Any]) -> list[str]:
    replies = [content.get(name) for name in ("button_reply", "list_reply")]
    ids = [reply.get("id") for reply in replies if isinstance(reply, dict)]
    return [id for id in (*ids, content.get("payload")) if isinstance(id, str) and id]


def _earlier(db: Database, ids: list[int]) -> dict[int, tuple[tuple[float, str], ...]]:
    marks = ",".join("?" * len(ids))
    rows = db.execute(
        f"select message_id, until, text from message_edits where message_id in ({marks}) order by until", ids
    )
    found: dict[int, tuple[tuple[float, str], ...]] = {}
    for id, until, text in rows.fetchall():
        found[id] = (*found.get(id, ()), (until, text))
    return found
