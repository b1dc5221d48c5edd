"""`POST /c/{id}/files`: a file for the composer, kept as it comes; a recording is made a voice note."""

import asyncio
import mimetypes
import re
from pathlib import Path
from typing import Any

from litestar import Controller, Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery

from zapbot import filenames, mime, opus
from zapbot.errors import InvalidContentError
from zapbot.limits import files
from zapbot.model import Media
from zapbot.store import media as stored
from zapbot.web import catalogue, media, pages, sessions
from zapbot.web.opened import StartingError
from zapbot.web.pages import AnyRequest

SOURCE = re.compile(r"sha256:([0-9a-f]{64})")
_SAFARI = ("audio/mp4", "video/mp4")
"""What a browser that records neither Ogg nor WebM makes: no voice note, but a sound."""


class Attachments(Controller):
    """Files on their way to a customer."""

    path = "/"
    include_in_schema = False
    guards = [sessions.agent]

    @post("/c/{id:int}/files", status_code=200, request_max_body_size=stored.MOST_BYTES)
    async def upload(
        self,
        request: Request[Any, Any, State],
        state: State,
        id: FromPath[int],  # noqa: ARG002 — the address says which conversation it is for, the message will too
        name: FromQuery[str] = "",
        voice: FromQuery[bool] = False,
    ) -> Response[Any]:
        """Keep a file, sent as the raw body; what it can be sent as."""
        if not state.ready.is_set():
            raise StartingError
        try:
            sha256 = await (_recording(request, state) if voice else _file(request, state))
            found = await asyncio.to_thread(attached, state.settings.data_dir, f"sha256:{sha256}", name, voice)
        except (ValueError, HTTPException):
            return _refused(request, 413, "large")
        except InvalidContentError:
            return _refused(request, 422, "recording" if voice else "file")
        return Response(
            {"source": found.source, "kind": found.type, "name": found.filename or "", "voice": found.voice}
        )


def attached(data_dir: Path, source: str, name: str, voice: bool = False) -> Media:
    """A stored file as what it can be sent as. Raises InvalidContentError when it is not here or empty."""
    match = SOURCE.fullmatch(source)
    size = stored.size(data_dir, match[1]) if match else None
    if match is None or not size:
        raise InvalidContentError("the file is not here: choose it again")
    head, called = stored.head(data_dir, match[1]), filenames.safe(name)
    sniffed = mime.sniffed(head)
    if voice and sniffed in _SAFARI:
        return Media("audio", source, mime="audio/mp4")
    kind = kind_of(sniffed, size, head)
    if kind != "document":
        return Media(kind, source, mime=sniffed, voice=voice and mime.is_voice(head))
    named = (mimetypes.guess_type(called or "")[0] if sniffed == mime.UNKNOWN else sniffed) or mime.UNKNOWN
    plain = mime.UNKNOWN if named.startswith(mime.INLINE) else named  # WhatsApp would check it as a picture or a film
    return Media(kind, source, filename=called or "arquivo", mime=plain)


def kind_of(mime_type: str, size: int, head: bytes) -> str:
    """What a file is sent as: what WhatsApp does not show in place, or finds too large for that, is a document."""
    for kind in ("image", "video", "audio"):
        opus_or_other = mime_type != "audio/ogg" or mime.is_voice(head)
        if mime_type in files.MIMES[kind] and size <= files.SIZES[kind] and opus_or_other:
            return kind
    return "document"


async def _file(request: Request[Any, Any, State], state: State) -> str:
    kept = await media.keep(state.settings.data_dir, request.stream())
    return kept.sha256


async def _recording(request: Request[Any, Any, State], state: State) -> str:
    """A recording as a voice note: it is small, so all of it at once."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > files.SIZES["audio"]:
            raise ValueError("the recording is too large")
    note = await asyncio.to_thread(_playable, bytes(data))
    return await asyncio.to_thread(stored.put, state.settings.data_dir, note)


def _playable(recording: bytes) -> bytes:
    """A voice note; what a browser can only record as MP4 is sent as the sound it is."""
    return recording if mime.sniffed(recording[:512]) in _SAFARI else opus.note(recording)


def _refused(request: AnyRequest, status: int, problem: str) -> Response[Any]:
    words = catalogue.words(pages.language(request))
    return Response({"error": words[f"composer.file.{problem}"]}, status_code=status)
