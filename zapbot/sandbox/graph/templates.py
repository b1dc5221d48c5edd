"""`/{version}/{account id}/message_templates`: listed, handed in, deleted (Cloud API, templates)."""

import base64
from typing import Any

import msgspec
from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from zapbot.sandbox import review
from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.graph.doors import token_required, unknown_node
from zapbot.sandbox.shapes.new_template import check_template
from zapbot.sandbox.templates import Template
from zapbot.sandbox.world import World

MOST_PER_PAGE = 1000


class MessageTemplates(Controller):
    """The account's templates."""

    path = "/{version:str}/{node:str}/message_templates"
    guards = [token_required]

    @get()
    async def index(
        self,
        request: Request[Any, Any, Any],
        world: NamedDependency[World],
        node: FromPath[str],
        fields: FromQuery[str] = "",
        limit: FromQuery[int] = 25,
        after: FromQuery[str] = "",
    ) -> dict[str, Any]:
        """One page of the templates that pass the filters."""
        _account_only(world, node, "get")
        wanted = {name: request.query_params.get(name) for name in ("name", "status", "category", "language")}
        found = [template for template in world.templates if _passes(template, wanted)]
        start = _position(after)
        page = found[start : start + max(1, min(limit, MOST_PER_PAGE))]
        answer: dict[str, Any] = {"data": [_chosen(template, fields) for template in page]}
        if page:
            end = start + len(page)
            answer["paging"] = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
            if end < len(found):
                answer["paging"]["next"] = str(request.url.with_replacements(query=f"after={_cursor(end)}"))
        return answer

    @post(status_code=200)
    async def create(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], node: FromPath[str]
    ) -> dict[str, Any]:
        """Take a template for review."""
        _account_only(world, node, "post")
        payload = _decode(await request.body())
        check_template(payload)
        if world.templates.find(payload["name"], payload["language"]):
            raise GraphError(100, "There is already content in this language for this template.", subcode=2388024)
        template = world.templates.add(
            payload["name"], payload["language"], payload["category"], payload["components"], "PENDING"
        )
        review.begin(world, template)
        return {"id": template.id, "status": template.status, "category": template.category}

    @delete(status_code=200)
    async def remove(
        self,
        world: NamedDependency[World],
        node: FromPath[str],
        name: FromQuery[str] = "",
        hsm_id: FromQuery[str] = "",
    ) -> dict[str, bool]:
        """Delete a template in one language, or without `hsm_id` in all."""
        _account_only(world, node, "delete")
        found = [one for one in world.templates if one.name == name and hsm_id in ("", one.id)]
        if not found:
            raise GraphError(100, f"No template named {name} was found.", subcode=2593002)
        for template in found:
            world.templates.remove(template)
        return {"success": True}


def _account_only(world: World, node: str, method: str) -> None:
    if node != world.config.business_account_id:
        raise unknown_node(node, method)


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise GraphError(100, message="(#100) The parameter name is required.") from None


def _passes(template: Template, wanted: dict[str, str | None]) -> bool:
    node = template.as_node()
    return all(value is None or str(node[name]).lower() == value.lower() for name, value in wanted.items())


def _chosen(template: Template, fields: str) -> dict[str, Any]:
    node = template.as_node()
    wanted = {"id", *(name.strip() for name in fields.split(","))} if fields else set(node) - {"quality_score"}
    return {name: value for name, value in node.items() if name in wanted}


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"at {position}".encode()).decode()


def _position(cursor: str) -> int:
    """Where a cursor points; 0 without one."""
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("at "))
    except ValueError:
        raise GraphError(100, message="(#100) Invalid cursors values") from None
