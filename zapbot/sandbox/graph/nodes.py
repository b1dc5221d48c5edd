"""What can be read about the number, the account and the token (Cloud API, set-up)."""

import time
from typing import Any

from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from zapbot.sandbox import numbers
from zapbot.sandbox.config import SandboxConfig
from zapbot.sandbox.graph import media
from zapbot.sandbox.graph.doors import token_required, unknown_node
from zapbot.sandbox.world import World

_NUMBER_DEFAULTS = (
    "id,display_phone_number,verified_name,quality_rating,code_verification_status,platform_type,throughput"
)


class Nodes(Controller):
    """The objects with an id."""

    path = "/{version:str}"
    guards = [token_required]

    @get("/{node:str}")
    async def show(
        self,
        request: Request[Any, Any, Any],
        world: NamedDependency[World],
        node: FromPath[str],
        fields: FromQuery[str] = "",
    ) -> dict[str, Any]:
        """The number, the account or the app, with the fields asked for; or a file."""
        config = world.config
        if node in config.numbers:
            return _chosen(_number(config, node), fields or _NUMBER_DEFAULTS)
        if node == config.business_account_id:
            return _chosen(_account(config), fields or "id,name,timezone_id,message_template_namespace")
        if node == config.app_id:
            return _chosen({"id": config.app_id, "name": "Sandbox", **_health(config)}, fields or "id,name")
        file = media.resolve(world, node, str(request.base_url))
        if file is None:
            raise unknown_node(node)
        return file

    @delete("/{node:str}", status_code=200)
    async def remove(self, world: NamedDependency[World], node: FromPath[str]) -> dict[str, bool]:
        """Forget a file."""
        if not world.files.remove(node):
            raise unknown_node(node, "delete")
        return {"success": True}

    @get("/{node:str}/phone_numbers")
    async def phone_numbers(
        self, world: NamedDependency[World], node: FromPath[str], fields: FromQuery[str] = ""
    ) -> dict[str, Any]:
        """The account's numbers."""
        _account_only(world, node, "get")
        found = [_number(world.config, id) for id in world.config.numbers]
        return {"data": [_chosen(number, fields or _NUMBER_DEFAULTS) for number in found]}

    @get("/{node:str}/subscribed_apps")
    async def subscribed_apps(self, world: NamedDependency[World], node: FromPath[str]) -> dict[str, Any]:
        """The apps that get the account's webhooks."""
        _account_only(world, node, "get")
        app = {"id": world.config.app_id, "name": "Sandbox", "link": "https://app.example/"}
        return {"data": [{"whatsapp_business_api_data": app}] if world.subscribed else []}

    @post("/{node:str}/subscribed_apps", status_code=200)
    async def subscribe(self, world: NamedDependency[World], node: FromPath[str]) -> dict[str, Any]:
        """Subscribe the token's app."""
        _account_only(world, node, "post")
        world.subscribed = True
        return {"success": True}

    @get("/debug_token")
    async def debug_token_of_version(
        self, request: Request[Any, Any, Any], world: NamedDependency[World]
    ) -> dict[str, Any]:
        """The same as without a version."""
        return _token(world.config, request.query_params.get("input_token"))


class DebugToken(Controller):
    """What a token may do."""

    path = "/debug_token"
    guards = [token_required]

    @get()
    async def show(self, world: NamedDependency[World], input_token: FromQuery[str] = "") -> dict[str, Any]:
        """Validity, scopes and expiry of a token."""
        return _token(world.config, input_token)


def _account_only(world: World, node: str, method: str) -> None:
    if node != world.config.business_account_id:
        raise unknown_node(node, method)


def _chosen(node: dict[str, Any], fields: str) -> dict[str, Any]:
    wanted = {"id", *(name.strip() for name in fields.split(","))}
    return {name: value for name, value in node.items() if name in wanted}


def _number(config: SandboxConfig, id: str) -> dict[str, Any]:
    return {
        "id": id,
        "display_phone_number": numbers.pretty(config.numbers[id]),
        "verified_name": config.verified_name,
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": config.messaging_limit,
        "webhook_configuration": {"application": config.callback_url},
        "is_on_biz_app": False,
        "is_pin_enabled": True,
        **_health(config),
    }


def _account(config: SandboxConfig) -> dict[str, Any]:
    return {
        "id": config.business_account_id,
        "name": config.verified_name,
        "currency": "BRL",
        "timezone_id": "25",
        "message_template_namespace": "00000000_0000_0000_0000_000000000000",
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        **_health(config),
    }


def _health(config: SandboxConfig) -> dict[str, Any]:
    parts = (
        ("PHONE_NUMBER", config.phone_number_id),
        ("WABA", config.business_account_id),
        ("BUSINESS", "600000000000001"),
        ("APP", config.app_id),
    )
    entities = [{"entity_type": kind, "id": id, "can_send_message": "AVAILABLE"} for kind, id in parts]
    return {"health_status": {"can_send_message": "AVAILABLE", "entities": entities}}


def _token(config: SandboxConfig, token: str | None) -> dict[str, Any]:
    if token != config.access_token:
        error = {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    scopes = ["whatsapp_business_management", "whatsapp_business_messaging"]
    return {
        "data": {
            "app_id": config.app_id,
            "type": "SYSTEM_USER",
            "application": "Sandbox",
            "data_access_expires_at": 0,
            "expires_at": 0,
            "is_valid": True,
            "issued_at": int(time.time()),
            "scopes": scopes,
            "granular_scopes": [{"scope": scope, "target_ids": [config.business_account_id]} for scope in scopes],
            "user_id": "122000000000001",
        }
    }
