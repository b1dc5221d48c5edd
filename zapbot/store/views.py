"""Lists people come back to: a filter under a name, one's own or everybody's."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class View:
    """A filter under a name, written as a query; without `user_id` it is everybody's."""

    id: int
    user_id: int | None
    name: str
    query: str


_COLUMNS = "id, user_id, name, filter"


def add(db: Database, user_id: int | None, name: str, query: str, at: float) -> int:
    """A new view; its id."""
    row = db.execute(
        "insert into views (user_id, name, filter, created_at) values (?, ?, ?, ?) returning id",
        (user_id, name, query, at),
    ).fetchone()
    return int(row[0])


def listed(db: Database, user_id: int) -> list[View]:
    """Everybody's views and one's own, in that order."""
    rows = db.execute(
        f"select {_COLUMNS} from views where user_id is null or user_id = ? order by user_id is not null, name, id",
        (user_id,),
    )
    return [View(*row) for row in rows.fetchall()]


def everybodys(db: Database) -> list[View]:
    """Every view of every person."""
    return [View(*row) for row in db.execute(f"select {_COLUMNS} from views order by id").fetchall()]


def refilter(db: Database, id: int, query: str) -> None:
    """Let a view ask for something else."""
    db.execute("update views set filter = ? where id = ?", (query, id))


def get(db: Database, id: int) -> View:
    """A view. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from views where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no view {id}")
    return View(*row)


def remove(db: Database, id: int) -> None:
    """A view nobody needs any more."""
    db.execute("delete from views where id = ?", (id,))
