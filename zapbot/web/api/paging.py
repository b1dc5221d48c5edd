"""Lists, page by page: a cursor is the last key seen, so what comes in between moves nothing."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

import msgspec
from litestar.exceptions import ClientException
from litestar.params import PathParameter, QueryParameter

MOST = 2**53 - 1
"""The largest number every JSON reader holds exactly."""

Item = TypeVar("Item")
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Most items of a page.")]
Cursor = Annotated[str, QueryParameter(max_length=200, description="`next_cursor` of the page before.")]
Id = Annotated[int, PathParameter(ge=1, le=MOST)]
FilterId = Annotated[int | None, QueryParameter(ge=1, le=MOST)]

_decoder: msgspec.json.Decoder[int] = msgspec.json.Decoder(Annotated[int, msgspec.Meta(ge=1, le=MOST)])


class Page(msgspec.Struct, Generic[Item], frozen=True):
    """Some items, and where to go on; no cursor means that this was the last page."""

    items: list[Item]
    next_cursor: str | None = None


def before(cursor: str) -> int | None:
    """The key a page begins after. Raises ClientException for a cursor we never gave."""
    if not cursor:
        return None
    try:
        return _decoder.decode(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (msgspec.DecodeError, binascii.Error, ValueError):
        raise ClientException("cursor: this is not a next_cursor of ours") from None


def page(items: Sequence[Item], keys: Sequence[int], limit: int) -> Page[Item]:
    """A page of a list that was read one item further than asked for."""
    if len(items) <= limit:
        return Page(list(items))
    mark = base64.urlsafe_b64encode(msgspec.json.encode(keys[limit - 1])).decode().rstrip("=")
    return Page(list(items[:limit]), mark)
