"""A sandbox with several numbers, and one that speaks as 360dialog does."""

import httpx

from tests.sandbox.conftest import Starter
from tests.sandbox.receiver import until

A, B = "800000000000001", "800000000000002"
TEXT = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Oi"}}


def test_a_message_to_a_number_names_it_and_opens_only_its_window(start: Starter) -> None:
    sandbox = start(more_numbers=(B,))
    ana = sandbox.ask("POST", "customers", {"name": "Ana", "phone": "5511955550199"})
    sandbox.ask("POST", f"customers/{ana['id']}/messages", {"type": "text", "text": "Oi", "number": B})
    until(lambda: sandbox.receiver.messages())
    metadata = sandbox.receiver.values[0]["metadata"]
    assert metadata == {"display_phone_number": "551140000001", "phone_number_id": B}
    to = {**TEXT, "to": "+5511955550199"}
    wamids = {id: sandbox.graph.post(f"{id}/messages", json=to).json()["messages"][0]["id"] for id in (A, B)}
    failed = until(lambda: [s for s in sandbox.receiver.statuses(wamids[A]) if s["status"] == "failed"])
    assert failed[0]["errors"][0]["code"] == 131047
    until(lambda: [s for s in sandbox.receiver.statuses(wamids[B]) if s["status"] == "delivered"])
    told = [v["metadata"]["phone_number_id"] for v in sandbox.receiver.values if v.get("statuses")]
    assert set(told) == {A, B}


def test_a_number_the_account_does_not_have_is_refused(start: Starter) -> None:
    sandbox = start(more_numbers=(B,))
    ana = sandbox.customer(name="Ana")
    refused = sandbox.graph.post("800000000000003/messages", json={**TEXT, "to": f"+{ana['phone']}"})
    assert refused.status_code == 400
    body = {"type": "text", "text": "Oi", "number": "800000000000003"}
    assert sandbox.control.post(f"customers/{ana['id']}/messages", json=body).status_code == 400


def test_faults_and_throughput_are_each_numbers_own(start: Starter) -> None:
    sandbox = start(more_numbers=(B,), messages_per_second=1)
    ana = sandbox.customer(name="Ana")
    to = {**TEXT, "to": f"+{ana['phone']}"}
    sandbox.ask("POST", "rules", {"kind": "fail", "code": 133010, "number": B})
    assert sandbox.graph.post(f"{A}/messages", json=to).status_code == 200
    assert sandbox.graph.post(f"{B}/messages", json=to).json()["error"]["code"] == 133010
    assert sandbox.graph.post(f"{A}/messages", json=to).json()["error"]["code"] == 130429


def test_the_account_lists_its_numbers(start: Starter) -> None:
    sandbox = start(more_numbers=(B,))
    listed = sandbox.graph.get(f"{sandbox.config.business_account_id}/phone_numbers").json()["data"]
    assert [(number["id"], number["display_phone_number"]) for number in listed] == [
        (A, "+55 11 4000-0000"),
        (B, "+55 11 4000-0001"),
    ]
    assert sandbox.graph.get(B).json()["display_phone_number"] == "+55 11 4000-0001"


def test_as_360dialog_it_posts_with_a_header_and_knows_files_by_metas_host(start: Starter) -> None:
    sandbox = start(dialect="360dialog", webhook_secret="segredo")
    ana = sandbox.customer(name="Ana")
    sandbox.ask("POST", f"customers/{ana['id']}/messages", {"type": "image"})
    until(lambda: sandbox.receiver.posts)
    _, headers = sandbox.receiver.posts[0]
    assert headers["x-zapbot-secret"] == "segredo"
    assert "x-hub-signature-256" not in headers
    (message,) = sandbox.receiver.messages()
    with httpx.Client(base_url=sandbox.url, headers={"D360-API-KEY": sandbox.config.access_token}) as client:
        found = client.get(f"/{message['image']['id']}").json()
        assert found["url"].startswith("https://lookaside.fbsbx.com/whatsapp_business/attachments/")
        there = found["url"].removeprefix("https://lookaside.fbsbx.com")
        assert len(client.get(there).content) == found["file_size"]
        assert client.get("/unknown").status_code == 400
        assert client.get(there, headers={"D360-API-KEY": "outra"}).status_code == 401
        assert client.post("/messages", json={**TEXT, "to": f"+{ana['phone']}"}).status_code == 200
        assert client.post("/messages", json={**TEXT, "to": "x"}).status_code == 400
