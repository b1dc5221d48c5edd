"""Whom a campaign to be is for: the rows of an uploaded list, or the contacts that meet its conditions."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from zapbot.desk import campaign_list, campaign_people
from zapbot.desk.campaign_people import Person, Wrong
from zapbot.store import audience, contact_fields
from zapbot.web.campaigns import lists
from zapbot.web.campaigns.asked import LIST, Asked

COMMON = ("name", "first_name", "phone")
"""What is known of everybody who has a name."""
_ALIKE = {"name": campaign_people.NAME, "phone": campaign_people.PHONE}
"""Columns that say the same: where the list has one of them, it is offered and the other not."""


def found(db: Database, data_dir: Path, asked: Asked, now: float) -> tuple[Iterable[Person | Wrong], int]:
    """Them, one by one, and about how many. Raises NotFoundError and UsageError."""
    if not asked[LIST]:
        return campaign_people.from_contacts(db, asked.audience, now), audience.count(db, asked.audience, now)
    listing = lists.look(data_dir, asked[LIST])
    return campaign_list.read(db, listing, now), listing.rows


def first(db: Database, data_dir: Path, asked: Asked, now: float) -> Person | None:
    """The first of them."""
    people, _ = found(db, data_dir, asked, now)
    return next((one for one in people if isinstance(one, Person)), None)


def columns(db: Database, data_dir: Path, asked: Asked) -> list[str]:
    """What a place may be filled from: the columns of the list, else the fields contacts have."""
    return list(dict.fromkeys(_columns(db, data_dir, asked)))


def listed(data_dir: Path, asked: Asked) -> list[str]:
    """The columns of the list, when there is one."""
    return [name for name in lists.look(data_dir, asked[LIST]).columns if name] if asked[LIST] else []


def _columns(db: Database, data_dir: Path, asked: Asked) -> Iterator[str]:
    if not asked[LIST]:
        yield from COMMON
        yield from contact_fields.names(db)
        return
    named = listed(data_dir, asked)
    yield from named
    yield from (name for name in COMMON if not {*_ALIKE.get(name, ())} & {*named})
