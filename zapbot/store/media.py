"""`media.db`: bytes by their SHA-256, apart from the truth so that backups of it stay small."""

import hashlib
import sqlite3
from pathlib import Path

FILE = "media.db"


def hash_of(data: bytes) -> str:
    """The hash bytes are kept by."""
    return hashlib.sha256(data).hexdigest()


def put(data_dir: Path, data: bytes) -> str:
    """Keep bytes, once; their hash in hex."""
    sha256 = hash_of(data)
    connection = _connect(data_dir)
    try:
        connection.execute("insert or ignore into media (sha256, bytes) values (?, ?)", (sha256, data))
    finally:
        connection.close()
    return sha256


def get(data_dir: Path, sha256: str) -> bytes | None:
    """Bytes by their hash, if they are here."""
    connection = _connect(data_dir)
    try:
        row = connection.execute("select bytes from media where sha256 = ?", (sha256,)).fetchone()
    finally:
        connection.close()
    return bytes(row[0]) if row else None


def _connect(data_dir: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(data_dir / FILE, isolation_level=None, timeout=10)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table if not exists media (sha256 text primary key, bytes blob not null)")
    return connection
