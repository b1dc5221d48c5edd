"""When a customer last wrote to each of the business's numbers: the 24-hour window is counted from there."""

from sqlite_utils import Database


def wrote(db: Database, contact_id: int, number: str, at: float) -> None:
    """The customer wrote to a number at this moment; what comes late changes nothing."""
    db.execute(
        "insert into windows (contact_id, number, last_inbound_at) values (?, ?, ?) on conflict (contact_id, number) "
        "do update set last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)",
        (contact_id, number, at),
    )
    db.execute(
        "update contacts set last_inbound_at = max(coalesce(last_inbound_at, 0), ?) where id = ?", (at, contact_id)
    )


def last_inbound(db: Database, contact_id: int, number: str) -> float | None:
    """When the customer last wrote to a number."""
    row = db.execute(
        "select last_inbound_at from windows where contact_id = ? and number = ?", (contact_id, number)
    ).fetchone()
    return float(row[0]) if row else None


def numbers(db: Database, contact_id: int) -> list[str]:
    """The numbers a customer ever wrote to."""
    rows = db.execute("select number from windows where contact_id = ? order by number", (contact_id,))
    return [number for (number,) in rows.fetchall()]


def merge(db: Database, keep: int, gone: int) -> None:
    """Two contacts are one: the later message counts."""
    db.execute(
        "insert into windows (contact_id, number, last_inbound_at) "
        "select ?, number, last_inbound_at from windows where contact_id = ? on conflict (contact_id, number) "
        "do update set last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)",
        (keep, gone),
    )
