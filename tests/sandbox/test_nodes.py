"""What a set-up check reads from the Graph API."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import Sandbox


def test_the_number_shows_the_fields_asked_for(sandbox: Sandbox) -> None:
    answer = sandbox.graph.get("800000000000001?fields=verified_name,platform_type,quality_rating").json()
    assert answer == {
        "id": "800000000000001",
        "verified_name": "Padaria Aurora",
        "platform_type": "CLOUD_API",
        "quality_rating": "GREEN",
    }


@pytest.mark.parametrize("node", ["800000000000001", "900000000000001", "700000000000001"])
def test_every_node_tells_its_health(sandbox: Sandbox, node: str) -> None:
    health = sandbox.graph.get(f"{node}?fields=health_status").json()["health_status"]
    assert health["can_send_message"] == "AVAILABLE"
    assert {entity["entity_type"] for entity in health["entities"]} == {"PHONE_NUMBER", "WABA", "BUSINESS", "APP"}


def test_the_account_lists_its_number_and_apps(sandbox: Sandbox) -> None:
    numbers = sandbox.graph.get("900000000000001/phone_numbers").json()["data"]
    assert [number["display_phone_number"] for number in numbers] == ["+55 11 4000-0000"]
    assert sandbox.graph.post("900000000000001/subscribed_apps").json() == {"success": True}
    apps = sandbox.graph.get("900000000000001/subscribed_apps").json()["data"]
    assert apps[0]["whatsapp_business_api_data"]["id"] == "700000000000001"


@pytest.mark.parametrize("path", ["/v26.0/debug_token", "/debug_token"])
def test_a_token_can_be_inspected(sandbox: Sandbox, path: str) -> None:
    url = sandbox.url + path
    data = sandbox.graph.get(url, params={"input_token": sandbox.config.access_token}).json()["data"]
    assert data["is_valid"] is True
    assert "whatsapp_business_messaging" in data["scopes"]
    assert sandbox.graph.get(url, params={"input_token": "x"}).json()["data"]["is_valid"] is False


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("123", 400, 100),
        ("123/phone_numbers", 400, 100),
        ("800000000000001/unknown_edge", 400, 2500),
        ("/26/800000000000001", 400, 2500),
        ("/nowhere/at/all/here", 400, 2500),
    ],
)
def test_an_unknown_path_is_metas_error(sandbox: Sandbox, path: str, status: int, code: int) -> None:
    url = sandbox.url + path if path.startswith("/") else path
    response = sandbox.graph.get(url)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
