"""`--at`: a moment as `2026-12-01 09:00` in the business's zone, with a zone of its own, or `+2h`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from zapbot.errors import UsageError


def moment(text: str, zone: ZoneInfo, now: float) -> float:
    """Seconds since 1970 of what `--at` says. Raises UsageError for what is no time, or is past."""
    if is_relative(text):
        return now + _later(text)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"--at {text!r} is no time: write it like 2026-12-01 09:00, or +2h") from None
    local = at if at.tzinfo else at.replace(tzinfo=zone)
    if not at.tzinfo and datetime.fromtimestamp(local.timestamp(), zone).replace(tzinfo=None) != at:
        raise UsageError(f"--at {text}: there is no such time in {zone.key}, its clocks are put forward then")
    if local.timestamp() < now:
        raise UsageError(f"--at {text} is past: leave it out to send now")
    return local.timestamp()


def is_relative(text: str) -> bool:
    """Whether a moment is counted from now, so that a repeat means another one."""
    return text.strip().startswith("+")


def _later(text: str) -> float:
    from zapbot.flow import durations

    try:
        return float(durations.seconds(text.strip().removeprefix("+")))
    except ValueError as error:
        raise UsageError(f"--at: {error} after the plus, as in +2h") from None
