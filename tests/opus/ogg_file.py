"""A strict reader of Ogg with Opus: everything RFC 3533 and RFC 7845 ask of a file is asserted."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OggFile:
    """What a player would find."""

    head: bytes
    packets: list[bytes]
    positions: list[int]

    @property
    def skipped(self) -> int:
        """Samples at the start that are not played."""
        return int.from_bytes(self.head[10:12], "little")

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return (self.positions[-1] - self.skipped) / 48_000


def read(data: bytes) -> OggFile:
    """A file, page by page; anything wrong fails."""
    at = number = 0
    serial = b""
    packets: list[bytes] = []
    positions: list[int] = []
    while at < len(data):
        page = data[at:]
        assert page[:4] == b"OggS"
        assert page[4] == 0
        serial = serial or page[14:18]
        assert page[14:18] == serial
        assert int.from_bytes(page[18:22], "little") == number
        table = page[27 : 27 + page[26]]
        length = 27 + len(table) + sum(table)
        assert len(page) >= length
        assert int.from_bytes(page[22:26], "little") == crc(page[:22] + bytes(4) + page[26:length])
        last = at + length == len(data)
        assert page[5] == (2 if number == 0 else 4 if last else 0)
        found = _packets(table, page[27 + len(table) : length])
        if number < 2:
            assert len(found) == 1
            assert page[6:14] == bytes(8)
        else:
            positions.append(int.from_bytes(page[6:14], "little"))
        packets += found
        at, number = at + length, number + 1
    assert packets[0][:8] == b"OpusHead"
    assert packets[1][:8] == b"OpusTags"
    assert positions == sorted(positions)
    return OggFile(packets[0], packets[2:], positions)


def crc(data: bytes) -> int:
    """The checksum bit by bit, as RFC 3533 describes it."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


def _packets(table: bytes, body: bytes) -> list[bytes]:
    """The packets of a page, none of which may go over its end."""
    found, start, length = [], 0, 0
    for part in table:
        length += part
        if part < 255:
            found.append(body[start : start + length])
            start, length = start + length, 0
    assert length == 0
    return found
