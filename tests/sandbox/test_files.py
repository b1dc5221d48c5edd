"""Files between customers and the business: kept on disk, told of, fetched with the token, spoilt on request."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.receiver import until
from tests.sandbox.test_media import error, upload

PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels" * 50_000


def sent(sandbox: Sandbox, kind: str, **more: Any) -> dict[str, Any]:
    """What the webhook says about a file a customer sends."""
    customer = sandbox.customer()
    count = len(sandbox.receiver.messages())
    sandbox.ask("POST", f"customers/{customer['id']}/messages", {"type": kind, **more})
    (message,) = until(lambda: sandbox.receiver.messages()[count:])
    assert message["type"] == kind
    about: dict[str, Any] = message[kind]
    return about


def fetch(sandbox: Sandbox, url: str) -> httpx.Response:
    """Download with the token."""
    return httpx.get(url, headers={"Authorization": f"Bearer {sandbox.config.access_token}"})


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document", "sticker"])
def test_a_customer_sends_a_file_that_can_be_fetched(sandbox: Sandbox, kind: str) -> None:
    about = sent(sandbox, kind, size=300_000, caption="Segue")
    data = fetch(sandbox, about["url"]).content
    assert len(data) == 300_000
    assert about["sha256"] == base64.b64encode(hashlib.sha256(data).digest()).decode()
    assert about["caption"] == "Segue"


def test_a_customer_sends_a_file_of_their_own(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    path = f"customers/{customer['id']}/messages"
    form = {"type": "document", "caption": "nota"}
    answer = sandbox.control.post(
        path, data=form, files={"file": ("nota fiscal.pdf", b"%PDF-1.4 x", "application/pdf")}
    )
    assert answer.status_code == 201, answer.text
    about = answer.json()["message"]["document"]
    assert (about["filename"], about["mime_type"], about["caption"]) == ("nota fiscal.pdf", "application/pdf", "nota")
    assert fetch(sandbox, about["url"]).content == b"%PDF-1.4 x"
    assert sandbox.control.post(path, data=form, files={"other": b"x"}).status_code == 400
    assert sandbox.control.post(path, data={"type": "text"}, files={"file": b"x"}).status_code == 400


def test_an_id_leads_to_the_file_and_its_hash_in_hex(sandbox: Sandbox) -> None:
    id = upload(sandbox, PICTURE, "image/png").json()["id"]
    found = sandbox.graph.get(id, params={"phone_number_id": sandbox.config.phone_number_id}).json()
    assert (found["id"], found["mime_type"], found["file_size"]) == (id, "image/png", len(PICTURE))
    assert found["sha256"] == hashlib.sha256(PICTURE).hexdigest()
    answer = fetch(sandbox, found["url"])
    assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/png")


def test_without_the_token_or_with_another_address_there_are_no_bytes(sandbox: Sandbox) -> None:
    url = sent(sandbox, "image")["url"]
    assert httpx.get(url).status_code == 401
    assert fetch(sandbox, url.replace("hash=", "hash=x")).status_code == 404
    assert fetch(sandbox, url.replace("ext=", "ext=1&old=")).status_code == 404
    assert fetch(sandbox, url).status_code == 200


def test_a_deleted_file_is_gone_and_cannot_be_sent(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    id = upload(sandbox, PICTURE, "image/png").json()["id"]
    assert sandbox.graph.delete(id).json() == {"success": True}
    for method in ("GET", "DELETE"):
        gone = error(sandbox.graph.request(method, id))
        assert (gone["code"], gone["error_subcode"]) == (100, 33)
    payload = {"to": "+" + customer["phone"], "type": "image", "image": {"id": id}}
    assert error(sandbox.send(payload))["code"] == 131009


def test_faults_spoil_one_download(sandbox: Sandbox) -> None:
    about = sent(sandbox, "document", size=1000)
    whole = fetch(sandbox, about["url"]).content
    for kind in ("media_expired", "media_html", "media_changed"):
        sandbox.ask("POST", "rules", {"kind": kind})
        spoilt = fetch(sandbox, about["url"])
        assert {
            "media_expired": spoilt.status_code == 404,
            "media_html": spoilt.headers["content-type"].startswith("text/html"),
            "media_changed": spoilt.content != whole and len(spoilt.content) == 1000,
        }[kind]
        assert fetch(sandbox, about["url"]).content == whole
    sandbox.ask("POST", "rules", {"kind": "media_missing"})
    assert error(sandbox.graph.get(about["id"]))["error_subcode"] == 33
    assert sandbox.graph.get(about["id"]).status_code == 200
    sandbox.ask("POST", "rules", {"kind": "media_slow", "seconds": 0.3})
    slow = fetch(sandbox, about["url"])
    assert slow.content == whole
    assert slow.elapsed.total_seconds() >= 0.25


def test_the_page_gets_pictures_to_show_and_everything_else_to_save(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    ids = {mime: upload(sandbox, PICTURE, mime).json()["id"] for mime in ("image/png", "application/pdf", "text/html")}
    for mime, id in ids.items():
        shown = sandbox.control.get(f"files/{id}")
        assert shown.content == PICTURE
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in shown.headers["content-security-policy"]
        inline = mime == "image/png"
        assert shown.headers["content-disposition"] == ("inline" if inline else "attachment")
        assert shown.headers["content-type"] == (mime if inline else "application/octet-stream")
    assert sandbox.control.get("files/1").status_code == 404
    other = sandbox.control.get(f"files/{ids['image/png']}", headers={"Sec-Fetch-Site": "cross-site"})
    assert other.status_code == 403
    sandbox.send({"to": "+" + customer["phone"], "type": "image", "image": {"id": ids["image/png"]}})
    (bubble,) = sandbox.ask("GET", f"customers/{customer['id']}/messages")["messages"]
    assert bubble["file"] == {"id": ids["image/png"], "mime": "image/png", "filename": "a.bin"}


def test_files_are_on_disk_and_gone_with_the_sandbox() -> None:
    from zapbot.sandbox.files import Files

    files = Files(most=2)
    kept = []
    for n in range(3):
        incoming = files.incoming()
        incoming.write(b"x" * n)
        kept.append(incoming.keep("text/plain", None))
    folder: Path = files.folder
    assert [files.get(file.id) is not None for file in kept] == [False, True, True]
    assert len(list(folder.iterdir())) == 2
    files.close()
    assert not folder.exists()
