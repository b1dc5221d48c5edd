"""Who may call the Graph API, and the errors of those who may not (Graph API, access tokens)."""

import re
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.response import Response

from zapbot.sandbox.faults import GraphError

_VERSION = re.compile(r"v\d+\.\d+")
_DOCS = "Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"


def token_required(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse another token than the number's, and a path that does not begin with a version."""
    version = connection.path_params.get("version", "v1.0")
    if not _VERSION.fullmatch(version):
        raise unknown_path(connection.url.path)
    given = connection.headers.get("authorization", "")
    expected = connection.app.state.world.config.access_token
    if given != f"Bearer {expected}" and connection.query_params.get("access_token") != expected:
        raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")


def unknown_path(path: str) -> GraphError:
    """The Graph API's 404, which is a 400."""
    return GraphError(2500, message=f"Unknown path components: {path}", http_status=400)


def unknown_node(node: str, method: str = "get") -> GraphError:
    """An id that does not exist, or is not yours: Meta does not say which."""
    message = (
        f"Unsupported {method} request. Object with ID '{node}' does not exist, cannot be loaded due to missing"
        f" permissions, or does not support this operation. {_DOCS}"
    )
    return GraphError(100, message=message, kind="GraphMethodException", subcode=33)


def refuse(request: Request[Any, Any, Any], error: GraphError) -> Response[dict[str, Any]]:
    """Answer a GraphError, and leave its code where the request log finds it."""
    request.scope["state"]["graph_code"] = error.code
    return Response(error.body(), status_code=error.http_status, media_type="application/json")
