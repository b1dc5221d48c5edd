"""Customers' files over HTTP: in parts, and so that nothing a customer sends can run in a browser.

The type is what the bytes are, never what somebody said; what is no picture, sound or film is only ever saved.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Response
from litestar.datastructures import State, UploadFile
from litestar.response import Stream

from zapbot import filenames, mime
from zapbot.errors import NotFoundError
from zapbot.store import attachments, media
from zapbot.web.opened import opened

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Accept-Ranges": "bytes",
}
"""On every answer with a customer's bytes, as PocketBase and Miniflux guard theirs."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PART = 512 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was uploaded."""

    sha256: str
    size: int
    mime: str


def media_response(state: State, id: str, request_headers: Mapping[str, str], name: str | None = None) -> Response[Any]:
    """A file by the id of a message's file or by its SHA-256. Raises NotFoundError when it is not here (yet)."""
    data_dir: Path = state.settings.data_dir
    sha256, filename = _found(state, id)
    size = media.size(data_dir, sha256)
    if size is None:
        raise NotFoundError(f"the file {id} is not stored here")
    kind = mime.sniffed(media.head(data_dir, sha256))
    how = "inline" if kind.startswith(mime.INLINE) else "attachment"
    headers = {**HEADERS, "ETag": f'"{sha256}"', "Content-Disposition": filenames.disposition(how, name or filename)}
    return _answer(data_dir, sha256, size, kind, headers, request_headers)


async def keep(data_dir: Path, parts: AsyncIterator[bytes], most: int = media.MOST_BYTES) -> Kept:
    """Keep an upload as it comes. Raises ValueError when it is larger than `most` bytes."""
    with media.Writer(data_dir, most) as writer:
        waiting = bytearray()
        async for part in parts:
            waiting += part
            if len(waiting) >= _PART:
                await asyncio.to_thread(writer.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(writer.write, bytes(waiting))
        kind = mime.sniffed(writer.head)
        sha256, size = await asyncio.to_thread(writer.finish)
    return Kept(sha256, size, kind)


async def parts_of(upload: UploadFile) -> AsyncIterator[bytes]:
    """A file of a form, part by part."""
    while part := await upload.read(_PART):
        yield part


def _found(state: State, id: str) -> tuple[str, str | None]:
    """The hash of a file, and its name if it came with a message."""
    if _SHA256.fullmatch(id):
        return id, None
    with opened(state) as db:
        attachment = attachments.get(db, int(id)) if re.fullmatch(r"[0-9]{1,18}", id) else None
    if attachment is None:
        raise NotFoundError(f"there is no file {id}")
    if attachment.sha256 is None:
        raise NotFoundError(
            f"the file {id} is {attachment.status}: {attachment.failed_reason or 'it is being fetched'}"
        )
    return attachment.sha256, attachment.filename


def _answer(
    data_dir: Path, sha256: str, size: int, kind: str, headers: dict[str, str], asked: Mapping[str, str]
) -> Response[Any]:
    if headers["ETag"] in asked.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    wanted = _range(asked, size, headers["ETag"])
    if wanted is None:
        return _stream(data_dir, sha256, (0, size), kind, headers, 200)
    start, end = wanted
    if start >= end:
        return Response(None, status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    part = {**headers, "Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return _stream(data_dir, sha256, wanted, kind, part, 206)


def _range(asked: Mapping[str, str], size: int, etag: str) -> tuple[int, int] | None:
    """The bytes asked for, the second end open; None for all of them. Several ranges at once are not served apart."""
    match = _RANGE.fullmatch(asked.get("range", "").strip())
    if match is None or match[0] == "bytes=-" or asked.get("if-range", etag) != etag:
        return None
    if not match[1]:
        last = int(match[2])
        return (max(0, size - last), size) if last else (size, size)
    end = min(int(match[2]) + 1, size) if match[2] else size
    return None if match[2] and int(match[2]) < int(match[1]) else (int(match[1]), end)


def _stream(
    data_dir: Path, sha256: str, part: tuple[int, int], kind: str, headers: dict[str, str], status: int
) -> Response[Any]:
    start, end = part
    content = media.read(data_dir, sha256, start, end)
    sized = {**headers, "Content-Length": str(end - start)}
    return Stream(content, media_type=kind, headers=sized, status_code=status)
