"""`/alerts`: what the browser is to tell somebody, and how many wait for them. One tab of a browser asks."""

import time
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Redirect

from zapbot import phone
from zapbot.desk import quiet
from zapbot.errors import UsageError
from zapbot.store import alerts, attendance
from zapbot.store.alerts import Alert
from zapbot.store.db import transaction
from zapbot.store.preferences import prefer, preferences
from zapbot.store.users import User
from zapbot.web import catalogue, pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form


class Alerts(Controller):
    """What is new for somebody, and when they want to be told."""

    path = "/alerts"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def show(self, request: AnyRequest, state: State, since: FromQuery[int] = 0) -> dict[str, Any]:
        """What to tell since a line of the journal; nothing of it makes a sound in quiet hours."""
        user = _user(request)
        t, likes = catalogue.words(pages.language(request)), preferences(user)
        with opened(state) as db:
            found, badge = alerts.since(db, user.id, since) if since else [], alerts.badge(db, user.id)
        calm = not likes.notifications or quiet.until(hours(likes.quiet), time.time(), state.settings.zone) is not None
        told = [] if calm else [_told(t, alert) for alert in found]
        return {"badge": badge, "alerts": told, "sound": likes.sounds and bool(told)}

    @post("/", status_code=200, sync_to_thread=True)
    def choose(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Quiet hours, and whether somebody is away."""
        user, given = _user(request), data.get("quiet", "").strip()
        try:
            chosen = quiet.spell(parsed) if given and (parsed := quiet.parse(given)) else ""
        except UsageError:
            return Redirect("/profile?done=quiet_wrong", status_code=303)
        with opened(state) as db, transaction(db):
            prefer(db, user.id, msgspec.structs.replace(preferences(user), quiet=chosen))
            attendance.set_away(db, user.id, "away" in data, time.time())
        return Redirect("/profile?done=saved", status_code=303)


def hours(chosen: str) -> quiet.Quiet | None:
    """The quiet hours somebody chose; what is strange is never quiet."""
    try:
        return quiet.parse(chosen) if chosen else None
    except UsageError:
        return None


def _told(t: Any, alert: Alert) -> dict[str, str]:
    name = alert.name or (phone.pretty(alert.phone) if alert.phone else t["contact.unknown"])
    tag, url = f"{alert.kind}-{alert.conversation_id}", f"/c/{alert.conversation_id}"
    return {"title": t[f"alerts.{alert.kind}"].format(name=name), "text": alert.text, "url": url, "tag": tag}


def _user(request: AnyRequest) -> User:
    who = sessions.visitor(request)
    assert who is not None
    return who.user
