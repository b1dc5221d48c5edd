"""How long an Opus packet lasts, by its first bytes. RFC 6716, section 3."""

RATE = 48_000
"""Samples a second: Opus counts in these, whatever was recorded."""

_SILK, _HYBRID, _CELT = (480, 960, 1920, 2880), (480, 960), (120, 240, 480, 960)
_LONGEST = 5760
_LARGEST = 61_440


def samples(packet: bytes) -> int:
    """The samples of a packet. Raises ValueError when it cannot be one."""
    if not 0 < len(packet) <= _LARGEST:
        raise ValueError("a packet is empty, or larger than any can be")
    total = _frame(packet[0] >> 3) * _frames(packet)
    if not 0 < total <= _LONGEST:
        raise ValueError("a packet is longer than 120 ms")
    return total


def _frame(config: int) -> int:
    """The samples of one frame."""
    if config < 12:
        return _SILK[config & 3]
    return _HYBRID[config & 1] if config < 16 else _CELT[config & 3]


def _frames(packet: bytes) -> int:
    """How many frames a packet holds."""
    code = packet[0] & 3
    if code < 3:
        return 1 if code == 0 else 2
    if len(packet) < 2:
        raise ValueError("a packet ends too soon")
    return packet[1] & 0x3F
