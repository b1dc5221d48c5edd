"""Go through the people a campaign is for: a message for each, or the reason there is none, and all of it counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlite_utils import Database

from zapbot import limits, model
from zapbot.desk import consent, templates
from zapbot.desk.campaign_message import filled
from zapbot.desk.campaign_people import Person, Wrong
from zapbot.errors import ConsentError, InvalidContentError
from zapbot.model import Template
from zapbot.store import blocks, windows
from zapbot.store.campaign_recipients import Frozen, Recipient

MOST_REASONS = 20


@dataclass(slots=True)
class Count:
    """What a list holds. `wrong` are the first lines without a message, each with its reason."""

    valid: int = 0
    invalid: int = 0
    duplicates: int = 0
    opted_out: int = 0
    blocked: int = 0
    in_window: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)
    first: Template | None = None

    @property
    def will_be_sent(self) -> int:
        """How many messages this comes to."""
        return self.valid - self.opted_out - self.blocked

    def refuse(self, line: int, reason: str) -> None:
        """A line without a message."""
        self.invalid += 1
        if len(self.wrong) < MOST_REASONS:
            self.wrong.append((line, reason))


def frozen(
    db: Database, pattern: Template, people: Iterable[Person | Wrong], count: Count, now: float
) -> Iterator[Frozen | None]:
    """A recipient for each of the people, None for one who cannot be. Writes nothing."""
    for person in people:
        if isinstance(person, Wrong):
            count.refuse(person.line, person.reason)
            yield None
            continue
        try:
            message = _message(db, pattern, person, now)
        except InvalidContentError as error:
            count.refuse(person.line, str(error))
            yield None
            continue
        count.first = count.first or message
        yield Frozen(person.address, person.contact_id, person.name, model.encode(message))


def opted_out(db: Database, contact_id: int | None, template: Template, now: float) -> bool:
    """Whether a contact would not get it now."""
    if contact_id is None:
        return False
    try:
        consent.check(db, contact_id, template, now)
    except ConsentError:
        return True
    return False


def is_blocked(db: Database, contact_id: int | None) -> bool:
    """Whether a contact is blocked now."""
    return contact_id is not None and blocks.since(db, contact_id) is not None


def in_window(db: Database, contact_id: int | None, number: str, now: float) -> bool:
    """Whether a contact wrote to the number within the last 24 hours."""
    wrote_at = windows.last_inbound(db, contact_id, number) if contact_id is not None else None
    return wrote_at is not None and wrote_at + limits.OPEN_SECONDS > now


def look_at(db: Database, one: Frozen | Recipient, number: str, count: Count, now: float) -> None:
    """Count a recipient."""
    count.valid += 1
    if is_blocked(db, one.contact_id):
        count.blocked += 1
        return
    count.in_window += in_window(db, one.contact_id, number, now)
    if count.first is not None:
        count.opted_out += opted_out(db, one.contact_id, count.first, now)


def _message(db: Database, pattern: Template, person: Person, now: float) -> Template:
    message = filled(pattern, person.values)
    for part, problem in limits.problems(message):
        raise InvalidContentError(f"{part} {problem}")
    templates.check(db, message, now)
    return message
