"""The files beside a flow: prompts, knowledge, pictures. Kept per version, bytes once per hash in `media.db`."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class FlowFile:
    """One file of a version."""

    path: str
    sha256: str
    mime: str


def put(db: Database, version: int, files: list[FlowFile]) -> None:
    """Note the files of a version."""
    db.conn.executemany(
        "insert into flow_files (flow_version_id, path, sha256, mime) values (?, ?, ?, ?)",
        [(version, file.path, file.sha256, file.mime) for file in files],
    )


def of_version(db: Database, version: int) -> list[FlowFile]:
    """The files of a version."""
    rows = db.execute("select path, sha256, mime from flow_files where flow_version_id = ? order by path", (version,))
    return [FlowFile(*row) for row in rows.fetchall()]


def mime(db: Database, sha256: str) -> str | None:
    """What kind of file has this hash, if a flow named it."""
    row = db.execute("select mime from flow_files where sha256 = ? limit 1", (sha256,)).fetchone()
    return str(row[0]) if row else None


def learn(db: Database, version: int, path: str, passages: list[str]) -> None:
    """Make the passages of a knowledge file searchable."""
    db.conn.executemany(
        "insert into knowledge (text, path, flow_version_id) values (?, ?, ?)",
        [(passage, path, version) for passage in passages],
    )


def search(db: Database, version: int, words: list[str], limit: int) -> list[str]:
    """The passages that answer a question best, by BM25."""
    if not words:
        return []
    query = " or ".join(f'"{word}"' for word in words)
    rows = db.execute(
        "select text from knowledge where knowledge match ? and flow_version_id = ? order by rank limit ?",
        (query.replace(" or ", " OR "), version, limit),
    )
    return [text for (text,) in rows.fetchall()]


def upload(db: Database, sha256: str, number: str, not_before: float) -> str | None:
    """The id Meta gave these bytes, if it still knows it."""
    row = db.execute(
        "select remote_id from uploads where sha256 = ? and number = ? and uploaded_at > ?",
        (sha256, number, not_before),
    ).fetchone()
    return str(row[0]) if row else None


def uploaded(db: Database, sha256: str, number: str, remote_id: str, now: float) -> None:
    """Remember the id Meta gave these bytes."""
    db.execute(
        "insert into uploads (sha256, number, remote_id, uploaded_at) values (?, ?, ?, ?) on conflict (sha256, number) "
        "do update set remote_id = excluded.remote_id, uploaded_at = excluded.uploaded_at",
        (sha256, number, remote_id, now),
    )


def forget_upload(db: Database, sha256: str, number: str) -> None:
    """Meta does not know the id of these bytes any more."""
    db.execute("delete from uploads where sha256 = ? and number = ?", (sha256, number))


def forget_upload_of(db: Database, message_id: int) -> None:
    """Meta could not use the file of a message, as itself or in its header: it is to be given anew."""
    db.execute(
        "delete from uploads where (sha256, number) in (select substr(coalesce(json_extract(content, "
        "'$.header.source'), json_extract(content, '$.source')), 8), number from messages where id = ?)",
        (message_id,),
    )
