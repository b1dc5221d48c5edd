"""What the body of a customer's message says, as JSON or as a form with a file."""

from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from zapbot.sandbox import samples
from zapbot.sandbox.files import PIECE, StoredFile
from zapbot.sandbox.world import World


class Said(msgspec.Struct, forbid_unknown_fields=True):
    """What the customer does: a text, a tap, a reaction, a file of a size, or any message object."""

    type: str | None = None
    text: str | None = None
    reply_to: str | None = None
    wamid: str | None = None
    id: str | None = None
    emoji: str = ""
    message: dict[str, Any] | None = None
    size: int | None = None
    mime: str | None = None
    filename: str | None = None
    caption: str | None = None
    voice: bool = False
    number: str | None = None


async def said(request: Request[Any, Any, Any], world: World) -> tuple[Said, StoredFile | None]:
    """What the customer does, and the file that came with it."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _form(request, world)
    try:
        wanted = msgspec.json.decode(await request.body(), type=Said)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ClientException(str(error)) from error
    return wanted, _made(world, wanted) if wanted.type in samples.SAMPLES and wanted.message is None else None


async def _form(request: Request[Any, Any, Any], world: World) -> tuple[Said, StoredFile]:
    form = dict(await request.form())
    file = form.pop("file", None)
    if not isinstance(file, UploadFile):
        raise ClientException("the form has no file")
    try:
        wanted = msgspec.convert(form, Said, strict=False)
    except msgspec.ValidationError as error:
        raise ClientException(str(error)) from error
    if wanted.type not in samples.SAMPLES:
        raise ClientException(f"type is one of {', '.join(samples.SAMPLES)}")
    incoming = world.files.incoming()
    while part := await file.read(PIECE):
        incoming.write(part)
    mime = wanted.mime or file.content_type or samples.SAMPLES[wanted.type].mime
    return wanted, incoming.keep(mime, wanted.filename or file.filename)


def _made(world: World, wanted: Said) -> StoredFile:
    """A file that is made up."""
    sample = samples.SAMPLES[wanted.type or ""]
    if wanted.size is not None and not 0 <= wanted.size <= samples.LARGEST:
        raise ClientException(f"size is 0 to {samples.LARGEST}")
    incoming = world.files.incoming()
    for part in samples.made(wanted.type or "", wanted.size):
        incoming.write(part)
    return incoming.keep(wanted.mime or sample.mime, wanted.filename or sample.filename)
