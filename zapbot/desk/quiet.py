"""Hours in which a business does not disturb: `21:00-08:00`, in its own time zone."""

import re
from datetime import datetime, timedelta, tzinfo

from zapbot.errors import UsageError

Quiet = tuple[int, int]
"""From one minute of the day to another, over midnight when the second is smaller."""

NIGHT: Quiet = (21 * 60, 8 * 60)
NEVER = ("never", "nunca")


def parse(text: str) -> Quiet | None:
    """Hours from `21:00-08:00`, or None from `never`. Raises UsageError."""
    if text.strip().casefold() in NEVER:
        return None
    found = re.fullmatch(r"\s*([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)\s*", text)
    if found is None:
        raise UsageError(f"{text!r} are no quiet hours: write 21:00-08:00, or never")
    begins, ends = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if begins == ends:
        raise UsageError(f"{text!r} would be quiet all day: write 21:00-08:00, or never")
    return begins, ends


def spell(quiet: Quiet) -> str:
    """Hours as they are written."""
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in quiet)


def until(quiet: Quiet | None, now: float, zone: tzinfo) -> float | None:
    """When the quiet ends that holds at a moment; None when it does not hold."""
    if quiet is None:
        return None
    begins, ends = quiet
    here = datetime.fromtimestamp(now, zone)
    minute = here.hour * 60 + here.minute
    inside = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    if not inside:
        return None
    day = here.date() + timedelta(days=1 if minute >= ends else 0)
    return datetime(day.year, day.month, day.day, ends // 60, ends % 60, tzinfo=zone).timestamp()
