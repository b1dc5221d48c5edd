"""The worker dies in the middle of a large download: the file is stored once, whole, and nothing is left behind."""

import hashlib
from contextlib import closing
from pathlib import Path

from tests.stack import Stack, until
from zapbot.store import media
from zapbot.store.db import connect
from zapbot.store.media_file import PIECE
from zapbot.store.media_file import connect as connect_media

SIZE = 20 * 1024 * 1024
PAUSE = 20


def unfinished(stack: Stack) -> int:
    """How many pieces are there of files that are not whole."""
    with closing(connect_media(stack.data_dir)) as connection:
        pieces = "select count(*) from pieces p join files f on f.id = p.file where f.sha256 is null"
        return int(connection.execute(pieces).fetchone()[0])


def test_a_picture_arrives_and_a_document_survives_the_death_of_the_worker(tmp_path: Path) -> None:
    with Stack(tmp_path) as stack:
        stack.start("sandbox", "serve", "worker")
        customer = stack.customer(name="Ana")
        stack.api("POST", f"customers/{customer}/messages", json={"type": "image", "caption": "Comprovante"})
        until(lambda: stack.status()["media"]["stored"] == 1, 20, "the picture is stored")

        stack.api("POST", "rules", json={"kind": "media_slow", "seconds": PAUSE})
        stack.api("POST", f"customers/{customer}/messages", json={"type": "document", "size": SIZE})
        until(lambda: unfinished(stack) >= 10, 20, "half of the document has come")
        stack.kill("worker")
        assert stack.status()["media"]["stored"] == 1
        assert unfinished(stack) < SIZE / PIECE

        stack.start("worker")
        until(lambda: stack.status()["media"]["stored"] == 2, 60, "the document is stored")
        db = connect(stack.data_dir)
        rows = db.execute("select sha256, size, sniffed, attempts from media order by id").fetchall()
        db.close()
        assert [row[2:] for row in rows] == [("image/png", 1), ("application/pdf", 2)]
        sha256, size = rows[1][:2]
        read = hashlib.sha256()
        for part in media.read(stack.data_dir, sha256):
            read.update(part)
        assert (read.hexdigest(), size) == (sha256, SIZE)
        assert unfinished(stack) == 0
        with closing(connect_media(stack.data_dir)) as connection:
            assert connection.execute("select count(*) from files").fetchone()[0] == 2
