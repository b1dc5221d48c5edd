"""Flows and their versions, kept as the very bytes of their files."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Version:
    """One imported state of a flow file."""

    id: int
    flow_id: str
    number: int
    file: str
    source: str


_COLUMNS = "v.id, v.flow_id, v.number, v.file, v.source"


def active(db: Database) -> list[Version]:
    """The version of each flow that new conversations begin with."""
    rows = db.execute(f"select {_COLUMNS} from flows f join flow_versions v on v.id = f.active_version order by f.id")
    return [Version(*row) for row in rows.fetchall()]


def active_ids(db: Database) -> tuple[int, ...]:
    """The ids of the active versions: what a cache of them compares."""
    rows = db.execute("select active_version from flows where active_version is not null order by id")
    return tuple(id for (id,) in rows.fetchall())


def names(db: Database) -> dict[str, str]:
    """The flows new conversations may begin with, and what people call them."""
    return dict(db.execute("select id, name from flows where active_version is not null order by id").fetchall())


def version(db: Database, id: int) -> Version | None:
    """A version by its id."""
    row = db.execute(f"select {_COLUMNS} from flow_versions v where v.id = ?", (id,)).fetchone()
    return Version(*row) if row else None


def add_version(
    db: Database,
    flow_id: str,
    name: str,
    file: str,
    source: str,
    commit: str | None,
    author: str | None,
    at: float,
) -> Version:
    """Store a new version of a flow and make it the active one."""
    db.execute(
        "insert into flows (id, name) values (?, ?) on conflict (id) do update set name = excluded.name",
        (flow_id, name),
    )
    row = db.execute(
        "insert into flow_versions as v (flow_id, number, file, source, git_commit, author, imported_at) "
        "select ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ? from flow_versions where flow_id = ? "
        "returning id, flow_id, number, file, source",
        (flow_id, file, source, commit, author, at, flow_id),
    ).fetchone()
    db.execute("update flows set active_version = ? where id = ?", (row[0], flow_id))
    return Version(*row)


def hook(db: Database, flow_id: str, hooks: list[str]) -> None:
    """Make these the webhooks that start a flow."""
    db.execute("delete from flow_hooks where flow_id = ?", (flow_id,))
    db.conn.executemany(
        "insert or replace into flow_hooks (id, flow_id) values (?, ?)", [(id, flow_id) for id in hooks]
    )


def hooks(db: Database) -> dict[str, str]:
    """Every webhook that starts a flow, with the flow."""
    return dict(db.execute("select id, flow_id from flow_hooks order by id").fetchall())


@dataclass(frozen=True, slots=True)
class Listed:
    """A flow as `flows list` shows it."""

    id: str
    name: str
    version: int
    file: str
    git_commit: str | None
    imported_at: float
    standing: int
    standing_on_older: int


def overview(db: Database) -> list[Listed]:
    """Every flow with how many conversations stand in it, and how many of those on older versions."""
    rows = db.execute(
        "select f.id, f.name, v.number, v.file, v.git_commit, v.imported_at, "
        "(select count(*) from executions e join flow_versions w on w.id = e.flow_version_id "
        " where e.status = 'active' and w.flow_id = f.id), "
        "(select count(*) from executions e join flow_versions w on w.id = e.flow_version_id "
        " where e.status = 'active' and w.flow_id = f.id and w.id <> v.id) "
        "from flows f join flow_versions v on v.id = f.active_version order by f.id"
    )
    return [Listed(*row) for row in rows.fetchall()]
