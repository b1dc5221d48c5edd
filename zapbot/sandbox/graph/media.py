"""`POST /{version}/{phone number id}/media`: uploads (Cloud API, media). Bytes are measured and forgotten."""

import itertools
from typing import Any

from litestar import Controller, Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.graph.doors import token_required, unknown_node
from zapbot.sandbox.world import World

_MB = 1024 * 1024
_LARGEST = {"image": 5 * _MB, "audio": 16 * _MB, "video": 16 * _MB, "text": 100 * _MB, "application": 100 * _MB}
_KINDS = {
    "image": ("image/jpeg", "image/png", "image/webp"),
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "video": ("video/mp4", "video/3gpp"),
}
_ids = itertools.count(1037000000000001)


class MediaUploads(Controller):
    """Files to be sent by id."""

    path = "/{version:str}/{node:str}/media"
    guards = [token_required]

    @post(status_code=200, request_max_body_size=101 * _MB)
    async def create(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], node: FromPath[str]
    ) -> dict[str, str]:
        """Take a file."""
        if node != world.config.phone_number_id:
            raise unknown_node(node, "post")
        form = await request.form()
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="(#100) The parameter messaging_product is required.")
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise GraphError(100, message="(#100) The parameter file is required.")
        _check(str(form.get("type") or file.content_type), len(await file.read()))
        return {"id": str(next(_ids))}


def _check(mime: str, size: int) -> None:
    family = mime.partition("/")[0]
    allowed = _KINDS.get(family)
    if family not in _LARGEST or (allowed and mime.partition(";")[0] not in allowed):
        raise GraphError(100, details=f"Param file must be a file with one of the supported types, got {mime}")
    if not 0 < size <= _LARGEST[family]:
        raise GraphError(131053, details=f"The file has {size} bytes, {family} may have {_LARGEST[family]}.")
