"""`/api/media`: files in and out, part by part, never whole in memory."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import PathParameter

from zapbot.errors import UsageError
from zapbot.store.media import MOST_BYTES
from zapbot.web import media
from zapbot.web.api.access import needs
from zapbot.web.opened import StartingError

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class Stored(msgspec.Struct, frozen=True):
    """A file that is here now: name it as `source` of a message's media."""

    id: str
    size: int
    mime: str


class MediaFiles(Controller):
    """Files: uploaded to be sent, and fetched."""

    path = "/media"
    tags = ["media"]

    @post("/", guards=[needs("media:write")], request_max_body_size=MOST_BYTES, opt={"body": "bytes"})
    async def upload_media(self, request: Request[Any, Any, State], state: State) -> Stored:
        """Keep a file, sent as the raw body; its type is found from its bytes."""
        if request.headers.get("content-type", "").startswith(FORMS):
            raise HTTPException(status_code=415, detail="send the file itself as the body, not a form")
        if not state.ready.is_set():
            raise StartingError
        try:
            kept = await media.keep(state.settings.data_dir, request.stream())
        except ValueError as error:
            raise HTTPException(status_code=413, detail=str(error)) from None
        if not kept.size:
            raise UsageError("the body is empty: send the file itself")
        return Stored(f"sha256:{kept.sha256}", kept.size, kept.mime)

    @get("/{id:str}", guards=[needs("read")], opt={"answer": "bytes"}, sync_to_thread=True)
    def get_media(
        self,
        id: Annotated[str, PathParameter(description="An id of an upload, or of a message's file.")],
        request: Request[Any, Any, State],
        state: State,
    ) -> Response[Any]:
        """Give a file, or the part a `Range` asks for."""
        return media.media_response(state, id.removeprefix("sha256:"), request.headers)
