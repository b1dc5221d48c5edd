"""The Opus packets of a WebM recording. RFC 8794 (EBML), RFC 9559 (Matroska).

Browsers write while they record, so a segment and its clusters may be of unknown size: everything that holds other
elements is walked into, everything else is read or skipped by its size.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from zapbot.opus.packets import RATE

_SEGMENT, _TRACKS, _CLUSTER, _GROUP = 0x18538067, 0x1654AE6B, 0x1F43B675, 0xA0
_TRACK, _NUMBER, _CODEC, _PRIVATE = 0xAE, 0xD7, 0x86, 0x63A2
_SIMPLE_BLOCK, _BLOCK, _DISCARDED = 0xA3, 0xA1, 0x75A2
_WALKED_INTO = {_SEGMENT, _TRACKS, _TRACK, _CLUSTER, _GROUP}
_LACED = 0x06

Element = tuple[int, bytes]


@dataclass(slots=True)
class Track:
    """The sound of a recording: the Opus header, its packets, and what of the end is not played (nanoseconds)."""

    number: int = -1
    codec: bytes = b""
    head: bytes = b""
    packets: list[bytes] = field(default_factory=list)
    discarded: int = 0


def read(data: bytes) -> Track:
    """The first Opus track. Raises ValueError when there is none, or nothing in it, or the file is broken."""
    tracks: list[Track] = []
    for id, content in _elements(data):
        if id == _TRACK:
            tracks.append(Track())
        elif id in (_NUMBER, _CODEC, _PRIVATE) and tracks:
            _describe(tracks[-1], id, content)
        elif id in (_SIMPLE_BLOCK, _BLOCK):
            _take(tracks, content)
        elif id == _DISCARDED and tracks:
            _opus(tracks).discarded = int.from_bytes(content, "big", signed=True)
    track = _opus(tracks)
    if not track.packets:
        raise ValueError("nothing was recorded")
    return track


def samples(nanoseconds: int) -> int:
    """A time in samples."""
    return max(0, nanoseconds) * RATE // 1_000_000_000


def _elements(data: bytes) -> Iterator[Element]:
    """Every element in the order it stands; one that holds others comes without content, they follow."""
    at = 0
    while at < len(data):
        id, at = _id(data, at)
        size, at = _size(data, at)
        if id in _WALKED_INTO:
            yield id, b""
            continue
        if size is None or at + size > len(data):
            raise ValueError("it ends too soon")
        yield id, data[at : at + size]
        at += size


def _id(data: bytes, at: int) -> tuple[int, int]:
    length = _length(data, at, 4)
    return int.from_bytes(data[at : at + length], "big"), at + length


def _size(data: bytes, at: int) -> tuple[int | None, int]:
    """A size and where its content begins; None when it was not known while it was written."""
    length = _length(data, at, 8)
    every = (1 << 7 * length) - 1
    value = int.from_bytes(data[at : at + length], "big") & every
    return (None if value == every else value), at + length


def _length(data: bytes, at: int, most: int) -> int:
    """How many bytes a number has: one more than the zeros it begins with."""
    length = 9 - data[at].bit_length() if at < len(data) else 0
    if not 0 < length <= most or at + length > len(data):
        raise ValueError("it is no WebM from some place on")
    return length


def _describe(track: Track, id: int, content: bytes) -> None:
    if id == _NUMBER:
        track.number = int.from_bytes(content, "big")
    elif id == _CODEC:
        track.codec = content.rstrip(b"\0")
    else:
        track.head = content


def _opus(tracks: list[Track]) -> Track:
    found = next((track for track in tracks if track.codec == b"A_OPUS"), None)
    if found is None:
        raise ValueError("there is no Opus sound in it")
    if len(found.head) < 19 or not found.head.startswith(b"OpusHead") or found.head[18]:
        raise ValueError("its Opus header is not one of mono or stereo")
    return found


def _take(tracks: list[Track], block: bytes) -> None:
    """Keep a block's packet when it is of our track. Its time is not needed: packets know how long they last."""
    track = _opus(tracks)
    number, at = _size(block, 0)
    if number != track.number:
        return
    if len(block) < at + 4:
        raise ValueError("a block ends too soon")
    if block[at + 2] & _LACED:
        raise ValueError("its packets are laced, which no browser does")
    track.packets.append(block[at + 3 :])
    track.discarded = 0
