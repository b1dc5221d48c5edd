"""What customers sent, over HTTP: whole or in part, and nothing of it runs in a browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.exceptions import ClientException
from litestar.params import FromPath

from tests.desk.office import Office
from tests.desk.webhooks import message
from tests.desk.webhooks import post as webhook
from tests.sandbox.receiver import Served
from zapbot.errors import NotFoundError
from zapbot.store import attachments, media
from zapbot.web.media import keep, media_response, parts_of

PICTURE = b"\x89PNG\r\n\x1a\n" + os.urandom(1_500_000)
PAGE = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
VECTOR = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
POLICY = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


def _missing(_: Any, error: NotFoundError) -> Response[str]:
    return Response(str(error), status_code=404)


@get("/media/{id:str}", sync_to_thread=True)
def show(request: Request[Any, Any, Any], state: State, id: FromPath[str]) -> Response[Any]:
    """A file."""
    return media_response(state, id, request.headers)


@post("/media", request_max_body_size=10_000_000)
async def take(request: Request[Any, Any, Any], state: State) -> dict[str, Any]:
    """A file of a form, or the body."""
    try:
        if request.headers["content-type"].startswith("multipart"):
            file = (await request.form())["file"]
            assert isinstance(file, UploadFile)
            kept = await keep(state.settings.data_dir, parts_of(file), 2_000_000)
        else:
            kept = await keep(state.settings.data_dir, request.stream(), 2_000_000)
    except ValueError as error:
        raise ClientException(str(error)) from None
    return {"sha256": kept.sha256, "size": kept.size, "mime": kept.mime}


class Ready:
    """A store that is open."""

    def is_set(self) -> bool:
        """It is."""
        return True


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with a data directory."""
    made = Office(tmp_path)
    yield made
    made.close()


@pytest.fixture
def client(office: Office) -> Iterator[httpx.Client]:
    """Somebody who asks for files."""
    state = State({"settings": SimpleNamespace(data_dir=office.folder), "ready": Ready()})
    app = Litestar([show, take], state=state, exception_handlers={NotFoundError: _missing}, logging_config=None)
    with Served(app) as served, httpx.Client(base_url=served.url) as client:
        yield client


def received(office: Office, data: bytes, filename: str, mime: str = "image/png") -> int:
    """A customer's document, fetched; the id of its file."""
    document = {"id": "m1", "mime_type": mime, "filename": filename}
    office.post(webhook(message("wamid.D", "document", document)))
    (claim,) = attachments.claim(office.db, office.now, 1)
    attachments.stored(office.db, claim, media.put(office.folder, data), len(data), "application/pdf", office.now)
    return claim.id


def test_a_picture_is_shown_with_every_guard(office: Office, client: httpx.Client) -> None:
    sha256 = media.put(office.folder, PICTURE)
    answer = client.get(f"/media/{sha256}")
    assert answer.content == PICTURE
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"] == "inline"
    assert headers["content-length"] == str(len(PICTURE))
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["accept-ranges"] == "bytes"
    assert headers["etag"] == f'"{sha256}"'


@pytest.mark.parametrize("data", [PAGE, VECTOR, b"PK\3\4", b"\xff\xfe<\0s\0v\0g\0", b""])
def test_what_only_calls_itself_a_picture_is_saved_as_bytes(office: Office, client: httpx.Client, data: bytes) -> None:
    answer = client.get(f"/media/{received(office, data, 'image.png')}")
    assert answer.content == data
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith('attachment; filename="image.png"')
    assert answer.headers["content-security-policy"] == POLICY


def test_a_document_is_never_shown_in_place(office: Office, client: httpx.Client) -> None:
    answer = client.get(f"/media/{received(office, b'%PDF-1.7 with script', 'nota.pdf')}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_hostile_name_stays_in_its_header(office: Office, client: httpx.Client) -> None:
    answer = client.get(f"/media/{received(office, PAGE, 'a.png' + chr(13) + chr(10) + 'Set-Cookie: x=1')}")
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].count("Set-Cookie") == 2


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=600000-", 600_000, len(PICTURE)),
        ("bytes=-5", len(PICTURE) - 5, len(PICTURE)),
        ("bytes=524280-524300", 524_280, 524_301),
        ("bytes=5-99999999", 5, len(PICTURE)),
    ],
)
def test_a_part_can_be_asked_for(office: Office, client: httpx.Client, asked: str, start: int, end: int) -> None:
    answer = client.get(f"/media/{media.put(office.folder, PICTURE)}", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == PICTURE[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(PICTURE)}"
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("asked", [f"bytes={len(PICTURE)}-", "bytes=-0"])
def test_a_part_past_the_end_does_not_exist(office: Office, client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/media/{media.put(office.folder, PICTURE)}", headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(PICTURE)}"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b"])
def test_a_range_that_makes_no_sense_gets_everything(office: Office, client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/media/{media.put(office.folder, PICTURE)}", headers={"Range": asked})
    assert (answer.status_code, len(answer.content)) == (200, len(PICTURE))


def test_what_is_known_already_is_not_sent_again(office: Office, client: httpx.Client) -> None:
    sha256 = media.put(office.folder, PICTURE)
    known = client.get(f"/media/{sha256}", headers={"If-None-Match": f'"{sha256}"'})
    assert (known.status_code, known.content) == (304, b"")
    changed = client.get(f"/media/{sha256}", headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert changed.status_code == 200


@pytest.mark.parametrize("id", ["0" * 64, "1", "9" * 30, "..%2Fzapbot.db", "x", "²"])
def test_what_is_not_here_is_not_found(client: httpx.Client, id: str) -> None:
    assert client.get(f"/media/{id}").status_code == 404


def test_a_file_that_has_not_come_yet_says_why(office: Office, client: httpx.Client) -> None:
    office.post(webhook(message("wamid.I", "image", {"id": "m1"})))
    assert "being fetched" in client.get("/media/1").text


def test_an_upload_is_kept_as_it_comes(office: Office, client: httpx.Client) -> None:
    raw = client.post("/media", content=PICTURE, headers={"Content-Type": "image/png"}).json()
    form = client.post("/media", files={"file": ("a.png", PICTURE)}).json()
    assert raw == form == {"sha256": media.hash_of(PICTURE), "size": len(PICTURE), "mime": "image/png"}
    assert media.get(office.folder, raw["sha256"]) == PICTURE


def test_an_upload_that_is_too_large_leaves_nothing(office: Office, client: httpx.Client) -> None:
    refused = client.post("/media", content=b"x" * 2_000_001, headers={"Content-Type": "image/png"})
    assert refused.status_code == 400
    assert media.get(office.folder, media.hash_of(b"x" * 2_000_001)) is None
    assert media.forget_unfinished(office.folder, 1e12) == 0
