"""Campaigns made quickly, and fed as the worker does it."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from tests.desk.office import Office
from zapbot.desk import campaign_people, campaigns
from zapbot.desk.campaign_create import Created, Plan, create
from zapbot.desk.campaign_feed import feed
from zapbot.model import Template

ZONE = ZoneInfo("America/Sao_Paulo")
MESSAGE = Template("promo", params=("{name}",))


def numbers(count: int) -> list[str]:
    """Phone numbers of that many people."""
    return [f"55119{70000000 + n}" for n in range(count)]


def people(count: int) -> list[dict[str, str]]:
    """Rows of a list."""
    return [{"phone": number, "name": f"Pessoa {n}"} for n, number in enumerate(numbers(count))]


def made(office: Office, rows: Iterable[dict[str, Any]] | int = 3, **plan: Any) -> Created:
    """A campaign that is ready."""
    given = people(rows) if isinstance(rows, int) else rows
    what = Plan(**{"name": "natal", "message": MESSAGE, "rate": 50.0, "quiet": "never", **plan})
    listed = campaign_people.from_rows(office.db, given, office.now)
    return create(office.db, what, listed, lambda: office.now)


def running(office: Office, rows: Iterable[dict[str, Any]] | int = 3, **plan: Any) -> int:
    """A campaign that was started; its id."""
    id = made(office, rows, **plan).id
    campaigns.start(office.db, id, office.now)
    return id


def go_on(office: Office, seconds: float = 60.0, deliver: bool = True) -> None:
    """Feed and deliver as the worker does, for a while."""
    until = office.now + seconds
    while office.now < until:
        due = feed(office.db, office.now, ZONE)
        if deliver:
            office.deliver()
        if due is None:
            return
        office.now = max(due, office.now + 0.01)


def state(office: Office, id: int) -> str:
    """Where a campaign stands."""
    return str(office.one("select status from campaigns where id = ?", id))


def reason(office: Office, id: int) -> str | None:
    """Why it waits or was paused."""
    found: str | None = office.one("select reason from campaigns where id = ?", id)
    return found
