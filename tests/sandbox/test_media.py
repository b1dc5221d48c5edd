"""Uploads: what Meta would take is taken, the rest is refused with its code."""

from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import Sandbox

MB = 1024 * 1024


def upload(sandbox: Sandbox, data: bytes, mime: str, node: str | None = None, **form: str) -> httpx.Response:
    """Upload a file as `zapbot` does."""
    fields = {"messaging_product": "whatsapp", "type": mime, **form}
    return sandbox.graph.post(
        f"{node or sandbox.config.phone_number_id}/media", data=fields, files={"file": ("a.bin", data, mime)}
    )


def error(answer: httpx.Response) -> dict[str, Any]:
    """What is wrong, as Meta says it."""
    assert answer.status_code >= 400
    found: dict[str, Any] = answer.json()["error"]
    return found


@pytest.mark.parametrize(
    "mime",
    ["image/png", "image/jpeg", "audio/ogg", "audio/ogg; codecs=opus", "video/mp4", "application/pdf", "text/plain"],
)
def test_a_file_gets_an_id_of_its_own(sandbox: Sandbox, mime: str) -> None:
    ids = [upload(sandbox, b"bytes", mime).json()["id"] for _ in range(2)]
    assert len(set(ids)) == 2
    assert all(id.isdigit() for id in ids)


def test_an_uploaded_picture_can_be_sent_by_its_id(sandbox: Sandbox) -> None:
    customer = sandbox.customer()
    id = upload(sandbox, b"bytes", "image/png").json()["id"]
    payload = {"to": "+" + customer["phone"], "type": "image", "image": {"id": id, "caption": "Loja"}}
    assert sandbox.send(payload).status_code == 200


@pytest.mark.parametrize("mime", ["image/gif", "image/svg+xml", "audio/x-wav", "video/avi", "nonsense", "chemical/x"])
def test_a_kind_meta_does_not_take_is_refused(sandbox: Sandbox, mime: str) -> None:
    assert error(upload(sandbox, b"bytes", mime))["code"] == 100


def test_a_file_that_is_empty_or_too_large_is_refused(sandbox: Sandbox) -> None:
    assert upload(sandbox, b"x" * (5 * MB), "image/png").status_code == 200
    assert error(upload(sandbox, b"x" * (5 * MB + 1), "image/png"))["code"] == 131053
    assert error(upload(sandbox, b"", "image/png"))["code"] == 131053


def test_what_is_missing_is_told(sandbox: Sandbox) -> None:
    path = f"{sandbox.config.phone_number_id}/media"
    nothing = sandbox.graph.post(path, data={"messaging_product": "whatsapp"}, files={"other": b"x"})
    assert "file is required" in error(nothing)["message"]
    text = sandbox.graph.post(path, data={"messaging_product": "whatsapp", "file": "x"})
    assert "file is required" in error(text)["message"]
    assert "messaging_product" in error(upload(sandbox, b"x", "image/png", messaging_product=""))["message"]


def test_without_a_token_or_for_another_number_nothing_is_taken(sandbox: Sandbox) -> None:
    assert error(upload(sandbox, b"x", "image/png", node="1"))["code"] == 100
    url = f"{sandbox.url}/v26.0/{sandbox.config.phone_number_id}/media"
    refused = httpx.post(url, data={"messaging_product": "whatsapp"}, files={"file": b"x"})
    assert error(refused)["code"] in (190, 104, 200)
