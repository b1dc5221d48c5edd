"""`GET /files/{sha256}`: a file we send, for a channel that fetches it by its address."""

import re
import time
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from zapbot import app, file_link
from zapbot.errors import NotFoundError
from zapbot.web.media import media_response

_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?codecs=[a-z0-9]+)?")


@get(f"{file_link.PATH}/{{sha256:str}}", include_in_schema=False, sync_to_thread=True)
def outgoing_file(request: Request[None, None, State], state: State, sha256: FromPath[str]) -> Response[Any]:
    """The file, for who has its signed address while that holds; else nothing is known of it."""
    address = f"{request.url.path}?{request.url.query}"
    if not file_link.opens(app.file_key(state.settings), address, time.time()):
        raise NotFoundException("there is no such file")
    query = request.query_params
    try:
        answer = media_response(state, sha256, request.headers, query.get("name") or None)
    except NotFoundError:
        raise NotFoundException("there is no such file") from None
    mime = query.get("mime", "")
    if _MIME.fullmatch(mime):  # what we said when we sent it, which the bytes may not show
        answer.media_type = mime
    return answer
