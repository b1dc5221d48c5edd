"""The list of conversations: tabs, filters, an order; drawn anew when something changes."""

import time
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl

from litestar import Controller, Response, get
from litestar.datastructures import MultiDict, State
from litestar.params import FromQuery, QueryParameter
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.desk import bulk
from zapbot.desk.assign import NOBODY
from zapbot.desk.snooze import WHENS
from zapbot.store import bulk as jobs
from zapbot.store import contact_pane, inbox, mentions, numbers, team_members, views
from zapbot.store.bulk import Job
from zapbot.store.inbox import Card
from zapbot.web import pages, sessions
from zapbot.web.inbox import moments, previews
from zapbot.web.inbox.contact import hue
from zapbot.web.inbox.wanted import Wanted, wanted
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sessions import Visitor

MOST_SHOWN = 400
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """What somebody asked to be done to many, for as long as it goes on or can be taken back."""

    job: Job
    undo_seconds: float

    @property
    def done(self) -> int:
        """How many it has reached."""
        return self.job.total - self.job.left - self.job.skipped


class Listing(Controller):
    """The left pane by itself."""

    path = "/inbox"
    include_in_schema = False
    guards = [sessions.agent]

    @get("/list", sync_to_thread=True)
    def all(self, request: AnyRequest, state: State, chosen: FromQuery[int | None] = None) -> Response[Any]:
        """A list: its tabs and its cards."""
        with opened(state) as db:
            context = listed(request, db, chosen)
        return pages.page(request, "inbox/_list.html", **context)

    @get("/cards", sync_to_thread=True)
    def some(
        self,
        request: AnyRequest,
        state: State,
        id: Annotated[list[int], QueryParameter(max_items=MOST_AT_ONCE)],
        chosen: FromQuery[int | None] = None,
    ) -> Response[Any]:
        """Some cards anew, where they are; one that fits no more is marked so."""
        with opened(state) as db:
            who, found = _asked(request, db)
            cards = [card for one in id if (card := inbox.card(db, who.user.id, one))]
            gone = {card.id for card in cards if not inbox.fits(db, found.filter, card.id)}
            context = _drawn(request, db, found, cards, chosen)
        return pages.page(request, "inbox/_cards.html", gone=gone, **context)

    @get("/filters", sync_to_thread=True)
    def filters(self, request: AnyRequest, state: State) -> Response[Any]:
        """The form that narrows a list."""
        with opened(state) as db:
            context = _choices(request, db)
        template = "inbox/_filters.html" if request.headers.get("hx-request") else "inbox/filters.html"
        return pages.page(request, template, section="inbox", **context)


def shown(request: AnyRequest, db: Database, chosen: int | None = None) -> dict[str, Any]:
    """What the whole left pane needs."""
    return listed(request, db, chosen) | {
        "people": team_members.people(db),
        "teams": team_members.known(db),
        "tags": contact_pane.tags(db),
        "whens": WHENS,
        "nobody": NOBODY,
        "q": "",
    }


def anew(request: AnyRequest, state: State, asked: str) -> Response[Any]:
    """The answer to what changed a list: the list again, as it was asked for in its address."""
    if not request.headers.get("hx-request"):
        return Redirect(f"/inbox?{asked}", status_code=303)
    with opened(state) as db:
        context = listed(request, db, asked=MultiDict(parse_qsl(asked)))
    return pages.page(request, "inbox/_list.html", **context)


def listed(
    request: AnyRequest, db: Database, chosen: int | None = None, asked: MultiDict[Any] | None = None
) -> dict[str, Any]:
    """What the list's template needs; without a tab the first that holds something."""
    who, found = _asked(request, db, asked)
    offset, shown = _whole(request, "offset", 100_000), _whole(request, "shown", MOST_SHOWN)
    limit = max(inbox.PAGE, shown)
    cards = inbox.page(db, found.filter, offset, limit + 1)
    more = len(cards) > limit
    return _drawn(request, db, found, cards[:limit], chosen) | {
        "counts": inbox.counts(db, who.user.id),
        "more": offset + limit if more else None,
        "total": inbox.count(db, found.filter, bulk.MOST + 1) if more else offset + len(cards),
        "views": views.listed(db, who.user.id),
        "mentioned": mentions.unseen(db, who.user.id),
        "progress": progress(db, who.user.id),
    }


def clock(request: AnyRequest) -> dict[str, Any]:
    """What times are said with."""
    now, zone = time.time(), request.app.state.settings.zone
    return {"now": now, "ago": lambda t, at: moments.ago(t, at, now, zone), "moments": moments}


def progress(db: Database, user_id: int) -> Progress | None:
    """What somebody asked for last, while it matters."""
    job, now = jobs.last(db, user_id), time.time()
    if job is None:
        return None
    left = (job.finished_at or now) + bulk.UNDO_SECONDS - now
    if job.status == "undone" and left > 0:
        return Progress(job, 0)
    return Progress(job, left) if job.status == "undoing" or bulk.undoable(job, now) else None


def _asked(request: AnyRequest, db: Database, asked: MultiDict[Any] | None = None) -> tuple[Visitor, Wanted]:
    who, asked = sessions.visitor(request), request.query_params if asked is None else asked
    assert who is not None
    tab = "" if asked.get("tab") in inbox.TABS else _first_tab(db, who.user.id)
    return who, wanted(asked, who.user.id, time.time(), tab)


def _first_tab(db: Database, user_id: int) -> str:
    counts = inbox.counts(db, user_id)
    return next((name for name in inbox.TABS if counts[name]), inbox.TABS[0])


def _drawn(request: AnyRequest, db: Database, found: Wanted, cards: list[Card], chosen: int | None) -> dict[str, Any]:
    """What every card needs."""
    return clock(request) | {
        "cards": cards,
        "chosen": chosen,
        "wanted": found,
        "query": found.query,
        "previews": previews,
        "hue": partial(_hue, contact_pane.colours(db)),
        "numbers": {one.id: one.display for one in numbers.listed(db)},
    }


def _hue(colours: dict[str, str], tag: str) -> int:
    return hue(tag, colours)


def _choices(request: AnyRequest, db: Database) -> dict[str, Any]:
    _, found = _asked(request, db)
    return {
        "wanted": found,
        "people": team_members.people(db),
        "teams": team_members.known(db),
        "tags": contact_pane.tags(db),
        "numbers": numbers.listed(db),
        "orders": inbox.ORDERS,
        "windows": inbox.WINDOWS,
    }


def _whole(request: AnyRequest, name: str, most: int) -> int:
    value = request.query_params.get(name, "")
    return min(int(value), most) if value.isdecimal() and value.isascii() else 0
