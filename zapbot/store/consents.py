"""Who wants marketing messages and who does not, since when, and what that is known from."""

from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

Kind = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Marketing:
    """Where a contact stands: `wants` is in, out, or None when they never said; `source` is what told us."""

    wants: str | None
    at: float | None
    source: str | None
    paused_until: float | None


@dataclass(frozen=True, slots=True)
class Consent:
    """One time a contact changed their mind."""

    at: float
    kind: str
    source: str
    detail: str


def get(db: Database, contact_id: int) -> Marketing:
    """Where a contact stands now."""
    row = db.execute(
        "select marketing, marketing_at, marketing_source, marketing_paused_until from contacts where id = ?",
        (contact_id,),
    ).fetchone()
    return Marketing(*row) if row else Marketing(None, None, None, None)


def put(db: Database, contact_id: int, kind: Kind, source: str, at: float, detail: str = "") -> bool:
    """Keep what a contact said at a moment; whether that is news.

    What comes late changes nothing. Of two words said in the same second the one that wants none counts.
    """
    before = get(db, contact_id)
    said_at = before.at if before.at is not None else float("-inf")
    if at < said_at or (at == said_at and not (kind == "out" and before.wants == "in")):
        return False
    news = before.wants != kind
    db.execute(
        "update contacts set marketing = ?, marketing_at = ?, "
        "marketing_source = case when ? then ? else marketing_source end where id = ?",
        (kind, at, news, source, contact_id),
    )
    if news:
        db.execute(
            "insert into consents (contact_id, at, kind, source, detail) values (?, ?, ?, ?, ?)",
            (contact_id, at, kind, source, detail),
        )
    return news


def pause(db: Database, contact_id: int, until: float) -> None:
    """No marketing to a contact before this moment."""
    db.execute(
        "update contacts set marketing_paused_until = max(coalesce(marketing_paused_until, 0), ?) where id = ?",
        (until, contact_id),
    )


def history(db: Database, contact_id: int) -> list[Consent]:
    """Every change of mind, the oldest first."""
    rows = db.execute("select at, kind, source, detail from consents where contact_id = ? order by id", (contact_id,))
    return [Consent(*row) for row in rows.fetchall()]


def merge(db: Database, keep: int, gone: int) -> None:
    """Two contacts are one: whoever wanted no marketing wants none, else the later word counts."""
    mine, theirs = get(db, keep), get(db, gone)
    db.execute("update consents set contact_id = ? where contact_id = ?", (keep, gone))
    if theirs.paused_until is not None:
        pause(db, keep, theirs.paused_until)
    if _weight(theirs) > _weight(mine):
        db.execute(
            "update contacts set marketing = ?, marketing_at = ?, marketing_source = ? where id = ?",
            (theirs.wants, theirs.at, theirs.source, keep),
        )


def is_marketing(db: Database, name: str, language: str) -> bool:
    """Whether a template is filed as marketing; one that is not filed at all is not."""
    row = db.execute(
        "select category from templates where name = ?1 and (language = ?2 or not exists "
        "(select 1 from templates where name = ?1 and language = ?2)) order by category = 'MARKETING' desc limit 1",
        (name, language),
    ).fetchone()
    return bool(row) and str(row[0]).upper().startswith("MARKETING")


def _weight(marketing: Marketing) -> tuple[bool, float]:
    return marketing.wants == "out", marketing.at or 0.0
