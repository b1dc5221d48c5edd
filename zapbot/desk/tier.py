"""How many more people may be written to first today. Cloud API fact sheet, section 2."""

from sqlite_utils import Database

from zapbot.store import numbers

DAY_SECONDS = 24 * 3600.0


def room(db: Database, number: str, now: float) -> int | None:
    """How many new people a number may still write to in these 24 hours; None when there is no limit, or none known.

    The limit is the account's: people reached from its other numbers count too.
    """
    limit = numbers.get(db, number).limit
    if limit is None or limit == numbers.UNLIMITED:
        return None
    return max(0, limit - numbers.business_initiated(db, now - DAY_SECONDS))
