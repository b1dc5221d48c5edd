"""Times as a list says them: how long ago, how long still, by the server's clock."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from zapbot.limits.figures import OPEN_SECONDS

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
LAST_SECONDS, SOON_SECONDS = HOUR, 4 * HOUR
WEEK_DAYS = 7


def ago(t: Mapping[str, str], at: float, now: float, zone: tzinfo) -> str:
    """When something was said: minutes ago, the hour, yesterday, the day of the week, the date."""
    passed = now - at
    if passed < MINUTE:
        return t["list.now"]
    if passed < HOUR:
        return t["list.minutes_ago"].format(n=int(passed // MINUTE))
    then, here = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    days = (here.date() - then.date()).days
    if days == 0:
        return then.strftime("%H:%M")
    if days == 1:
        return t["list.yesterday"]
    if 0 < days < WEEK_DAYS:
        return t[f"list.day.{then.weekday()}"]
    return then.strftime(t["list.date"])


def span(seconds: float) -> str:
    """How long that is, in one word."""
    if seconds < MINUTE:
        return "<1 min"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h"
    return f"{int(seconds // DAY)} d"


def closes(last_inbound_at: float) -> float:
    """Until when more than templates can be sent, in seconds since 1970: every clock of a page shows this moment."""
    return last_inbound_at + OPEN_SECONDS


def window(last_inbound_at: float, now: float) -> str:
    """How the 24-hour window stands: `good`, `soon` (under 4 hours left), `last` (under one) or `closed`."""
    left = closes(last_inbound_at) - now
    if left <= 0:
        return "closed"
    if left < LAST_SECONDS:
        return "last"
    return "soon" if left < SOON_SECONDS else "good"


def left(last_inbound_at: float, now: float) -> str:
    """How long the window stays open."""
    seconds = closes(last_inbound_at) - now
    return span(seconds) if seconds > 0 else ""
