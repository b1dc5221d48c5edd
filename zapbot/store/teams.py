"""Teams and when they are there."""

from sqlite_utils import Database


def put(db: Database, hours: dict[str, str], now: float) -> None:
    """Make these the teams there are."""
    db.execute("delete from teams")
    db.conn.executemany(
        "insert into teams (id, hours, updated_at) values (?, ?, ?)", [(id, text, now) for id, text in hours.items()]
    )


def hours(db: Database) -> dict[str, str]:
    """The business hours of each team, as they were written."""
    return dict(db.execute("select id, hours from teams order by id").fetchall())
