"""What is still wrong with a campaign to be, field by field, and the plan it becomes when nothing is."""

import re
from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from zapbot.desk import quiet
from zapbot.desk.campaign_create import MOST_NAME, Plan
from zapbot.errors import UsageError
from zapbot.settings import Settings
from zapbot.store import campaigns
from zapbot.templates import Definition
from zapbot.web.campaigns.asked import COLUMN, Asked
from zapbot.web.campaigns.places import chosen, message, places

MOST_RATE = 1000.0
NIGHT, NEVER, HOURS = "night", "never", "hours"


def problems(db: Database, asked: Asked, definition: Definition, settings: Settings) -> dict[str, str]:
    """What is wrong: the field, and the key of a sentence that says what to write."""
    return dict(_problems(db, asked, definition, settings))


def plan(asked: Asked, definition: Definition, settings: Settings, created_by: str) -> Plan:
    """The plan of fields that were found right."""
    return Plan(
        asked["name"],
        message(definition, asked),
        _rate(asked, settings) or settings.messages_per_second,
        asked["number"] or next(iter(settings.numbers), ""),
        _quiet(asked),
        _starts_at(asked, settings),
        created_by,
        asked.in_words(),
    )


def default_rate(settings: Settings) -> str:
    """The rate as it stands in the form."""
    return f"{settings.messages_per_second:g}"


def _problems(db: Database, asked: Asked, definition: Definition, settings: Settings) -> Iterator[tuple[str, str]]:
    name = asked["name"]
    if not name or len(name) > MOST_NAME:
        yield "name", "campaigns.wrong.name"
    elif campaigns.find(db, name) is not None:
        yield "name", "campaigns.wrong.name_taken"
    for place in places(definition):
        if not chosen(asked, place.key):
            yield place.key, "campaigns.wrong.place"
        elif place.kind == "file" and not (asked[f"{COLUMN}{place.key}"] or _is_address(chosen(asked, place.key))):
            yield place.key, "campaigns.wrong.file"
    rate = _rate(asked, settings)
    if rate is None or not 0 < rate <= MOST_RATE:
        yield "rate", "campaigns.wrong.rate"
    if not _quiet_is_right(asked):
        yield "quiet", "campaigns.wrong.quiet"
    if asked["starts_at"] and _starts_at(asked, settings) is None:
        yield "starts_at", "campaigns.wrong.starts_at"
    if asked["number"] and asked["number"] not in settings.numbers:
        yield "number", "campaigns.wrong.number"


def _is_address(text: str) -> bool:
    return re.match(r"https://[^\s/]+", text) is not None


def _rate(asked: Asked, settings: Settings) -> float | None:
    """Messages a second, as it was written or as it is set; None when it is no number."""
    if not asked["rate"]:
        return settings.messages_per_second
    written = re.fullmatch(r"\d{1,4}([.,]\d{1,3})?", asked["rate"])
    return float(written[0].replace(",", ".")) if written else None


def _quiet(asked: Asked) -> str:
    """Quiet hours as a plan takes them."""
    match asked["quiet"]:
        case "never":
            return "never"
        case "hours":
            return f"{asked['quiet_from']}-{asked['quiet_until']}"
    return quiet.spell(quiet.NIGHT)


def _quiet_is_right(asked: Asked) -> bool:
    try:
        quiet.parse(_quiet(asked))
    except UsageError:
        return False
    return asked["quiet"] in ("", NIGHT, NEVER, HOURS)


def _starts_at(asked: Asked, settings: Settings) -> float | None:
    """When it may begin, in the business's zone; None when it may at once, or the time is none."""
    try:
        return datetime.fromisoformat(asked["starts_at"]).replace(tzinfo=settings.zone).timestamp()
    except (ValueError, OverflowError):
        return None
