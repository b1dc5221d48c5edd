"""The history of flows: every version that was ever active. It only grows; going back adds a version too."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.store.flows import Version


@dataclass(frozen=True, slots=True)
class Numbered:
    """A version as `flows list --versions` shows it; `rolled_back_to` is the number whose bytes it has again."""

    number: int
    file: str
    git_commit: str | None
    author: str | None
    imported_at: float
    rolled_back_to: int | None
    standing: int
    active: int


_COLUMNS = "v.id, v.flow_id, v.number, v.file, v.source"


def history(db: Database, flow_id: str) -> list[Numbered]:
    """Every version of a flow, the newest first, with how many conversations stand on it."""
    rows = db.execute(
        "select v.number, v.file, v.git_commit, v.author, v.imported_at, v.rolled_back_to, "
        "(select count(*) from executions e where e.flow_version_id = v.id and e.status = 'active'), "
        "v.id = f.active_version from flow_versions v join flows f on f.id = v.flow_id "
        "where v.flow_id = ? order by v.number desc",
        (flow_id,),
    )
    return [Numbered(*row) for row in rows.fetchall()]


def numbered(db: Database, flow_id: str, number: int) -> Version | None:
    """A version of a flow by its number."""
    row = db.execute(
        f"select {_COLUMNS} from flow_versions v where v.flow_id = ? and v.number = ?", (flow_id, number)
    ).fetchone()
    return Version(*row) if row else None


def in_force(db: Database, at: float) -> list[Version]:
    """The version of each flow that was active at a moment."""
    rows = db.execute(
        f"select {_COLUMNS} from flow_versions v where v.number = (select max(w.number) from flow_versions w "
        "where w.flow_id = v.flow_id and w.imported_at <= ?) order by v.flow_id",
        (at,),
    )
    return [Version(*row) for row in rows.fetchall()]


def restore(db: Database, old: Version, at: float) -> Version:
    """Make the bytes of an old version, and the files beside it, the newest version of its flow."""
    row = db.execute(
        "insert into flow_versions as v (flow_id, number, file, source, git_commit, author, imported_at, "
        "rolled_back_to) select flow_id, (select max(number) + 1 from flow_versions where flow_id = o.flow_id), "
        "file, source, git_commit, author, ?, number from flow_versions o where id = ? "
        f"returning {_COLUMNS.replace('v.', '')}",
        (at, old.id),
    ).fetchone()
    new = Version(*row)
    db.execute(
        "insert into flow_files (flow_version_id, path, sha256, mime) "
        "select ?, path, sha256, mime from flow_files where flow_version_id = ?",
        (new.id, old.id),
    )
    db.execute(
        "insert into knowledge (text, path, flow_version_id) "
        "select text, path, ? from knowledge where flow_version_id = ? order by rowid",
        (new.id, old.id),
    )
    db.execute("update flows set active_version = ? where id = ?", (new.id, old.flow_id))
    return new


def rename(db: Database, flow_id: str, name: str) -> None:
    """A flow's name, as its active version gives it."""
    db.execute("update flows set name = ? where id = ?", (name, flow_id))
