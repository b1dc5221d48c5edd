"""The API's description: complete, and read without anything from elsewhere."""

import re

import pytest
from litestar import Litestar

from tests.web.api.conftest import Api
from zapbot.desk.scopes import SCOPES
from zapbot.web.api import reference
from zapbot.web.api.openapi import build
from zapbot.web.api.routes import api as router

DOCUMENT = build(router())


def test_the_page_shows_every_operation_and_asks_nobody_else(api: Api) -> None:
    answer = api.call("GET", "/docs", None)
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert re.findall(r'(?:src|href)="(?!/|#)[^"]*"', answer.text) == []
    assert [path for path in DOCUMENT["paths"] if f"<code>{path}</code>" not in answer.text] == []
    assert re.search(r" style=| on\w+=", answer.text) is None


def test_the_document_is_served_to_anybody_and_is_the_one_built_here(api: Api) -> None:
    assert api.get("/schema/openapi.json", scope=None)["paths"] == DOCUMENT["paths"]


def test_every_operation_has_a_name_of_its_own_and_says_its_scope() -> None:
    operations = [operation for item in DOCUMENT["paths"].values() for operation in item.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        scopes = re.findall(r"Scope: `([^`]+)`", operation.get("description", ""))
        assert bool(scopes) == bool(operation["security"])
        assert set(scopes) <= set(SCOPES)


def test_every_reference_leads_somewhere() -> None:
    names = set(re.findall(r"#/components/schemas/([^'\"]+)", str(DOCUMENT)))
    assert names <= DOCUMENT["components"]["schemas"].keys()
    assert "NewMessage" in names


def test_limits_that_lie_deep_are_told() -> None:
    tags = DOCUMENT["components"]["schemas"]["NewContact"]["properties"]["tags"]
    assert (tags["maxItems"], tags["items"]["maxLength"]) == (50, 100)


def test_an_example_of_a_body_is_one_the_server_would_read() -> None:
    import msgspec

    from zapbot.web.api.messages import NewMessage

    (send,) = [one for one in reference.groups(DOCUMENT)["messages"] if one.id == "ApiMessagesSendMessage"]
    assert msgspec.json.decode(send.body, type=NewMessage).to == "+5511987654321"


@pytest.mark.parametrize("path", ["/api/docs", "/api/schema/openapi.json"])
def test_the_description_is_not_made_before_somebody_asks(path: str) -> None:
    application = Litestar([router()], openapi_config=None)
    assert "openapi" not in application.state
    assert path in {route.path for route in application.routes}
