"""`/static`: the styles and scripts of the pages. What is not in our list of files does not exist."""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from zapbot.web import assets, headers


@get("/static/{name:str}", sync_to_thread=False, include_in_schema=False)
def static_file(
    request: Request[Any, Any, State], state: State, name: FromPath[str], v: FromQuery[str] = ""
) -> Response[bytes]:
    """A file; for ever when its address has the right mark."""
    asset = assets.load().get(name)
    if asset is None:
        raise NotFoundException("there is no such file")
    secure = (state.settings.public_url or "").startswith("https://")
    found = headers.asset(v == asset.mark, secure) | {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.content, media_type=asset.media_type, headers=found)
    return Response(asset.compressed, media_type=asset.media_type, headers=found | {"Content-Encoding": "gzip"})
