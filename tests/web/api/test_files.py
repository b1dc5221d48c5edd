"""Files over the API: in as raw bytes, out whole or in part, and never as something a browser would run."""

import hashlib
from collections.abc import Iterator

import pytest

from tests.web.api.conftest import Api

GIF = b"GIF89a" + bytes(2_000_000)
ID = f"sha256:{hashlib.sha256(GIF).hexdigest()}"


@pytest.fixture(scope="module")
def stored(api: Api) -> str:
    """A picture that was uploaded."""
    answer = api.call("POST", "/media", "media:write", content=GIF, headers={"Content-Type": "image/gif"})
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"id": ID, "size": len(GIF), "mime": "image/gif"}
    return ID


def test_what_was_uploaded_comes_back(api: Api, stored: str) -> None:
    for id in (stored, stored.removeprefix("sha256:")):
        answer = api.call("GET", f"/media/{id}", "read")
        assert (answer.status_code, answer.content == GIF) == (200, True)
    assert answer.headers["content-type"] == "image/gif"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_part_is_given_and_one_past_the_end_is_not(api: Api, stored: str) -> None:
    part = api.call("GET", f"/media/{stored}", headers={"Range": "bytes=0-5"})
    assert (part.status_code, part.content) == (206, b"GIF89a")
    assert part.headers["content-range"] == f"bytes 0-5/{len(GIF)}"
    etag = {"If-None-Match": part.headers["etag"]}
    assert api.call("GET", f"/media/{stored}", headers=etag).status_code == 304
    past = api.stack.client.get(
        f"{api.stack.server}/api/media/{stored}",
        headers={"Authorization": f"Bearer {api.tokens['read']}", "Range": "bytes=9999999-"},
    )
    assert (past.status_code, past.headers["content-range"]) == (416, f"bytes */{len(GIF)}")


def test_a_page_named_a_picture_is_saved_and_never_shown(api: Api) -> None:
    page = b"<html><script>alert(1)</script></html>"
    kept = api.call("POST", "/media", content=page, headers={"Content-Type": "image/png"}).json()
    answer = api.call("GET", f"/media/{kept['id']}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_picture_that_was_uploaded_can_be_sent(api: Api, stored: str) -> None:
    id = api.customer("+5511955550131")
    content = {"kind": "media", "type": "image", "source": stored, "mime": "image/jpeg", "caption": "Olha!"}
    sent = api.post("/messages", {"to": f"contact:{id}", "content": content})
    assert (sent.status_code, sent.json()["kind"]) == (202, "image")


@pytest.mark.parametrize("id", ["sha256:" + "0" * 64, "999", "x", "..%2F..%2Fsecret.key", "sha256:" + "z" * 64])
def test_a_file_that_is_not_here_is_a_404(api: Api, id: str) -> None:
    assert api.call("GET", f"/media/{id}").status_code == 404


def test_a_form_and_nothing_at_all_are_refused(api: Api) -> None:
    assert api.call("POST", "/media", files={"file": b"x"}).status_code == 415
    assert api.call("POST", "/media", content=b"").status_code == 400


def test_a_file_larger_than_any_is_refused(api: Api) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(101):
            yield bytes(1024 * 1024)

    assert api.call("POST", "/media", content=endless()).status_code == 413
