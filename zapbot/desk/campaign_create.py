"""Create a campaign: every recipient and every message is a row before anything is sent, or tell what would be.

The rows are written in pieces, so that nobody waits for the store. Only at the end the campaign becomes `ready`;
one whose creation was killed is removed by the next try, or by the sweep.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from sqlite_utils import Database

from zapbot.desk import quiet, templates
from zapbot.desk.campaign_count import Count, frozen, look_at
from zapbot.desk.campaign_people import Person, Wrong
from zapbot.errors import ConflictError, InvalidContentError, UsageError
from zapbot.model import Template
from zapbot.store import campaign_recipients, campaigns, journal, numbers
from zapbot.store import templates as copies
from zapbot.store.campaign_recipients import Frozen
from zapbot.store.campaigns import Draft
from zapbot.store.db import transaction
from zapbot.templates import language

PIECE = 500
ABANDONED_SECONDS = 60.0
"""A creation not heard of for this long was killed."""
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign is to be; `message` has places, `{name}`, for what each recipient gets.

    `rate` is messages a second; `quiet` is `21:00-08:00`, `never`, or None: at night unless the template is no
    marketing. `audience` says in words whom it is for.
    """

    name: str
    message: Template
    rate: float
    number: str = ""
    quiet: str | None = None
    starts_at: float | None = None
    created_by: str | None = None
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Created:
    """A campaign that is ready, and what its list held."""

    id: int
    count: Count


Progress = Callable[[int], None]


def create(
    db: Database,
    plan: Plan,
    people: Iterable[Person | Wrong],
    now: Callable[[], float],
    progress: Progress = lambda _: None,
) -> Created:
    """Freeze a campaign's recipients. Raises UsageError, ConflictError, and InvalidContentError when nobody is left."""
    draft = _draft(db, plan, now())
    with transaction(db):
        _free(db, plan.name, now())
        id = campaigns.begin(db, draft, now())
    count = Count()
    try:
        _freeze(db, id, draft, frozen(db, plan.message, people, count, now()), count, now, progress)
        _check_any(count)
    except BaseException:
        with transaction(db):
            campaigns.forget(db, id)
        raise
    with transaction(db):
        campaigns.get(db, id)
        campaigns.move(db, id, "ready", None, now())
        journal.append(db, "campaign.created", now(), campaign=id, name=plan.name, recipients=count.valid)
    return Created(id, count)


def preview(
    db: Database,
    plan: Plan,
    people: Iterable[Person | Wrong],
    now: Callable[[], float],
    progress: Progress = lambda _: None,
) -> Count:
    """What `create` would find, with nothing written. Raises UsageError and ConflictError."""
    draft, count, seen = _draft(db, plan, now()), Count(), set[str]()
    _check_free(db, plan.name, now())
    at = now()
    for one in frozen(db, plan.message, people, count, at):
        progress(1)
        if one is None:
            continue
        if one.address in seen:
            count.duplicates += 1
            continue
        seen.add(one.address)
        look_at(db, one, draft.number, count, at)
    return count


def forget_abandoned(db: Database, now: float) -> int:
    """Remove campaigns whose creation was killed long ago; how many. Runs in the caller's transaction."""
    ids = campaigns.abandoned(db, now - 60 * ABANDONED_SECONDS)
    for id in ids:
        campaigns.forget(db, id)
    return len(ids)


def _draft(db: Database, plan: Plan, now: float) -> Draft:
    if not plan.name.strip() or len(plan.name) > MOST_NAME:
        raise UsageError(f"a campaign needs a name of 1 to {MOST_NAME} characters")
    if not 0 < plan.rate <= 1000:
        raise UsageError("the rate is messages a second, more than 0 and at most 1000")
    number = _number(db, plan.number)
    bare = Template(plan.message.name, plan.message.language)
    _check_usable(db, bare, now)
    category = templates.category(db, bare)
    hours = quiet.parse(plan.quiet) if plan.quiet else _default_quiet(category)
    about = {"from": plan.audience} if plan.audience else {}
    return Draft(
        plan.name,
        number,
        plan.message.name,
        plan.message.language,
        category,
        plan.rate,
        hours,
        plan.starts_at,
        plan.created_by,
        about,
    )


def _number(db: Database, given: str) -> str:
    """The number to send from."""
    known, number = numbers.ids(db), given or numbers.main(db)
    if not number:
        raise UsageError("there is no number to send from: set ZAPBOT_WHATSAPP_PHONE_NUMBER_ID")
    if known and number not in known:
        raise UsageError(f"{number} is none of the business's numbers: {', '.join(known)}")
    return number


def _check_usable(db: Database, bare: Template, now: float) -> None:
    """Say once what every line would say. Raises InvalidContentError."""
    known = copies.get(db, bare.name, language(bare.language))
    if known is None or not known.usable:
        templates.check(db, bare, now)


def _default_quiet(category: str | None) -> quiet.Quiet | None:
    """What is not known to be no marketing is taken for it."""
    return quiet.NIGHT if category in (None, "MARKETING") else None


def _free(db: Database, name: str, now: float) -> None:
    """Make the name free if a killed creation has it. Raises ConflictError."""
    _check_free(db, name, now)
    left = campaigns.find(db, name)
    if left is not None:
        campaigns.forget(db, left.id)


def _check_free(db: Database, name: str, now: float) -> None:
    other = campaigns.find(db, name)
    if other is None or (other.status == "creating" and other.touched_at < now - ABANDONED_SECONDS):
        return
    if other.status == "creating":
        raise ConflictError(f"the campaign {name!r} is being created at this moment; if it was killed, wait a minute")
    raise ConflictError(
        f"there is a campaign {name!r} already ({other.status}): choose another name, so that nobody gets it twice; "
        f"see it with `zapbot campaigns report {name!r}`"
    )


def _freeze(
    db: Database,
    id: int,
    draft: Draft,
    recipients: Iterable[Frozen | None],
    count: Count,
    now: Callable[[], float],
    progress: Progress,
) -> None:
    rows = iter(recipients)
    while piece := list(islice(rows, PIECE)):
        with transaction(db):
            campaigns.touch(db, id, now())
            for one in filter(None, piece):
                if campaign_recipients.freeze(db, id, [one]):
                    look_at(db, one, draft.number, count, now())
                else:
                    count.duplicates += 1
        progress(len(piece))


def _check_any(count: Count) -> None:
    if count.valid:
        return
    why = "".join(f"\n  line {line}: {reason}" for line, reason in count.wrong)
    raise InvalidContentError(f"nobody would get this campaign; nothing was created.{why or ' The list is empty.'}")
