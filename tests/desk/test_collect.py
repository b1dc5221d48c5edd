"""Customers' files: fetched by themselves, kept only when they are what was announced, given up in words."""

import asyncio
import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.office import Office
from tests.desk.webhooks import T0, echo, message, post
from zapbot.connector import Fetched, File, Hold, Outcome, Refused, Retry, Sink, Stop, Unsent
from zapbot.desk.collect import KEPT_SECONDS, PAUSES
from zapbot.store import attachments, dead_letters, media, stats
from zapbot.worker.media import Downloads

PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels" * 1000
DAY = 24 * 3600.0

Ending = bytes | Outcome | Exception


def digest(data: bytes) -> str:
    """The hash as webhooks write it."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def image(wamid: str = "wamid.I1", **about: Any) -> dict[str, Any]:
    """A picture a customer sends."""
    content = {"mime_type": "image/jpeg", "id": "media-1", "sha256": digest(PICTURE), "caption": "Comprovante"}
    return message(wamid, "image", {**content, **about})


class Reception(Office):
    """An office whose customers send files; each download ends as the next in a list, or brings the picture."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.endings: list[Ending] = []
        self.asked: list[File] = []
        self.says = Fetched()
        self.connector.download = self.download  # type: ignore[method-assign]
        self.downloads = Downloads(self.db, folder, self.connector, lambda: self.now, lambda: self.stopping)

    async def download(self, number: str, file: File, sink: Sink) -> Fetched | Outcome:
        """The next ending."""
        self.asked.append(file)
        ending = self.endings.pop(0) if self.endings else PICTURE
        if isinstance(ending, Exception):
            raise ending
        if not isinstance(ending, bytes):
            return ending
        sink.restart()
        sink.write(ending)
        return self.says

    def collect(self) -> float | None:
        """Fetch what is due; when there is something again."""
        return asyncio.run(self.downloads.drain())

    def standing(self) -> list[str]:
        """Where the files stand."""
        return self.rows("select status from media order by id")

    def reasons(self) -> list[str]:
        """Why files have not come."""
        return self.rows("select failed_reason from media order by id")


@pytest.fixture
def reception(tmp_path: Path) -> Iterator[Reception]:
    """One with nothing to do yet."""
    made = Reception(tmp_path)
    yield made
    made.close()


def test_a_picture_is_noted_with_its_message_and_then_stored(reception: Reception) -> None:
    reception.post(post(image(url="https://lookaside.fbsbx.com/a")))
    assert reception.standing() == ["pending"]
    assert reception.collect() is None
    found = attachments.of_message(reception.db, 1)
    assert found is not None
    assert (found.status, found.sniffed, found.mime, found.size) == ("stored", "image/png", "image/jpeg", len(PICTURE))
    assert found.sha256
    assert media.get(reception.folder, found.sha256) == PICTURE
    assert reception.journal("media.stored") == ["media.stored"]
    assert reception.one("select contact_id, message_id from journal where kind = 'media.stored'") == (1, 1)
    assert reception.asked[0].url == "https://lookaside.fbsbx.com/a"


def test_the_same_webhook_again_notes_nothing(reception: Reception) -> None:
    reception.post(post(image()))
    reception.post(post(image()))
    assert reception.standing() == ["pending"]


def test_a_text_has_no_file(reception: Reception) -> None:
    reception.post(post(message("wamid.T", "text", {"body": "oi", "id": "media-1"})))
    assert reception.standing() == []


def test_a_file_from_the_business_phone_is_fetched_too(reception: Reception) -> None:
    body = echo("wamid.E1", "x").replace(
        b'"type": "text", "text": {"body": "x"}',
        b'"type": "image", "image": %s' % (b'{"id": "media-9", "mime_type": "image/png"}'),
    )
    reception.post(body)
    reception.collect()
    assert reception.standing() == ["stored"]


def test_the_same_picture_twice_is_kept_once(reception: Reception) -> None:
    reception.post(post(image("wamid.I1"), image("wamid.I2", id="media-2")))
    reception.collect()
    assert reception.rows("select distinct sha256 from media") == [media.hash_of(PICTURE)]
    assert reception.standing() == ["stored", "stored"]


@pytest.mark.parametrize(
    ("ending", "says", "reason"),
    [
        (b"other bytes", Fetched(), "hash"),
        (b"", Fetched(), "empty"),
        (PICTURE, Fetched(size=3), "3 were announced"),
        (PICTURE, Fetched(sha256="0" * 64), "hash"),
        (Retry("HTTP 500"), Fetched(), "HTTP 500"),
        (Unsent("no network"), Fetched(), "no network"),
        (RuntimeError("bug"), Fetched(), "bug"),
    ],
)
def test_what_is_not_the_file_is_not_kept_and_is_tried_again(
    reception: Reception, ending: Ending, says: Fetched, reason: str
) -> None:
    reception.post(post(image()))
    reception.endings, reception.says = [ending], says
    due = reception.collect()
    assert due is not None and T0 < due < T0 + 10
    assert reception.standing() == ["pending"]
    assert reason in reception.reasons()[0]
    assert media.get(reception.folder, media.hash_of(b"other bytes")) is None
    reception.now, reception.says = due, Fetched("image/png", hashlib.sha256(PICTURE).hexdigest(), len(PICTURE))
    reception.collect()
    assert reception.standing() == ["stored"]


def test_a_hash_nobody_can_read_is_no_reason_to_refuse_the_file(reception: Reception) -> None:
    reception.post(post(image(sha256="not a hash")))
    reception.collect()
    assert reception.standing() == ["stored"]


def test_after_ten_tries_over_half_a_day_it_is_a_dead_letter_that_can_be_tried_again(reception: Reception) -> None:
    reception.post(post(image()))
    reception.endings = [Retry("HTTP 500")] * 10
    while (due := reception.collect()) is not None:
        reception.now = due
    assert len(reception.asked) == 1 + len(PAUSES)
    assert 8 * 3600 < reception.now - T0 < 16 * 3600
    (letter,) = dead_letters.listed(reception.db)
    assert (letter.id, letter.kind, letter.reason, letter.attempts) == ("media-1", "media", "HTTP 500", 10)
    assert '"id":"media-1"' in dead_letters.show(reception.db, "media-1")[1]
    assert reception.journal("media.dead") == ["media.dead"]
    assert stats.snapshot(reception.db)["media"] == {"pending": 0, "running": 0, "stored": 0, "dead": 1}
    dead_letters.retry(reception.db, "media-1", reception.now)
    reception.collect()
    assert reception.standing() == ["stored"]


def test_a_dead_file_that_is_dropped_is_listed_no_more(reception: Reception) -> None:
    reception.post(post(image()))
    reception.endings = [Refused("gone")]
    reception.collect()
    dead_letters.drop(reception.db, "media-1", T0)
    assert (dead_letters.listed(reception.db), reception.standing()) == ([], ["dropped"])


def test_seven_days_after_the_message_nothing_is_tried_any_more(reception: Reception) -> None:
    reception.post(post(image()))
    reception.now = T0 + KEPT_SECONDS - 1
    reception.endings = [Retry("HTTP 500")]
    assert reception.collect() is None
    assert reception.standing() == ["dead"]
    assert "seven days" in reception.reasons()[0]


def test_a_refused_token_waits_without_using_up_the_tries(reception: Reception) -> None:
    reception.post(post(image()))
    reception.endings = [Stop("the token is expired", 190)] * 20 + [Hold("slow down", 60.0)] * 5
    for _ in range(25):
        reception.now = reception.collect() or 0.0
    assert reception.rows("select status, attempts from media") == [("pending", 0)]
    reception.collect()
    assert reception.standing() == ["stored"]


def test_what_whatsapp_could_not_pass_on_is_dead_at_once_with_its_reason(reception: Reception) -> None:
    error = {"code": 131052, "title": "Media download error", "error_data": {"details": "File larger than 100 MB"}}
    video = {"from": "5511955550101", "id": "wamid.V", "timestamp": str(int(T0)), "type": "unsupported"}
    reception.post(post({**video, "unsupported": {"type": "video"}, "errors": [error]}))
    assert (reception.standing(), reception.reasons()) == (["dead"], ["File larger than 100 MB"])
    assert reception.journal("media.dead") == ["media.dead"]
    dead_letters.retry(reception.db, "media-1", T0)
    reception.collect()
    assert (reception.standing(), reception.asked) == (["dead"], [])


def test_a_worker_that_dies_leaves_the_file_to_the_next(reception: Reception) -> None:
    reception.post(post(image()))
    (first,) = attachments.claim(reception.db, T0, 9)
    assert reception.collect() == T0 + attachments.LEASE_SECONDS
    reception.now = T0 + attachments.LEASE_SECONDS + 1
    reception.collect()
    assert reception.standing() == ["stored"]
    assert not attachments.stored(reception.db, first, "another", 1, "text/plain", T0)
    assert reception.rows("select sha256 from media") == [media.hash_of(PICTURE)]


def test_a_lease_that_is_renewed_is_not_taken(reception: Reception) -> None:
    reception.post(post(image()))
    claims = attachments.claim(reception.db, T0, 9)
    attachments.renew(reception.db, claims, T0 + 20)
    assert attachments.claim(reception.db, T0 + 45, 9) == []
    assert len(attachments.claim(reception.db, T0 + 51, 9)) == 1


def test_a_worker_that_is_told_to_stop_gives_the_file_back(reception: Reception) -> None:
    async def never(number: str, file: File, sink: Sink) -> Fetched | Outcome:
        reception.stopping = True
        sink.write(PICTURE)
        await asyncio.Event().wait()
        raise AssertionError

    reception.connector.download = never  # type: ignore[method-assign]
    reception.post(post(image()))
    reception.collect()
    assert reception.rows("select status, attempts from media") == [("pending", 0)]
    assert media.forget_unfinished(reception.folder, T0 + DAY) == 0


def test_the_name_is_made_harmless_before_it_is_kept(reception: Reception) -> None:
    document = {"id": "d1", "mime_type": "application/pdf", "filename": "../../\u202efdp.exe", "file_size": "7"}
    reception.post(post(message("wamid.D", "document", document)))
    assert reception.rows("select filename, announced_size from media") == [("fdp.exe", 7)]


def test_an_html_page_that_calls_itself_a_picture_is_kept_as_bytes(reception: Reception) -> None:
    page = b"<html><script>alert(1)</script>"
    reception.post(post(image(sha256=digest(page), filename="image.png")))
    reception.endings = [page]
    reception.collect()
    assert reception.rows("select sniffed from media") == ["application/octet-stream"]
