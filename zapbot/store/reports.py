"""What happened in a span of time, counted. Every question reads a bounded part of an index; times are seconds.

Spans are [since, until). Messages are counted in quarters of an hour, the smallest part all time zones share.
"""

from collections import Counter
from dataclasses import dataclass

from sqlite_utils import Database

QUARTER = 900

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Volume:
    """How many messages of one direction and origin were said, in the quarter of an hour that begins at `at`.

    What failed or was taken back was not said.
    """

    at: float
    direction: str
    origin: str
    messages: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that was handed to people, or resolved, in the span."""

    agent_id: int | None
    agent: str | None
    team: str | None
    began_at: float
    ended_at: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a person now, and since when the one who waits longest."""

    conversations: int
    since: float | None


@dataclass(frozen=True, slots=True)
class Contained:
    """Conversations a bot had part in, and how many of them never needed a person."""

    conversations: int
    contained: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Messages that failed with one of WhatsApp's codes; `reason` is what it said last."""

    code: int | None
    messages: int
    reason: str


def volume(db: Database, span: Span) -> list[Volume]:
    """Messages by quarter, direction and origin, in the order of time."""
    rows = db.execute(
        f"select cast(at / 900 as integer) as quarter, direction, origin, count(*) from messages where {_IN_SPAN} "
        "group by quarter, direction, origin",
        _quarters(span),
    )
    said = {tuple(who): n for *who, n in rows.fetchall()}
    rows = db.execute(
        f"select cast(at / 900 as integer), direction, origin from messages where {_NEVER_LEFT}", _quarters(span)
    )
    unsaid = Counter(rows.fetchall())
    return [Volume(who[0] * QUARTER, who[1], who[2], n - unsaid[who]) for who, n in said.items() if n > unsaid[who]]


def by_person(db: Database, span: Span) -> dict[str, int]:
    """How many messages each person sent, by sender such as user:3."""
    rows = db.execute(
        f"select coalesce(sender, ''), count(*) from messages where origin = 'agent' and {_IN_SPAN} group by sender",
        _quarters(span),
    )
    said = Counter(dict(rows.fetchall()))
    rows = db.execute(
        f"select coalesce(sender, ''), count(*) from messages where origin = 'agent' and {_NEVER_LEFT} group by sender",
        _quarters(span),
    )
    return said - Counter(dict(rows.fetchall()))


def opened(db: Database, span: Span) -> int:
    """How many conversations began."""
    return _count(db, "select count(*) from conversations where created_at >= ? and created_at < ?", span)


def transferred(db: Database, span: Span) -> int:
    """How many conversations were handed to people."""
    return _count(db, "select count(*) from conversations where transferred_at >= ? and transferred_at < ?", span)


def answered(db: Database, span: Span) -> list[Talk]:
    """Conversations handed to people that got a person's answer: from the hand-over to the first answer.

    Where the answer itself was the hand-over, from what the customer had written that nobody had answered.
    """
    unanswered = (
        "select min(i.at) from messages i where i.conversation_id = c.id and i.direction = 'in' "
        "and i.at <= c.transferred_at and i.at > coalesce((select max(o.at) from messages o "
        "where o.conversation_id = c.id and o.direction = 'out' and o.at < c.transferred_at), 0)"
    )
    began = f"iif(c.first_replied_at > c.transferred_at, c.transferred_at, coalesce(({unanswered}), c.transferred_at))"
    return _talks(db, "transferred_at", f"{began}, c.first_replied_at", "c.first_replied_at is not null", span)


def resolved(db: Database, span: Span) -> list[Talk]:
    """Conversations that were resolved: from the hand-over, or their beginning, to the end."""
    began = "coalesce(c.transferred_at, c.created_at)"
    return _talks(db, "resolved_at", f"{began}, c.resolved_at", "c.status = 'resolved'", span)


def waiting(db: Database) -> Waiting:
    """Who waits for a person now."""
    row = db.execute(
        "select count(*), min(waiting_since) from conversations "
        "where status = 'open' and owner = 'person' and waiting_since is not null"
    ).fetchone()
    return Waiting(*row)


def contained(db: Database, span: Span) -> Contained:
    """Of the conversations that began and that a flow had part in, those no person was needed in."""
    row = db.execute(
        "select count(*), coalesce(sum(transferred_at is null and owner = 'bot'), 0) from conversations c "
        "where created_at >= ? and created_at < ? and exists (select 1 from executions e "
        "where e.contact_id = c.contact_id and e.conversation_id = c.id)",
        span,
    ).fetchone()
    return Contained(*row)


def by_label(db: Database, span: Span, limit: int = 50) -> list[tuple[str, int, int]]:
    """Labels with how many conversations of contacts that have them began and were resolved."""
    sql = (
        "select t.tag, count(*) from conversations c join tags t on t.contact_id = c.contact_id "
        "where c.{0} >= ? and c.{0} < ? group by t.tag"
    )
    began = Counter(dict(db.execute(sql.format("created_at"), span).fetchall()))
    ended = Counter(dict(db.execute(sql.format("resolved_at"), span).fetchall()))
    tags = sorted(began | ended, key=lambda tag: (-began[tag], tag))
    return [(tag, began[tag], ended[tag]) for tag in tags[:limit]]


def opened_by_team(db: Database, span: Span) -> dict[str, int]:
    """How many conversations were handed to each team."""
    rows = db.execute(
        "select coalesce(team, ''), count(*) from conversations where transferred_at >= ? and transferred_at < ? "
        "group by team",
        span,
    )
    return dict(rows.fetchall())


def failures(db: Database, span: Span) -> list[Failure]:
    """Messages that failed, by code, the most frequent first."""
    rows = db.execute(
        "select failed_code, count(*) as n, max(coalesce(failed_reason, '')) from messages "
        "where failed_at >= ? and failed_at < ? and status in ('failed', 'dead') "
        "group by failed_code order by n desc limit 50",
        span,
    )
    return [Failure(*row) for row in rows.fetchall()]


_IN_SPAN = "cast(at / 900 as integer) >= ?1 and cast(at / 900 as integer) < ?2"
_NEVER_LEFT = f"failed_at >= ?1 * 900.0 and status in ('failed', 'dead', 'canceled') and {_IN_SPAN}"
"""What the customer never saw, though somebody wrote it: nothing fails before it was written."""


def _talks(db: Database, column: str, times: str, only: str, span: Span) -> list[Talk]:
    rows = db.execute(
        f"select c.agent_id, u.name, c.team, {times} from conversations c left join users u on u.id = c.agent_id "
        f"where c.{column} >= ? and c.{column} < ? and {only}",
        span,
    )
    return [Talk(*row) for row in rows.fetchall()]


def _count(db: Database, sql: str, span: Span) -> int:
    return int(db.execute(sql, span).fetchone()[0])


def _quarters(span: Span) -> tuple[int, int]:
    return int(span[0] // QUARTER), int(-(-span[1] // QUARTER))
