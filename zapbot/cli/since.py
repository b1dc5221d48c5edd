"""`--since`: a length of time back from now, or a day."""

from datetime import datetime, time, tzinfo
from typing import Annotated

import typer

Since = Annotated[str, typer.Option(help="How far back: 7d, 12h, or a day such as 02/03/2026.")]


def moment(text: str, now: float, zone: tzinfo) -> float:
    """The moment meant, in seconds since 1970. Raises UsageError."""
    from zapbot.errors import UsageError
    from zapbot.flow import durations, variables

    try:
        return now - durations.seconds(text)
    except ValueError:
        pass
    try:
        return datetime.combine(variables.day(text), time(), zone).timestamp()
    except ValueError:
        raise UsageError(
            f"--since {text!r} is neither a length of time nor a day: write 7d, 12h or 02/03/2026"
        ) from None
