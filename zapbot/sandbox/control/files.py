"""The files of a chat, for the page: shown when they are pictures, sounds or films, else saved."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response, Stream

from zapbot.sandbox.control.errors import own_pages_only
from zapbot.sandbox.world import World

_SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "audio/", "video/")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class FilesApi(Controller):
    """What was sent, by its id."""

    path = "/sandbox/api/files"
    guards = [own_pages_only]

    @get("/{id:str}")
    async def show(self, world: NamedDependency[World], id: FromPath[str]) -> Response[Any]:
        """The bytes of a file."""
        file = world.files.get(id)
        if file is None:
            raise NotFoundException(f"no file {id}")
        shown = file.mime.startswith(_SHOWN)
        how = "inline" if shown else "attachment"
        headers = {**_HEADERS, "Content-Disposition": how, "Content-Length": str(file.size)}
        mime = file.mime if shown else "application/octet-stream"
        return Stream(file.parts(), media_type=mime, headers=headers)
