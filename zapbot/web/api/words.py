"""How the API writes what the store holds: times as RFC 3339 in UTC, phones as E.164 with a plus."""

from datetime import UTC, datetime

from litestar.exceptions import ClientException


def moment(at: float) -> datetime:
    """A time."""
    return datetime.fromtimestamp(at, UTC)


def maybe(at: float | None) -> datetime | None:
    """A time, if there is one."""
    return None if at is None else moment(at)


def phone(digits: str | None) -> str | None:
    """A number, if there is one."""
    return f"+{digits}" if digits else None


def seconds(at: datetime | None, name: str) -> float | None:
    """A time as the store writes it. Raises ClientException when its zone is missing or no clock shows it."""
    if at is None:
        return None
    try:
        if at.tzinfo is None:
            raise ClientException(f"{name}: write the time zone too, such as 2026-03-02T10:00:00Z")
        return at.timestamp()
    except (OverflowError, ValueError):
        raise ClientException(f"{name}: there is no such time") from None
