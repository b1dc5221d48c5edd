"""Who of the team is there: who has a page open, who is away, whose turn it was last."""

from collections.abc import Iterable

from sqlite_utils import Database

THERE_SECONDS = 90.0
"""Somebody whose browser has not listened for this long is not there."""


def note(db: Database, user_ids: Iterable[int], at: float) -> None:
    """These people have a page open."""
    db.conn.executemany(
        "insert into attendance (user_id, seen_at) values (?, ?) "
        "on conflict (user_id) do update set seen_at = excluded.seen_at",
        [(id, at) for id in user_ids],
    )


def set_away(db: Database, user_id: int, away: bool, at: float) -> None:
    """Somebody is away, or back: nothing is dealt out to who is away."""
    db.execute(
        "insert into attendance (user_id, seen_at, away) values (?, ?, ?) "
        "on conflict (user_id) do update set away = excluded.away",
        (user_id, at, away),
    )


def away(db: Database, user_id: int) -> bool:
    """Whether somebody said that they are away."""
    row = db.execute("select away from attendance where user_id = ?", (user_id,)).fetchone()
    return bool(row and row[0])


def there(db: Database, now: float) -> set[int]:
    """Who is there and not away."""
    rows = db.execute("select user_id from attendance where not away and seen_at > ?", (now - THERE_SECONDS,))
    return {id for (id,) in rows.fetchall()}


def whose_turn(db: Database, team: str, capacity: int, now: float) -> int | None:
    """The member of a team who is there, has room, and got one the longest ago."""
    row = db.execute(
        "select a.user_id from attendance a join team_members m on m.user_id = a.user_id and m.team_id = ?1 "
        "join users u on u.id = a.user_id and u.disabled_at is null "
        "where not a.away and a.seen_at > ?2 and (?3 = 0 or ?3 > (select count(*) from conversations c "
        " where c.agent_id = a.user_id and c.status = 'open')) order by a.dealt_at, a.user_id limit 1",
        (team, now - THERE_SECONDS, capacity),
    ).fetchone()
    return int(row[0]) if row else None


def dealt(db: Database, user_id: int, at: float) -> None:
    """Somebody got one: the others' turn first."""
    db.execute("update attendance set dealt_at = ? where user_id = ?", (at, user_id))


def waiting(db: Database, teams: Iterable[str], limit: int) -> list[tuple[int, int, str]]:
    """Open conversations of teams that nobody has, the longest waiting first: id, contact, team."""
    wanted = tuple(teams)
    rows = db.execute(
        "select id, contact_id, team from conversations where owner = 'person' and status = 'open' "
        f"and agent_id is null and team in ({', '.join('?' * len(wanted))}) "
        "order by waiting_since is null, waiting_since, id limit ?",
        (*wanted, limit),
    )
    return [(id, contact_id, team) for id, contact_id, team in rows.fetchall()]
