"""What the inbox shows beside a conversation: the person's names, earlier conversations and files."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import NotFoundError

CONVERSATIONS = 12
FILES = 60


@dataclass(frozen=True, slots=True)
class Past:
    """One conversation in a line; `first` is what the customer wrote first in it, `reason` why people got it last."""

    id: int
    status: str
    owner: str
    team: str | None
    agent: str | None
    created_at: float
    updated_at: float
    first: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is stored here, by the message it came or went with; `direction` is in or out."""

    message_id: int
    conversation_id: int
    direction: str
    kind: str
    mime: str | None
    filename: str | None
    size: int | None
    at: float


@dataclass(frozen=True, slots=True)
class Known:
    """What the contact's own row says beyond names and fields."""

    username: str | None
    created_at: float
    blocked_at: float | None
    last_inbound_at: float | None


def known(db: Database, contact_id: int) -> Known:
    """About a contact. Raises NotFoundError."""
    row = db.execute(
        "select username, created_at, blocked_at, last_inbound_at from contacts where id = ?", (contact_id,)
    ).fetchone()
    if row is None:
        raise NotFoundError(f"there is no contact {contact_id}")
    return Known(*row)


def phones(db: Database, contact_id: int) -> list[str]:
    """The numbers that lead to a contact now, the latest first."""
    rows = db.execute(
        "select value from contact_identifiers where contact_id = ? and kind = 'phone' and retired_at is null "
        "order by seen_at desc",
        (contact_id,),
    )
    return [value for (value,) in rows.fetchall()]


def conversations(db: Database, contact_id: int, limit: int = CONVERSATIONS) -> list[Past]:
    """A contact's conversations, the newest first."""
    rows = db.execute(
        "select c.id, c.status, c.owner, c.team, u.name, c.created_at, c.updated_at, "
        "(select substr(m.text, 1, 80) from messages m where m.conversation_id = c.id and m.direction = 'in' "
        "and m.text <> '' order by m.at, m.id limit 1), "
        "(select substr(json_extract(j.data, '$.reason'), 1, 80) from journal j where j.conversation_id = c.id "
        "and j.kind = 'conversation.transferred' order by j.id desc limit 1) "
        "from conversations c left join users u on u.id = c.agent_id where c.contact_id = ? order by c.id desc limit ?",
        (contact_id, limit),
    )
    return [Past(*row) for row in rows.fetchall()]


def files(db: Database, contact_id: int, limit: int = FILES) -> list[Kept]:
    """The pictures, films and documents of both sides that are stored here, the newest first.

    What was taken back, or never reached the customer, is not shown.
    """
    rows = db.execute(
        "select m.id, m.conversation_id, m.direction, m.kind, "
        "coalesce(f.sniffed, f.mime, json_extract(m.content, '$.mime')), "
        "coalesce(f.filename, json_extract(m.content, '$.filename')), f.size, m.at from messages m "
        "left join media f on f.message_id = m.id and f.status = 'stored' "
        "where m.contact_id = ? and m.kind in ('image', 'video', 'document') and m.revoked_at is null "
        "and m.status not in ('failed', 'dead', 'canceled') "
        "and (f.id is not null or json_extract(m.content, '$.source') like 'sha256:%') "
        "order by m.at desc, m.id desc limit ?",
        (contact_id, limit),
    )
    return [Kept(*row) for row in rows.fetchall()]


def tags(db: Database, limit: int = 200) -> list[str]:
    """The labels there are, those given most often first."""
    rows = db.execute("select tag from tags group by tag order by count(*) desc, tag limit ?", (limit,))
    return [tag for (tag,) in rows.fetchall()]


def colours(db: Database) -> dict[str, str]:
    """The colour of each label that has one."""
    return dict(db.execute("select tag, colour from tag_colours").fetchall())
