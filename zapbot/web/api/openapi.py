"""The API's description, OpenAPI 3.1: made when somebody first asks, from the very routes and shapes that serve."""

from typing import Any, get_args, get_origin

import msgspec
from litestar import Litestar, Response, Router
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from zapbot import __version__
from zapbot.web.api.access import Needs
from zapbot.web.api.problems import MEDIA_TYPE, Problem

ALWAYS = {
    400: "The request is malformed or a value is out of its range.",
    404: "What is named does not exist.",
    429: "Too many calls; `Retry-After` says when to come again.",
    503: "The store cannot be used now; try again.",
}
GUARDED = {401: "No token, or one that is not known any more.", 403: "The token's scopes are not enough."}
WRITING = {
    409: "It clashes with what is there already.",
    413: "The body is too large.",
    415: "The body is of another type.",
    422: "Understood, but it cannot be done: the detail says why.",
}
ABOUT = """Send `Authorization: Bearer <token>` with a token of `zapbot tokens add`, or of `POST /api/auth/token`.
Times are RFC 3339, phones E.164 with a plus, errors `application/problem+json`. Lists give `next_cursor`: send it as
`cursor` for the next page. Sending accepts an `Idempotency-Key`."""


def build(router: Router) -> dict[str, Any]:
    """The description of a router's routes."""
    from litestar.openapi.config import OpenAPIConfig
    from litestar.openapi.spec import Components, SecurityScheme

    bearer = SecurityScheme(type="http", scheme="bearer", description="An API token or an access token.")
    components = Components(security_schemes={"bearer": bearer})
    config = OpenAPIConfig("zapbot", __version__, description=ABOUT, components=components, use_handler_docstrings=True)
    described = Litestar([router], openapi_config=config, logging_config=None)
    document: dict[str, Any] = described.openapi_schema.to_schema()
    operations = _operations(described, document)
    _shape(document, operations)
    for operation, handler in operations:
        _carry(operation, handler)
        _complete(operation, scope_of(handler), reads=handler.http_methods == {"GET"})
    return document


def scope_of(handler: HTTPRouteHandler) -> str | None:
    """The scope a route needs; None when everybody may call it."""
    return next((guard.scope for guard in handler.guards or () if isinstance(guard, Needs)), None)


def _operations(described: Litestar, document: dict[str, Any]) -> list[tuple[dict[str, Any], HTTPRouteHandler]]:
    """Each operation with the handler it describes."""
    handlers = {
        (route.path_format, method.lower()): handler
        for route in described.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
    }
    paths: dict[str, dict[str, Any]] = document["paths"]
    return [(operation, handlers[path, method]) for path, item in paths.items() for method, operation in item.items()]


def _shape(document: dict[str, Any], operations: list[tuple[dict[str, Any], HTTPRouteHandler]]) -> None:
    """Put msgspec's own schemas in place of the framework's, which lose the limits of what lies deeper."""
    places: list[dict[str, Any]] = []
    shapes: list[Any] = [Problem]
    for operation, handler in operations:
        data = handler.parsed_fn_signature.parameters.get("data")
        if data is not None and _is_shape(data.annotation):
            places.append(operation["requestBody"]["content"]["application/json"])
            shapes.append(data.annotation)
        answer = _answer(handler)
        if _is_shape(answer):
            good = next(one for status, one in operation["responses"].items() if status < "300")
            places.append(good["content"]["application/json"])
            shapes.append(answer)
    (_, *schemas), components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    for place, schema in zip(places, schemas, strict=True):
        place["schema"] = schema
    document["components"]["schemas"] = components


def _carry(operation: dict[str, Any], handler: HTTPRouteHandler) -> None:
    """Say of a body that is a file that it is one."""
    file = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    if handler.opt.get("body") == "bytes":
        operation["requestBody"] = {"required": True, "content": file}
    if handler.opt.get("answer") == "bytes":
        parts = {
            "200": "All of it.",
            "206": "The part asked for.",
            "304": "It is as you know it.",
            "416": "No such part.",
        }
        for status, text in parts.items():
            content = {"*/*": file["application/octet-stream"]} if status in ("200", "206") else {}
            operation["responses"][status] = {"description": text, **({"content": content} if content else {})}


def _answer(handler: HTTPRouteHandler) -> Any:
    """What a handler returns, out of the response it may come in."""
    returned = handler.parsed_fn_signature.return_type
    inside = get_args(returned.annotation)
    return inside[0] if inside and returned.is_subclass_of(Response) else returned.annotation


def _is_shape(kind: Any) -> bool:
    """Whether a type is one of ours, or a list of one."""
    origin = get_origin(kind) or kind
    if origin is list:
        return _is_shape(get_args(kind)[0])
    return isinstance(origin, type) and issubclass(origin, msgspec.Struct)


def _complete(operation: dict[str, Any], scope: str | None, reads: bool) -> None:
    """What every operation has in common: who may call it, and how it can fail."""
    errors = ALWAYS | GUARDED if scope else ALWAYS | {401: GUARDED[401]}
    if not reads:
        errors = errors | WRITING
    operation["security"] = [{"bearer": []}] if scope else []
    if scope:
        operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope}`".strip()
    for status, text in sorted(errors.items()):
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        operation["responses"][str(status)] = {"description": text, "content": content}
