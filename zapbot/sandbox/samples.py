"""Made-up files of any size: what a customer sends when a test only says how large it is."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

PIECE = 256 * 1024
LARGEST = 110 * 1024 * 1024
"""A little more than WhatsApp carries, so that a limit can be tried."""


class Sample(NamedTuple):
    """What a file of a kind is called, by its type and by its name, and how it begins."""

    mime: str
    filename: str
    head: bytes


def _png(width: int, height: int, colour: bytes) -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + colour * width) * height
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_OPUS = b"OggS\0\2" + b"\0" * 20 + b"\1\x13OpusHead\1\1" + b"\0" * 9
_WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
_MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"

SAMPLES = {
    "image": Sample("image/png", "foto.png", _png(120, 80, b"\xd9\x8e\x04")),
    "audio": Sample("audio/ogg; codecs=opus", "audio.ogg", _OPUS),
    "video": Sample("video/mp4", "video.mp4", _MP4),
    "document": Sample("application/pdf", "pedido.pdf", _PDF + b"trailer<</Root 1 0 R>>\n%%EOF\n"),
    "sticker": Sample("image/webp", "figurinha.webp", _WEBP),
}


def made(kind: str, size: int | None) -> Iterator[bytes]:
    """A file of a kind, filled up to a size; no two are the same when they are filled."""
    head = SAMPLES[kind].head
    yield head if size is None else head[:size]
    left = 0 if size is None else size - len(head)
    filling = random.randbytes(PIECE) if left > 0 else b""
    while left > 0:
        yield filling[:left]
        left -= len(filling)
