"""Files of the Graph API: upload and download; to resolve or delete one is with the nodes (Cloud API, media)."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Stream

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.files import DOWNLOADS, PIECE, StoredFile
from zapbot.sandbox.graph.doors import token_required, unknown_node
from zapbot.sandbox.rules import MEDIA, Rule
from zapbot.sandbox.world import World

_MB = 1024 * 1024
_LARGEST = {"image": 5 * _MB, "audio": 16 * _MB, "video": 16 * _MB, "text": 100 * _MB, "application": 100 * _MB}
_KINDS = {
    "image": ("image/jpeg", "image/png", "image/webp"),
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "video": ("video/mp4", "video/3gpp"),
}
_PAGE = b"<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"


class MediaUploads(Controller):
    """Files to be sent by id."""

    path = "/{version:str}/{node:str}/media"
    guards = [token_required]

    @post(status_code=200, request_max_body_size=101 * _MB)
    async def create(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], node: FromPath[str]
    ) -> dict[str, str]:
        """Take a file."""
        if node not in world.config.numbers:
            raise unknown_node(node, "post")
        return {"id": (await uploaded(world, await request.form())).id}


class Downloads(Controller):
    """The host the bytes come from; the token is needed here too."""

    path = DOWNLOADS
    guards = [token_required]

    @get()
    async def show(self, request: Request[Any, Any, Any], world: NamedDependency[World]) -> Response[Any]:
        """The bytes of an address that is still good."""
        return downloaded(request, world)


def downloaded(request: Request[Any, Any, Any], world: World) -> Response[Any]:
    """The answer to who reads a file's address."""
    query = request.query_params
    file = world.files.fetchable(query.get("mid", ""), query.get("ext", ""), query.get("hash", ""))
    rule = world.rules.take(MEDIA, None)
    if file is None or (rule and rule.kind == "media_expired"):
        return Response(b"", status_code=404, media_type="text/plain")
    if rule and rule.kind == "media_html":
        return Response(_PAGE, media_type="text/html; charset=utf-8")
    headers = {"Content-Length": str(file.size)}
    return Stream(_served(file, rule), media_type=file.mime, headers=headers)


async def uploaded(world: World, form: Any) -> StoredFile:
    """The file of a form, kept. Raises GraphError when Meta would not take it."""
    if form.get("messaging_product") != "whatsapp":
        raise GraphError(100, message="(#100) The parameter messaging_product is required.")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise GraphError(100, message="(#100) The parameter file is required.")
    mime = str(form.get("type") or file.content_type)
    incoming = world.files.incoming()
    try:
        while part := await file.read(PIECE):
            incoming.write(part)
        _check(mime, incoming.size)
    except BaseException:
        incoming.drop()
        raise
    return incoming.keep(mime, file.filename)


def resolve(world: World, node: str, base: str) -> dict[str, Any] | None:
    """What is known about a file; None when there is none of this id, or a rule hides it."""
    file = world.files.get(node)
    if file is None or world.rules.take(frozenset({"media_missing"}), None):
        return None
    return file.resolved(base, time.time())


def check_source(world: World, payload: dict[str, Any]) -> None:
    """Refuse a message whose file was deleted or grew too old."""
    media = payload.get(str(payload.get("type")))
    id = media.get("id") if isinstance(media, dict) else None
    if isinstance(id, str) and world.files.is_gone(id):
        raise GraphError(131009, f"Media id {id} does not exist.")


async def _served(file: StoredFile, rule: Rule | None) -> AsyncIterator[bytes]:
    """The bytes, spoilt as a rule says: the first one changed, or a pause in the middle."""
    half, sent = file.size // 2, 0
    for part in file.parts():
        if rule and rule.kind == "media_changed" and not sent:
            part = bytes([part[0] ^ 1]) + part[1:]
        if rule and rule.kind == "media_slow" and sent <= half < sent + len(part):
            await asyncio.sleep(rule.seconds)
        yield part
        sent += len(part)


def _check(mime: str, size: int) -> None:
    family = mime.partition("/")[0]
    allowed = _KINDS.get(family)
    if family not in _LARGEST or (allowed and mime.partition(";")[0] not in allowed):
        raise GraphError(100, details=f"Param file must be a file with one of the supported types, got {mime}")
    if not 0 < size <= _LARGEST[family]:
        raise GraphError(131053, details=f"The file has {size} bytes, {family} may have {_LARGEST[family]}.")
