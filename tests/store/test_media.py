"""Bytes are kept once, in pieces, and nothing half-written is ever seen."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from zapbot.errors import NotFoundError
from zapbot.store import media
from zapbot.store.media import Writer
from zapbot.store.media_file import PIECE, connect

T0 = 1_790_000_000.0
LARGE = os.urandom(PIECE) + b"between" + os.urandom(PIECE) + b"end"


def left(folder: Path) -> tuple[int, int]:
    """How many files and pieces there are, whole or not."""
    with closing(connect(folder)) as connection:
        return connection.execute("select (select count(*) from files), (select count(*) from pieces)").fetchone()


@pytest.mark.parametrize("data", [b"", b"x", b"y" * PIECE, LARGE], ids=["empty", "small", "one piece", "three"])
def test_what_is_put_is_read_again(tmp_path: Path, data: bytes) -> None:
    sha256 = media.put(tmp_path, data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert media.get(tmp_path, sha256) == data
    assert media.size(tmp_path, sha256) == len(data)
    assert media.head(tmp_path, sha256) == data[:512]


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, None), (0, 10), (5, 5), (PIECE - 2, PIECE + 9), (PIECE, PIECE + 1), (len(LARGE) - 3, None), (3, 10**9)],
)
def test_any_part_can_be_read(tmp_path: Path, start: int, end: int | None) -> None:
    sha256 = media.put(tmp_path, LARGE)
    assert b"".join(media.read(tmp_path, sha256, start, end)) == LARGE[start:end]


def test_a_file_from_disk_is_kept_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "boleto.pdf").write_bytes(LARGE)
    assert media.get(tmp_path, media.put_file(tmp_path, tmp_path / "boleto.pdf")) == LARGE


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    assert media.put(tmp_path, LARGE) == media.put(tmp_path, LARGE)
    assert left(tmp_path) == (1, 3)


def test_two_writers_of_the_same_bytes_end_with_one_copy(tmp_path: Path) -> None:
    with Writer(tmp_path) as one, Writer(tmp_path) as other:
        for data in (LARGE[:PIECE], LARGE[PIECE:]):
            one.write(data)
            other.write(data)
        assert one.finish() == other.finish() == (media.hash_of(LARGE), len(LARGE))
    assert left(tmp_path) == (1, 3)
    assert media.get(tmp_path, media.hash_of(LARGE)) == LARGE


def test_nothing_is_there_before_the_end_and_nothing_is_left_without_one(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.write(LARGE)
        assert writer.sha256 == media.hash_of(LARGE)
        assert media.get(tmp_path, writer.sha256) is None
        assert left(tmp_path) == (1, 2)
    assert left(tmp_path) == (0, 0)


def test_a_writer_that_begins_anew_keeps_only_what_came_since(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.write(LARGE)
        writer.restart()
        writer.write(b"page two")
        assert (writer.head, writer.size) == (b"page two", 8)
        assert writer.finish() == (media.hash_of(b"page two"), 8)
    assert left(tmp_path) == (1, 1)


def test_a_file_above_the_limit_is_refused_while_it_comes(tmp_path: Path) -> None:
    with Writer(tmp_path, most=PIECE + 10) as writer:
        writer.write(b"x" * (PIECE + 10))
        with pytest.raises(ValueError, match="larger"):
            writer.write(b"x")
    assert left(tmp_path) == (0, 0)
    assert media.MOST_BYTES == 100 * 1024 * 1024


CRASH = """
import os, sys
from pathlib import Path
from zapbot.store.media import Writer
writer = Writer(Path(sys.argv[1]), owner=sys.argv[2], now=float(sys.argv[3]))
writer.write(b"x" * 2_000_000)
os._exit(9)
"""


def crash(folder: Path, owner: str = "") -> None:
    """A process dies in the middle of a file."""
    command = [sys.executable, "-c", CRASH, str(folder), owner, str(T0)]
    assert subprocess.run(command, check=False).returncode == 9


def test_what_a_crash_leaves_is_removed_by_the_next_writer_of_the_same_thing(tmp_path: Path) -> None:
    crash(tmp_path, "media-1")
    crash(tmp_path, "media-2")
    assert left(tmp_path)[0] == 2
    with Writer(tmp_path, owner="media-1") as writer:
        writer.write(b"whole")
        writer.finish()
    assert left(tmp_path) == (2, 4)
    assert media.get(tmp_path, media.hash_of(b"whole")) == b"whole"


def test_what_a_crash_leaves_is_removed_when_it_is_old(tmp_path: Path) -> None:
    crash(tmp_path)
    whole = media.put(tmp_path, b"whole")
    assert media.forget_unfinished(tmp_path, T0) == 0
    assert media.forget_unfinished(tmp_path, T0 + 1) == 1
    assert left(tmp_path) == (1, 1)
    assert media.get(tmp_path, whole) == b"whole"


def test_what_is_dropped_is_gone_and_the_rest_is_not(tmp_path: Path) -> None:
    gone, kept = media.put(tmp_path, LARGE), media.put(tmp_path, b"kept")
    media.drop(tmp_path, gone)
    media.drop(tmp_path, "never there")
    assert (media.get(tmp_path, gone), media.size(tmp_path, gone)) == (None, None)
    assert media.get(tmp_path, kept) == b"kept"
    assert media.put(tmp_path, LARGE) == gone


def test_a_reader_of_what_was_dropped_meanwhile_is_told(tmp_path: Path) -> None:
    sha256 = media.put(tmp_path, LARGE)
    reader = media.read(tmp_path, sha256)
    next(reader)
    media.drop(tmp_path, sha256)
    with pytest.raises(NotFoundError):
        list(reader)
    with pytest.raises(NotFoundError):
        next(media.read(tmp_path, sha256))


def test_a_hundred_megabytes_go_in_and_out_through_little_memory_and_a_small_log(tmp_path: Path) -> None:
    block = os.urandom(1024 * 1024)

    def hundred() -> Iterator[bytes]:
        for n in range(100):
            yield n.to_bytes() + block[1:]
            if n % 10 == 9:
                assert (tmp_path / "media.db-wal").stat().st_size < 16 * 1024 * 1024

    tracemalloc.start()
    with closing(connect(tmp_path)):  # the log is removed when the last connection closes
        sha256 = media.put_file(tmp_path, hundred())
    assert sum(len(part) for part in media.read(tmp_path, sha256)) == 100 * 1024 * 1024
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_files_kept_as_whole_rows_by_an_earlier_version_are_still_there(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "media.db")) as old:
        old.execute("create table media (sha256 text primary key, bytes blob not null)")
        rows = [(media.hash_of(data), data) for data in (b"small", LARGE, b"")]
        old.executemany("insert into media (sha256, bytes) values (?, ?)", rows)
        old.commit()
    for sha256, data in rows:
        assert media.get(tmp_path, sha256) == data
    assert media.put(tmp_path, LARGE) == media.hash_of(LARGE)
    assert left(tmp_path) == (3, 4)
