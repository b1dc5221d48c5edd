"""Opus packets as an Ogg file. RFC 3533 (pages), RFC 7845 (what stands in them)."""

import zlib
from collections.abc import Iterator, Sequence

from zapbot.opus.packets import RATE

_FIRST, _LAST = 2, 4
_MOST_SEGMENTS = 255
_PAGE_SAMPLES = RATE
"""A page holds a second: what plays it looks for a place page by page."""

_TAGS = b"OpusTags" + len(b"zapbot").to_bytes(4, "little") + b"zapbot" + bytes(4)
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def written(head: bytes, packets: Sequence[bytes], durations: Sequence[int], discarded: int = 0) -> bytes:
    """The whole file; `discarded` samples at its end are not played."""
    serial = zlib.crc32(b"".join(packets))
    pages = [_page(serial, 0, 0, [head], _FIRST), _page(serial, 1, 0, [_TAGS], 0)]
    end, total = sum(durations) - discarded, 0
    groups = list(_groups(packets, durations))
    for number, (group, length) in enumerate(groups, 2):
        total += length
        last = number == len(groups) + 1
        pages.append(_page(serial, number, end if last else total, group, _LAST if last else 0))
    return b"".join(pages)


def checksum(page: bytes) -> int:
    """The CRC of a page whose own is zero: zlib's polynomial, but read from the other end and begun with zeros."""
    turned = zlib.crc32(page.translate(_TURNED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)


def _groups(packets: Sequence[bytes], durations: Sequence[int]) -> Iterator[tuple[list[bytes], int]]:
    """The packets of each page and how long they last together; no packet goes over a page's end."""
    group: list[bytes] = []
    length = segments = 0
    for packet, duration in zip(packets, durations, strict=True):
        needed = len(packet) // 255 + 1
        if group and (segments + needed > _MOST_SEGMENTS or length + duration > _PAGE_SAMPLES):
            yield group, length
            group, length, segments = [], 0, 0
        group.append(packet)
        length, segments = length + duration, segments + needed
    yield group, length


def _page(serial: int, number: int, position: int, packets: Sequence[bytes], flags: int) -> bytes:
    table = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    start = b"OggS\0" + bytes([flags]) + position.to_bytes(8, "little", signed=True)
    start += serial.to_bytes(4, "little") + number.to_bytes(4, "little")
    rest = bytes([len(table)]) + table + b"".join(packets)
    return start + checksum(start + bytes(4) + rest).to_bytes(4, "little") + rest
