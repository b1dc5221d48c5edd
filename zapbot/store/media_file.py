"""Opening `media.db`, where files are kept in pieces, and keeping its write-ahead log small."""

import hashlib
import sqlite3
from pathlib import Path

from zapbot.store import checkpoint
from zapbot.store.db import opened

FILE = "media.db"
PIECE = 512 * 1024
"""Bytes of a piece: what is in memory of a file at a time, and about what a network read brings in a blink."""

_PRAGMAS = (
    "pragma busy_timeout = 10000",
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma secure_delete = on",
    "pragma wal_autocheckpoint = 0",
    f"pragma journal_size_limit = {checkpoint.WAL_BYTES}",
    "pragma cache_size = -1024",
    "pragma trusted_schema = off",
)
_VERSION = 1
_SCHEMA = """
create table files (
    id integer primary key,
    sha256 text unique,
    size integer,
    owner text not null default '',
    started_at real not null
);
create index files_unfinished on files (started_at) where sha256 is null;
create table pieces (
    file integer not null references files (id) on delete cascade,
    number integer not null,
    bytes blob not null,
    unique (file, number)
)
"""


def connect(data_dir: Path) -> sqlite3.Connection:
    """A connection to the files of a data directory, brought up to date."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = opened(data_dir / FILE, _PRAGMAS)
    if _version(connection) < _VERSION:
        _migrate(connection)
    return connection


def keep_small(data_dir: Path) -> None:
    """Move the write-ahead log into the file when it has grown."""
    if checkpoint.due(data_dir, file=FILE):
        checkpoint.guarded(data_dir, connect)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection) -> None:
    """Make the tables; what was kept as whole rows before is cut into pieces."""
    connection.execute("begin immediate")
    if _version(connection) < _VERSION:  # another process may have been quicker
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        if connection.execute("select 1 from sqlite_master where name = 'media'").fetchone():
            _cut(connection)
        connection.execute(f"pragma user_version = {_VERSION}")
    connection.execute("commit")


def _cut(connection: sqlite3.Connection) -> None:
    for (rowid,) in connection.execute("select rowid from media").fetchall():
        (data,) = connection.execute("select bytes from media where rowid = ?", (rowid,)).fetchone()
        id = connection.execute(
            "insert into files (sha256, size, started_at) values (?, ?, 0) on conflict do nothing returning id",
            (hashlib.sha256(data).hexdigest(), len(data)),
        ).fetchone()
        for number, start in enumerate(range(0, len(data), PIECE) if id else ()):
            piece = (*id, number, data[start : start + PIECE])
            connection.execute("insert into pieces (file, number, bytes) values (?, ?, ?)", piece)
    connection.execute("drop table media")
