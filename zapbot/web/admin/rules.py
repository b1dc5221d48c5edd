"""`/admin/rules`: who gets which conversation, and when the bot takes one back."""

import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Redirect

from zapbot.store import audit, rules, team_members
from zapbot.store.db import transaction
from zapbot.store.rules import Rules
from zapbot.web import pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

TAB = "/admin/rules"
HOURS = (0, 1, 2, 4, 8, 12, 24, 48, 72)
MOST_AT_ONCE = 999


class RulesPage(Controller):
    """One form."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, done: FromQuery[str] = "") -> Response[Any]:
        """The rules that hold."""
        with opened(state) as db:
            found, known = rules.get(db), team_members.known(db)
        return pages.page(
            request,
            "admin/rules.html",
            section="admin",
            tab=TAB,
            rules=found,
            teams=known,
            hours=HOURS,
            done=bool(done),
        )

    @post("/", status_code=200, sync_to_thread=True)
    def save(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Other rules from now on."""
        who = sessions.visitor(request)
        assert who is not None
        with opened(state) as db, transaction(db):
            wanted = _wanted(data, team_members.known(db))
            rules.put(db, wanted, time.time())
            audit.append(db, time.time(), f"user:{who.user.id}", "rules.changed", **_told(wanted))
        return Redirect(f"{TAB}?done=saved", status_code=303)


def _wanted(data: dict[str, str], known: list[str]) -> Rules:
    hours, capacity = data.get("return_hours", ""), data.get("capacity", "")
    return Rules(
        return_hours=int(hours) if hours.isdecimal() and int(hours[:3]) in HOURS else 0,
        phone_silences="phone_silences" in data,
        by_turns=tuple(team for team in known if f"turns-{team}" in data),
        capacity=min(int(capacity[:6]), MOST_AT_ONCE) if capacity.isdecimal() else 0,
    )


def _told(rules: Rules) -> dict[str, Any]:
    return {
        "return_hours": rules.return_hours,
        "phone_silences": rules.phone_silences,
        "by_turns": list(rules.by_turns),
        "capacity": rules.capacity,
    }
