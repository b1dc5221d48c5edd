"""Contacts, conversations, messages, flows and numbers over the API."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from tests.desk.office import FLOW
from tests.web.api.conftest import NUMBER, Api
from zapbot.store import audit, contacts, conversations

TEXT = {"kind": "text", "text": "Seu pedido saiu."}


def test_a_contact_is_made_found_changed_and_read(api: Api) -> None:
    made = api.post("/contacts", {"phone": "(11) 98765-4321", "name": "Ana", "fields": {"placa": "ABC1D23"}})
    assert made.status_code == 201
    contact = made.json()
    assert (contact["phone"], contact["name"], contact["marketing"]) == ("+5511987654321", "Ana", None)
    assert datetime.fromisoformat(contact["created_at"]).tzinfo is not None
    changes = {"tags": ["vip", "carro"], "fields": {"placa": None, "cidade": "Recife"}}
    changed = api.call("PATCH", f"/contacts/{contact['id']}", json=changes).json()
    assert (changed["tags"], changed["fields"]) == (["carro", "vip"], {"cidade": "Recife"})
    assert api.get(f"/contacts/{contact['id']}") == changed
    for query in ("search=an", "search=98765", "search=98765-43", "tag=vip", "search=Ana&tag=carro"):
        assert [one["id"] for one in api.get(f"/contacts?{query}")["items"]] == [contact["id"]], query
    for query in ("search=%25", "search=_na", "search=12", "tag=vi", "search=Ana&tag=moto", "search=%27%20or%201=1"):
        assert api.get(f"/contacts?{query}")["items"] == [], query


def test_a_number_is_somebodys_once_in_whichever_form(api: Api) -> None:
    assert api.post("/contacts", {"phone": "+55 31 98555-0103"}).status_code == 201
    again = api.post("/contacts", {"phone": "31 8555-0103"})
    assert (again.status_code, again.json()["type"]) == (409, "urn:zapbot:conflict")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "phone"),
        ({"phone": 5}, "phone"),
        ({"phone": "+5511955550199", "tags": ["a", ""]}, "tags"),
        ({"phone": "+5511955550199", "name": ""}, "name"),
    ],
)
def test_a_field_that_is_wrong_is_named(api: Api, body: dict[str, object], field: str) -> None:
    answer = api.post("/contacts", body)
    assert answer.status_code == 400
    assert any(field in error["field"] + error["reason"] for error in answer.json()["errors"])


@pytest.mark.parametrize(
    "body",
    [
        {"phone": "abc"},
        {"phone": "+5511955550199", "role": "admin"},
        {"phone": "+5511955550199", "id": 1},
        {"phone": "+5511955550199", "fields": {"a": {"b": 1}}},
        {"phone": "+5511955550199", "fields": {"name": "x"}},
        {"phone": "+5511955550199", "fields": {"a": "x" * 70_000}},
    ],
)
def test_what_a_contact_cannot_be_is_refused_and_nothing_is_kept(api: Api, db: Database, body: object) -> None:
    before = db.execute("select count(*) from contacts").fetchone()
    assert api.post("/contacts", body).status_code == 400
    assert db.execute("select count(*) from contacts").fetchone() == before


def test_consent_is_noted_with_who_said_so(api: Api, db: Database) -> None:
    id = api.customer("+5511955550111")
    assert api.post(f"/contacts/{id}/opt-out").json()["marketing"] == "out"
    assert api.post(f"/contacts/{id}/opt-in").json()["marketing"] == "in"
    rows = db.execute("select kind, source, detail from consents where contact_id = ? order by id", (id,)).fetchall()
    assert [row[:2] for row in rows] == [("out", "api"), ("in", "api")]
    assert rows[0][2].startswith("token:")
    assert api.post("/contacts/99999/opt-out").status_code == 404


def test_a_message_is_queued_once_per_key(api: Api, db: Database) -> None:
    id = api.customer("+5511955550112")
    body, key = {"to": f"contact:{id}", "content": TEXT}, {"Idempotency-Key": "pedido-1"}
    first = api.post("/messages", body, headers=key)
    assert first.status_code == 202
    message = first.json()
    assert (message["status"], message["held"], message["origin"]) == ("pending", False, "api")
    assert message["sender"].startswith("token:")
    assert first.headers["location"] == f"/api/messages/{message['id']}"
    assert api.post("/messages", body, headers=key).json()["id"] == message["id"]
    other = api.post("/messages", {**body, "content": {"kind": "text", "text": "Outro."}}, headers=key)
    assert other.status_code == 409
    assert api.post("/messages", body, headers=key, scope="messages:write").json()["id"] != message["id"]
    count = db.execute("select count(*) from messages where contact_id = ?", (id,)).fetchone()[0]
    assert count == 2
    assert api.get(f"/messages/{message['id']}")["content"]["text"] == TEXT["text"]


def test_a_closed_window_is_said_and_may_be_waited_for(api: Api) -> None:
    body = {"to": "+5511955550113", "content": TEXT}
    refused = api.post("/messages", body)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:zapbot:window-closed")
    held = api.post("/messages", {**body, "outside": "hold"})
    assert (held.status_code, held.json()["held"]) == (202, True)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"content": {"kind": "text", "text": "x" * 4097}}, 422),
        ({"content": {"kind": "fax", "text": "x"}}, 400),
        ({"content": {"kind": "text"}}, 400),
        ({"to": "ninguém"}, 422),
        ({"to": "contact:999999"}, 404),
        ({"number": "123"}, 404),
        ({"at": "2026-03-02T10:00:00"}, 400),
        ({"at": "soon"}, 400),
        ({"at": "9999-12-31T23:59:59Z"}, 422),
        ({"origin": "flow"}, 400),
        ({"reply_to": 2**60}, 400),
    ],
)
def test_a_message_that_cannot_go_is_refused_with_the_reason(api: Api, changed: dict[str, object], status: int) -> None:
    answer = api.post("/messages", {"to": "+5511955550114", "content": TEXT, **changed})
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_pages_stay_right_while_messages_come(api: Api) -> None:
    id = api.customer("+5511955550115")

    def send(text: str) -> int:
        body = {"to": f"contact:{id}", "content": {"kind": "text", "text": text}}
        return int(api.post("/messages", body).json()["id"])

    sent = [send(str(number)) for number in range(5)]
    page = api.get(f"/messages?contact={id}&limit=2")
    seen = [one["id"] for one in page["items"]]
    send("newer")
    while page["next_cursor"]:
        page = api.get(f"/messages?contact={id}&limit=2&cursor={page['next_cursor']}")
        seen += [one["id"] for one in page["items"]]
    assert seen == sent[::-1]


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=LTE", "cursor=MS41", "limit=0", "limit=-1", "limit=1000", "limit=x"]
)
def test_a_page_that_is_none_is_refused(api: Api, query: str) -> None:
    assert api.call("GET", f"/contacts?{query}").status_code == 400


def test_messages_are_found_by_what_they_are(api: Api) -> None:
    id = api.customer("+5511955550116")
    sent = api.post("/messages", {"to": f"contact:{id}", "content": TEXT}).json()
    conversation = sent["conversation_id"]
    later = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    earlier = (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {
        f"conversation={conversation}": 1,
        f"contact={id}&status=pending": 1,
        f"contact={id}&status=read": 0,
        f"contact={id}&since={earlier}": 1,
        f"contact={id}&since={later}": 0,
    }
    for query, count in found.items():
        assert len(api.get(f"/messages?{query}")["items"]) == count, query
    assert api.get(f"/conversations/{conversation}/messages")["items"][0]["id"] == sent["id"]
    assert api.call("GET", "/messages?since=yesterday").status_code == 400
    assert api.call("GET", "/messages?status=nice").status_code == 400
    assert api.call("GET", "/conversations/9999/messages").status_code == 404


def test_a_conversation_is_handed_over_and_back_and_resolved(api: Api, db: Database) -> None:
    id = api.customer("+5511955550117", "Bia")
    (conversation,) = api.get(f"/conversations?contact={id}")["items"]
    path = f"/conversations/{conversation['id']}"
    assert (conversation["owner"], conversation["contact_name"], conversation["number"]) == ("bot", "Bia", NUMBER)
    assert api.call("PATCH", path, json={"team": "vendas"}).status_code == 400
    taken = api.call("PATCH", path, json={"owner": "person", "team": "vendas"}).json()
    assert (taken["owner"], taken["team"]) == ("person", "vendas")
    assert [one["id"] for one in api.get("/conversations?owner=person&team=vendas")["items"]] == [taken["id"]]
    assert api.call("PATCH", path, json={"owner": "bot"}).json()["owner"] == "bot"
    assert api.call("PATCH", path, json={"status": "resolved"}).json()["status"] == "resolved"
    assert api.call("PATCH", path, json={"status": "open"}).json()["status"] == "open"
    kinds = [kind for (kind,) in db.execute("select kind from journal where conversation_id = ?", (taken["id"],))]
    wanted = ["conversation.assigned", "conversation.assigned", "conversation.resolved", "conversation.reopened"]
    assert [kind for kind in kinds if kind in wanted] == wanted
    assert api.call("PATCH", path, json={"owner": "nobody"}).status_code == 400
    assert api.call("PATCH", "/conversations/9999", json={}).status_code == 404


def test_a_flow_is_listed_and_started_once(api: Api, db: Database) -> None:
    api.stack.import_flow(FLOW)
    id = api.customer("+5511955550118")
    (flow,) = api.get("/flows")
    assert (flow["id"], flow["version"], flow["standing"]) == ("ola", 1, 0)
    started = api.post("/flows/ola/start", {"to": f"contact:{id}"}, scope="flows:start")
    assert started.status_code == 202, started.text
    assert started.json()["contact_id"] == id
    assert [one["text"] for one in api.get(f"/messages?contact={id}")["items"]] == ["Como posso ajudar?"]
    again = api.post("/flows/ola/start", {"to": f"contact:{id}"})
    assert (again.status_code, "another flow" in again.json()["detail"]) == (409, True)
    closed = api.post("/flows/ola/start", {"to": "+5511955550119"})
    assert (closed.status_code, "window is closed" in closed.json()["detail"]) == (409, True)
    assert api.post("/flows/none/start", {"to": f"contact:{id}"}).status_code == 404


def test_numbers_are_those_of_the_store(api: Api, db: Database) -> None:
    stats = api.get("/stats?month=2026-03")
    assert stats["contacts"] == db.execute("select count(*) from contacts").fetchone()[0]
    assert stats["messages"]["out"]["pending"] >= 1
    assert stats["costs"] == {"month": "2026-03", "currency": "BRL", "categories": [], "total": "0"}
    assert api.call("GET", "/stats?month=2026-13").status_code == 400


def test_nothing_read_holds_a_secret(api: Api) -> None:
    paths = ["/contacts", "/conversations", "/messages", "/flows", "/templates", "/campaigns", "/webhooks", "/stats"]
    shown = "".join(api.call("GET", path).text for path in [*paths, "/schema/openapi.json", "/docs"])
    secrets = [token.split("_", 2)[2] for token in api.tokens.values()]
    hashes = [hash for (hash,) in api.db.execute("select password_hash from users")]
    assert [one for one in [*secrets, *hashes, "token-de-teste", "segredo-de-teste"] if one in shown] == []


def test_signing_in_and_failing_is_in_the_audit_log_without_the_password(api: Api) -> None:
    api.sign_in("agent")
    api.post("/auth/token", {"email": "agent@loja.example", "password": "errada errada"}, scope=None)
    lines = audit.listed(api.db, 2)
    assert [line.what for line in lines] == ["login.failed", "login"]
    assert "errada" not in str(lines)


@pytest.mark.parametrize("path", ["/nothing", "/contacts/1/nothing", "/contacts/one", "/contacts/0x1", "/contacts/1.5"])
def test_a_path_that_is_none_is_a_404(api: Api, path: str) -> None:
    assert api.call("GET", path).status_code == 404


def test_a_method_that_is_none_is_a_405(api: Api) -> None:
    answer = api.call("PUT", "/contacts")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "OPTIONS", "POST"})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"phone": "\xff"}', b"[" * 100_000, b'{"phone": 1e999}'])
def test_a_body_that_is_none_is_a_400(api: Api, body: bytes) -> None:
    answer = api.call("POST", "/contacts", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_body_too_large_is_a_413(api: Api) -> None:
    body = b'{"phone": "' + b"1" * 1_100_000 + b'"}'
    assert api.call("POST", "/contacts", content=body).status_code == 413


def test_a_body_of_another_type_is_a_415(api: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        answer = api.call("POST", "/contacts", content=b'{"phone": "+5511955550120"}', headers={"Content-Type": kind})
        assert answer.status_code == 415, kind


def test_the_store_locked_for_long_is_a_503(api: Api) -> None:
    api.db.execute("begin immediate")
    try:
        answer = api.post("/contacts", {"phone": "+5511955550121"})
    finally:
        api.db.execute("rollback")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_what_the_store_holds_of_a_conversation_is_what_the_api_says(api: Api, db: Database) -> None:
    id = api.customer("+5511955550122", "Caio")
    contact, conversation = contacts.get(db, id), conversations.current(db, id, time.time(), NUMBER)
    shown = api.get(f"/conversations/{conversation.id}")
    assert (shown["contact_name"], shown["contact_phone"]) == (contact.name, f"+{contact.phone}")
