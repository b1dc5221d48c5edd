"""Lengths of time as authors write them: `30s`, `15m`, `20h`, `7d`, `1h30m`."""

import re

_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SHAPE = re.compile(r"(?:[0-9]{1,6}[dhms])+")


def seconds(text: str) -> int:
    """Seconds in a duration such as `1h30m`; ValueError says how to write it."""
    compact = text.replace(" ", "")
    if not _SHAPE.fullmatch(compact):
        raise ValueError(f"{text!r} is not a duration: write 30s, 15m, 20h, 7d or 1h30m")
    return sum(int(n) * _UNIT_SECONDS[unit] for n, unit in re.findall(r"(\d+)([dhms])", compact))


def spell(length: float) -> str:
    """A duration written shortly: 5400 becomes `1h30m`."""
    left, parts = int(length), []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
