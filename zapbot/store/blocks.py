"""Who is blocked: what they write is kept, and wakes nobody."""

from sqlite_utils import Database


def put(db: Database, contact_id: int, at: float) -> bool:
    """Block a contact; whether that is news."""
    sql = "update contacts set blocked_at = ? where id = ? and blocked_at is null"
    return db.execute(sql, (at, contact_id)).rowcount > 0


def lift(db: Database, contact_id: int) -> bool:
    """Block a contact no more; whether that is news."""
    sql = "update contacts set blocked_at = null where id = ? and blocked_at is not null"
    return db.execute(sql, (contact_id,)).rowcount > 0


def since(db: Database, contact_id: int) -> float | None:
    """Since when a contact is blocked, if they are."""
    row = db.execute("select blocked_at from contacts where id = ?", (contact_id,)).fetchone()
    return None if row is None or row[0] is None else float(row[0])
