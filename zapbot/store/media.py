"""`media.db`: files by their SHA-256, in pieces, apart from the truth so that backups of it stay small.

The size of a file that comes from the network is unknown and may be 100 MB, and no transaction may wait for a
network. So each piece is a short transaction of its own, under a row that has no hash yet; the hash is written
last, and with it the file is there, whole, at once. What a crash leaves has no hash: nobody sees it, and
`forget_unfinished` removes it.
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType

from zapbot.errors import NotFoundError
from zapbot.store.media_file import PIECE, connect, keep_small

MOST_BYTES = 100 * 1024 * 1024
"""The largest file WhatsApp carries. Cloud API fact sheet, section 9."""
_HEAD = 512
_PIECES_AT_ONCE = 8


class Writer:
    """Takes one file, piece by piece; leaving it without `finish` forgets what came.

    `owner` names what the file is for: what an earlier writer of the same owner left unfinished is forgotten.
    """

    def __init__(self, data_dir: Path, most: int = MOST_BYTES, *, owner: str = "", now: float | None = None) -> None:
        self._data_dir = data_dir
        self._most = most
        self._owner = owner
        self._now = time.time() if now is None else now
        self._connection: sqlite3.Connection | None = None
        self._one_at_a_time = threading.RLock()  # a task that is cancelled leaves while a thread still writes for it
        self._left = False
        self._begin()

    def __enter__(self) -> "Writer":
        if self._owner:
            connection = self._opened()
            rows = connection.execute("select id from files where sha256 is null and owner = ?", (self._owner,))
            for (id,) in rows.fetchall():
                _forget(self._data_dir, connection, id)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._one_at_a_time:
            self._left = True
            try:
                self.restart()
            finally:
                if self._connection is not None:
                    self._connection.close()
                    self._connection = None

    @property
    def size(self) -> int:
        """How many bytes came so far."""
        return self._size

    @property
    def sha256(self) -> str:
        """The hash of what came so far, in hex."""
        return self._hash.hexdigest()

    @property
    def head(self) -> bytes:
        """The first bytes, which tell what kind of file it is."""
        return self._head

    def write(self, data: bytes) -> None:
        """Take the next bytes. Raises ValueError when the file becomes larger than it may."""
        if self._size + len(data) > self._most:
            raise ValueError(f"the file is larger than {self._most // 1024 // 1024} MB")
        with self._one_at_a_time:
            self._take(data)

    def restart(self) -> None:
        """Forget what came so far."""
        with self._one_at_a_time:
            if self._id is not None:
                _forget(self._data_dir, self._opened(), self._id)
            self._begin()

    def finish(self) -> tuple[str, int]:
        """Make the file visible; its hash in hex and its size. Bytes that are here already are kept once."""
        with self._one_at_a_time:
            sha256, size = self.sha256, self._size
            self._complete(sha256)
            self.restart()
        keep_small(self._data_dir)
        return sha256, size

    def _take(self, data: bytes) -> None:
        if self._left:
            return
        if len(self._head) < _HEAD:
            self._head += data[: _HEAD - len(self._head)]
        self._size += len(data)
        self._hash.update(data)
        self._waiting += data
        while len(self._waiting) >= PIECE:
            self._flush()

    def _begin(self) -> None:
        self._id: int | None = None
        self._number = 0
        self._size = 0
        self._head = b""
        self._waiting = bytearray()
        self._hash = hashlib.sha256()

    def _flush(self) -> None:
        """One piece to disk, in a transaction of its own."""
        connection = self._opened()
        connection.execute("begin immediate")
        try:
            self._id = self._put(connection, PIECE)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        self._number += 1
        del self._waiting[:PIECE]
        keep_small(self._data_dir)

    def _complete(self, sha256: str) -> None:
        """The last piece and the hash, unless the same bytes are here already."""
        connection = self._opened()
        connection.execute("begin immediate")
        try:
            if not connection.execute("select 1 from files where sha256 = ?", (sha256,)).fetchone():
                id = self._put(connection, len(self._waiting))
                connection.execute("update files set sha256 = ?, size = ? where id = ?", (sha256, self._size, id))
                self._id = None
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise

    def _put(self, connection: sqlite3.Connection, length: int) -> int:
        """The next piece under the file's row, which the first one makes. Fails when another writer removed it."""
        id = self._id
        if id is None:
            row = connection.execute(
                "insert into files (owner, started_at) values (?, ?) returning id", (self._owner, self._now)
            ).fetchone()
            id = int(row[0])
        piece = (id, self._number, bytes(self._waiting[:length]))
        connection.execute("insert into pieces (file, number, bytes) values (?, ?, ?)", piece)
        return id

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self._data_dir)
        return self._connection


def hash_of(data: bytes) -> str:
    """The hash bytes are kept by."""
    return hashlib.sha256(data).hexdigest()


def put(data_dir: Path, data: bytes) -> str:
    """Keep bytes, once; their hash in hex."""
    return put_file(data_dir, [data])


def put_file(data_dir: Path, source: Path | Iterable[bytes], most: int = MOST_BYTES) -> str:
    """Keep a file, given by its path or in parts; its hash in hex. Raises ValueError when it is too large."""
    with Writer(data_dir, most) as writer:
        for part in _parts(source) if isinstance(source, Path) else source:
            writer.write(part)
        return writer.finish()[0]


def size(data_dir: Path, sha256: str) -> int | None:
    """How many bytes a file has; None when it is not here."""
    with closing(connect(data_dir)) as connection:
        row = connection.execute("select size from files where sha256 = ?", (sha256,)).fetchone()
    return None if row is None else int(row[0])


def read(data_dir: Path, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """A file's bytes from `start` up to `end`, in pieces. Raises NotFoundError when it is not here, or no more."""
    with closing(connect(data_dir)) as connection:
        row = connection.execute("select id, size from files where sha256 = ?", (sha256,)).fetchone()
        if row is None:
            raise NotFoundError(f"the file {sha256} is not stored here")
        at, last = start, row[1] if end is None else min(end, row[1])
        while at < last:
            number, skip = divmod(at, PIECE)
            length = min(PIECE - skip, last - at)
            piece = connection.execute(
                "select substr(bytes, ?, ?) from pieces where file = ? and number = ?",
                (skip + 1, length, row[0], number),
            ).fetchone()
            if piece is None:
                raise NotFoundError(f"the file {sha256} is not stored here any more")
            yield bytes(piece[0])
            at += length


def head(data_dir: Path, sha256: str) -> bytes:
    """The first bytes of a file, which tell what kind it is. Raises NotFoundError."""
    return b"".join(read(data_dir, sha256, 0, _HEAD))


def get(data_dir: Path, sha256: str) -> bytes | None:
    """A whole file, if it is here: for small ones."""
    try:
        return b"".join(read(data_dir, sha256))
    except NotFoundError:
        return None


def drop(data_dir: Path, sha256: str) -> None:
    """Forget a file."""
    with closing(connect(data_dir)) as connection:
        row = connection.execute("select id from files where sha256 = ?", (sha256,)).fetchone()
        if row:
            _forget(data_dir, connection, row[0])


def forget_unfinished(data_dir: Path, before: float) -> int:
    """Remove what was begun before a moment and never finished; how many files."""
    with closing(connect(data_dir)) as connection:
        rows = connection.execute("select id from files where sha256 is null and started_at < ?", (before,)).fetchall()
        for (id,) in rows:
            _forget(data_dir, connection, id)
    return len(rows)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PIECE):
            yield part


def _forget(data_dir: Path, connection: sqlite3.Connection, id: int) -> None:
    """Remove a file a few pieces at a time: some builds of SQLite overwrite what they delete, through the log."""
    connection.execute("update files set sha256 = null, owner = '' where id = ?", (id,))
    few = "select rowid from pieces where file = ? limit ?"
    while connection.execute(f"delete from pieces where rowid in ({few})", (id, _PIECES_AT_ONCE)).rowcount:
        keep_small(data_dir)
    connection.execute("delete from files where id = ?", (id,))
