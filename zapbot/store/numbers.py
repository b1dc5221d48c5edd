"""The business's numbers: which there are, which is the main one, and what is known of their health."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import NumberChange
from zapbot.errors import NotFoundError
from zapbot.store import settings

MAIN = "number.main"
UNLIMITED = -1


@dataclass(frozen=True, slots=True)
class Number:
    """One number. `limit` is how many people a day may be written to first (-1 without end, None unknown)."""

    id: str
    display: str | None
    name: str | None
    quality: str | None
    limit: int | None
    throughput: str | None
    status: str | None
    detail: str | None
    health_at: float


@dataclass(frozen=True, slots=True)
class Notice:
    """Something WhatsApp told about a number, or (without one) about the whole account."""

    at: float
    number: str
    event: str
    detail: str
    severe: bool


_COLUMNS = "id, display, verified_name, quality, messaging_limit, throughput, status, detail, health_at"


def adopt(db: Database, numbers: tuple[str, ...], now: float) -> None:
    """These are the business's numbers, the main one first; what was kept before a number was known is the main's."""
    if not numbers:
        return
    main = numbers[0]
    if settings.get(db, MAIN) != main:
        settings.put(db, MAIN, main, now)
    for table in ("conversations", "messages", "windows"):
        db.execute(f"update or ignore {table} set number = ? where number = ''", (main,))
    for number in numbers:
        db.execute("insert or ignore into numbers (id, updated_at) values (?, ?)", (number, now))


def main(db: Database) -> str:
    """The main number; empty while none was adopted."""
    return str(settings.get(db, MAIN) or "")


def ids(db: Database) -> list[str]:
    """The numbers that were adopted."""
    return [id for (id,) in db.execute("select id from numbers order by id").fetchall()]


def get(db: Database, id: str) -> Number:
    """A number. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from numbers where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no number {id}")
    return Number(*row)


def listed(db: Database) -> list[Number]:
    """All numbers."""
    return [Number(*row) for row in db.execute(f"select {_COLUMNS} from numbers order by id").fetchall()]


def meant(db: Database, change: NumberChange) -> list[Number]:
    """The numbers a change is about: the one it names, the one shown by those digits, or all of the account."""
    known = listed(db)
    if change.number:
        return [number for number in known if number.id == change.number]
    if change.display:
        digits = phone.canonical(change.display)
        shown = [number for number in known if number.display and phone.canonical(number.display) == digits]
        return shown or [number for number in known if len(known) == 1]
    return known


def update(db: Database, id: str, change: NumberChange) -> bool:
    """Keep what changed about a number; whether anything did. What is older than what is known changes nothing."""
    before = get(db, id)
    db.execute(
        "update numbers set display = coalesce(?, display), verified_name = coalesce(?, verified_name), "
        "quality = coalesce(?, quality), messaging_limit = coalesce(?, messaging_limit), "
        "throughput = coalesce(?, throughput), status = coalesce(?, status), "
        "detail = coalesce(nullif(?, ''), detail), health_at = ?8, updated_at = ?8 where id = ?9 and health_at <= ?8",
        (
            change.display if change.number else None,
            change.name,
            change.quality,
            change.limit,
            change.throughput,
            change.status,
            change.detail,
            change.at,
            id,
        ),
    )
    after = get(db, id)
    return any(getattr(before, name) != getattr(after, name) for name in ("quality", "limit", "status", "throughput"))


def notice(db: Database, change: NumberChange) -> bool:
    """Keep what was told, once; False when it is here already."""
    about = change.number or change.display or ""
    cursor = db.execute(
        "insert into number_notices (number, at, event, detail, severe) values (?, ?, ?, ?, ?) "
        "on conflict (number, event, detail, at) do nothing",
        (about, change.at, change.event, change.detail, change.severe),
    )
    return cursor.rowcount > 0


def severe_since(db: Database, since: float) -> list[Notice]:
    """What somebody must look at, the newest first."""
    rows = db.execute(
        "select at, number, event, detail, severe from number_notices where severe and at >= ? "
        "order by at desc, id desc",
        (since,),
    )
    return [Notice(at, number, event, detail, bool(severe)) for at, number, event, detail, severe in rows.fetchall()]


def business_initiated(db: Database, since: float, number: str = "") -> int:
    """How many people got a template since a moment, or are about to, who had not written in the 24 hours before.

    Of one number, or of all: WhatsApp counts those of the whole account. Cloud API fact sheet, section 2.
    """
    row = db.execute(
        "select count(distinct contact_id) from (select contact_id, number, sent_at as left_at from messages "
        "where kind = 'template' and direction = 'out' and sent_at >= ?1 and status <> 'failed' "
        "union all select contact_id, number, next_attempt_at from messages "
        "where kind = 'template' and direction = 'out' and sent_at is null "
        "and status in ('pending', 'sending', 'unknown') and held_for is null) as sent "
        "where (?2 = '' or number = ?2) and not exists (select 1 from messages as said "
        "where said.contact_id = sent.contact_id and said.number = sent.number and said.direction = 'in' "
        "and said.at > coalesce(sent.left_at, ?1 + 86400) - 86400 and said.at <= coalesce(sent.left_at, ?1 + 86400))",
        (since, number),
    ).fetchone()
    return int(row[0])
