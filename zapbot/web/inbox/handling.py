"""Who has a conversation: taken over, handed back, given, put off, done. A press of a button is a verb of the desk."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlite_utils import Database

from zapbot.desk import assign, reopen, resolve, snooze, take_over
from zapbot.errors import ConflictError, NotFoundError, UsageError, ZapbotError
from zapbot.store import handling
from zapbot.store.handling import Holder
from zapbot.web import catalogue, pages, sessions
from zapbot.web.inbox import strip
from zapbot.web.library import library
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

Said = tuple[str, dict[str, Any]]
"""A sentence's key and its values."""
Do = Callable[[Database, float], Said]


class Handling(Controller):
    """The buttons above the messages; each works as a plain form too."""

    path = "/c/{id:int}"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = BODY_LIMIT

    @get("/handling", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """The strip anew."""
        with opened(state) as db:
            return _strip(request, db, id)

    @post("/take-over", status_code=200, sync_to_thread=True)
    def take_over(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """The bot is silent when this is answered."""

        def do(db: Database, now: float) -> Said:
            taken = take_over.take_over(db, id, _me(request), now)
            if not taken.won:
                return _lost(taken.holder)
            return ("done.taken_late" if taken.on_their_way else "done.taken"), {"n": taken.on_their_way}

        return _done(request, state, id, do)

    @post("/assign", status_code=200, sync_to_thread=True)
    def assign(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Give it to somebody, a team or nobody; who was slower sees who was quicker."""

        def do(db: Database, now: float) -> Said:
            given = assign.assign(db, id, data.get("to", ""), _by(request), now, had=data.get("had"))
            if not given.won:
                return _lost(given.holder)
            return _given(given.holder)

        return _done(request, state, id, do)

    @get("/steps", sync_to_thread=True)
    def steps(self, request: AnyRequest, state: State, id: FromPath[int], flow: FromQuery[str] = "") -> Response[Any]:
        """The nodes the bot can go on at, of the flow the contact was in or of another."""
        from zapbot.desk.node_choice import choice  # knows the engine, which the server needs here only

        with opened(state) as db:
            shown = strip.of(db, _me(request), id)
            chosen = choice(db, library(state), shown.holder.contact_id, flow or None)
        whole = not request.headers.get("hx-request")
        template = "inbox/steps.html" if whole else "inbox/_steps.html"
        return pages.page(request, template, section="inbox", strip=shown, choice=chosen, whole=whole)

    @post("/hand-back", status_code=200, sync_to_thread=True)
    def hand_back(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Let the bot speak again."""
        from zapbot.desk.hand_back import hand_back  # knows the engine, which the server needs here only

        def do(db: Database, now: float) -> Said:
            (how, _, flow), version = data.get("how", "next").partition(":"), _whole(data.get("version"))
            where, had = (flow or None, data.get("node") or None), data.get("had")
            holder = hand_back(
                db, library(state), id, how, _by(request), now, flow=where[0], node=where[1], version=version, had=had
            )
            return ("done.handed_back", {}) if holder.owner == "bot" else _lost(holder)

        answer = _done(request, state, id, do)
        for drain in ("deliver", "wake", "calls"):
            state.queue.nudge(drain)
        return answer

    @post("/resolve", status_code=200, sync_to_thread=True)
    def resolve(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """It is done."""
        return _stand(request, state, id, "resolved", lambda db, now: resolve.resolve(db, id, _by(request), now))

    @post("/reopen", status_code=200, sync_to_thread=True)
    def reopen(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """It goes on."""
        return _stand(request, state, id, "reopened", lambda db, now: reopen.reopen(db, id, _by(request), now), False)

    @post("/pend", status_code=200, sync_to_thread=True)
    def pend(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """It waits for somebody else."""
        return _stand(request, state, id, "pending", lambda db, now: snooze.pend(db, id, _by(request), now))

    @post("/snooze", status_code=200, sync_to_thread=True)
    def snooze(self, request: AnyRequest, state: State, id: FromPath[int], data: Form) -> Response[Any]:
        """Not now: it comes back by itself."""

        def do(db: Database, now: float) -> Holder:
            until = snooze.moment(data.get("when") or data.get("at", ""), now, state.settings.zone)
            return snooze.snooze(db, id, until, _by(request), now)

        answer = _stand(request, state, id, "snoozed", do)
        state.queue.nudge("wake")
        return answer

    @post("/take-back", status_code=200, sync_to_thread=True)
    def take_back(self, request: AnyRequest, state: State, id: FromPath[int]) -> Response[Any]:
        """The last change was a slip."""
        from zapbot.desk.undo import undo  # knows the engine, which the server needs here only

        answer = _stand(
            request, state, id, "taken_back", lambda db, now: undo(db, library(state), id, _by(request), now), False
        )
        state.queue.nudge("deliver")
        return answer


def _stand(
    request: AnyRequest, state: State, id: int, said: str, verb: Callable[[Database, float], Holder], back: bool = True
) -> Response[Any]:
    """Change how it stands, with a way back."""

    def do(db: Database, now: float) -> Said:
        verb(db, now)
        return f"done.{said}", {"post": f"/c/{id}/take-back"} if back else {}

    return _done(request, state, id, do)


def _done(request: AnyRequest, state: State, id: int, do: Do) -> Response[Any]:
    """Do it, and answer with the strip as it is now and a sentence about what became of it."""
    with opened(state) as db:
        try:
            key, values = do(db, time.time())
        except NotFoundError as error:
            strip.of(db, _me(request), id)
            key, values = ("done.no_node", {"bad": True}) if "no node" in str(error) else ("done.missing", {})
        except (ConflictError, UsageError) as error:
            key, values = _refused(error), {"bad": True, "newer": handling.newer(db, id)}
        if not request.headers.get("hx-request"):
            return Redirect(f"/c/{id}", status_code=303)
        answer = _strip(request, db, id)
    answer.headers["HX-Trigger"] = json.dumps({"zapbot:toast": _toast(request, key, values)})
    return answer


def _strip(request: AnyRequest, db: Database, id: int) -> Response[Any]:
    return pages.page(request, "inbox/_handling.html", strip=strip.of(db, _me(request), id))


def _toast(request: AnyRequest, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    t = catalogue.words(pages.language(request))
    way = {"action": t["handling.undo"], "post": values["post"]} if "post" in values else {}
    if key == "done.newer" and values["newer"]:
        way = {"action": t["handling.newer"], "href": f"/c/{values['newer']}"}
    return {"text": t[key].format(**values), "bad": bool(values.get("bad")), **way}


def _given(holder: Holder) -> Said:
    """Whose it is now."""
    if holder.agent:
        return "done.given", {"name": holder.agent}
    return ("done.given", {"name": holder.team}) if holder.team else ("done.let_go", {})


def _lost(holder: Holder) -> Said:
    """Somebody was quicker."""
    if holder.owner == "bot":
        return "done.lost_to_bot", {}
    name = holder.agent or holder.team
    return ("done.lost", {"name": name}) if name else ("done.lost_to_nobody", {})


def _refused(error: ZapbotError) -> str:
    """Why not, as far as it has a sentence of its own."""
    reason = str(error)
    for part, key in _REASONS.items():
        if part in reason:
            return key
    return "done.refused"


_REASONS = {
    "resolved: open": "done.is_resolved",
    "another conversation": "done.newer",
    "24-hour window": "done.window_closed",
    "cannot go on": "done.cannot_go_on",
    "changed since": "done.changed",
    "another version": "done.other_version",
    "moment": "done.no_moment",
}


def _whole(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 16 else None


def _me(request: AnyRequest) -> int:
    who = sessions.visitor(request)
    assert who is not None
    return who.user.id


def _by(request: AnyRequest) -> str:
    return f"user:{_me(request)}"
