"""`/profile`: what somebody changes of their own, and where they are signed in."""

import time
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Redirect

from zapbot.errors import NotFoundError, NotSignedInError, UsageError
from zapbot.store import attendance, second_steps, users
from zapbot.store import sessions as stored
from zapbot.store.preferences import preferences
from zapbot.web import browsers, catalogue, pages, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sessions import Visitor
from zapbot.web.sign_in import BODY_LIMIT, Form

SWITCHES = ("enter_sends", "undo", "shortcuts", "sounds", "notifications")
CHOICES = {"density": ("comfortable", "compact"), "text_size": ("normal", "large")}
DONE = {
    "saved": "profile.saved",
    "password": "profile.password_changed",
    "ended": "profile.ended",
    "code_on": "profile.code_on",
    "code_off": "profile.code_off",
}


class Profile(Controller):
    """One page, a form for each thing."""

    path = "/profile"
    include_in_schema = False
    guards = [sessions.agent]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def show(self, request: AnyRequest, done: FromQuery[str] = "") -> Response[Any]:
        """Everything about oneself."""
        return _page(request, done=done)

    @post("/", status_code=200, sync_to_thread=True)
    def describe(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Name and language."""
        from zapbot.desk import profile

        asked = data.get("language", "")
        language = asked if asked in catalogue.LANGUAGES else None
        try:
            with opened(state) as db:
                profile.describe(db, _who(request).user, data.get("name", ""), language, time.time())
        except UsageError:
            return _page(request, 400, error="profile.no_name")
        return _done("saved")

    @post("/preferences", status_code=200, sync_to_thread=True)
    def prefer(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """How the inbox behaves; a box that is not ticked is not sent."""
        from zapbot.desk import profile

        chosen: dict[str, Any] = {name: name in data for name in SWITCHES}
        chosen |= {name: data[name] for name, allowed in CHOICES.items() if data.get(name) in allowed}
        user = _who(request).user
        with opened(state) as db:
            profile.prefer(db, user, msgspec.structs.replace(preferences(user), **chosen))
        return _done("saved")

    @post("/password", status_code=200, sync_to_thread=True)
    def password(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """A new password: signed out everywhere, and in again here with a new reference."""
        from zapbot.desk import profile

        def change() -> Response[Any]:
            with opened(state) as db:
                profile.change_password(db, who.user, data.get("old", ""), data.get("new", ""), time.time())
            state.live.hang_up(who.user.id)
            return _done("password", sessions.begin(request, who.user))

        who = _who(request)
        return _guessing(request, change, lambda: _page(request, 400, error="profile.weak"))

    @post("/sessions", status_code=200, sync_to_thread=True)
    def sign_out_there(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Sign out in another browser."""
        from zapbot.desk import profile

        try:
            with opened(state) as db:
                profile.sign_out_there(db, _who(request).user, data.get("session", ""), time.time())
        except NotFoundError:
            return _page(request, 404, error="profile.ended_already")
        return _done("ended")

    @get("/second-step", sync_to_thread=True)
    def offer(self, request: AnyRequest) -> Response[Any]:
        """A QR code for an authenticator app, which counts once a code was shown."""
        from zapbot.desk import second_step

        return _offer(request, second_step.offer(sessions.key(request.app.state), _who(request).user)[1])

    @post("/second-step", status_code=200, sync_to_thread=True)
    def begin(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Ask for codes from now on; the password is asked for once more."""
        from zapbot.desk import profile, second_step

        def change() -> Response[Any]:
            with opened(state) as db:
                if not profile.password_is_right(db, who.user, data.get("old", "")):
                    return _offer(request, given, 400, "profile.wrong_password")
                second_step.begin(db, sessions.key(state), who.user, given, data.get("code", ""), time.time())
            return _done("code_on")

        who, given = _who(request), data.get("offer", "")
        try:
            second_step.offered(sessions.key(state), who.user, given)
        except UsageError:
            return Redirect("/profile/second-step", status_code=303)
        return _guessing(request, change, lambda: _offer(request, given, 400, "sign_in.wrong_code"))

    @post("/second-step/end", status_code=200, sync_to_thread=True)
    def end(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """The password alone is enough again; it is asked for once more."""
        from zapbot.desk import profile, second_step

        def change() -> Response[Any]:
            with opened(state) as db:
                if not profile.password_is_right(db, who.user, data.get("old", "")):
                    raise NotSignedInError
                second_step.end(db, who.user, f"user:{who.user.id}", time.time())
            return _done("code_off")

        who = _who(request)
        return _guessing(request, change, lambda: _page(request, 400, error="profile.weak"))


def _guessing(
    request: AnyRequest, change: Callable[[], Response[Any]], refused: Callable[[], Response[Any]]
) -> Response[Any]:
    """Do what needs the password; who guesses at it from an open screen is stopped after a few tries."""
    tries, now = request.app.state.sign_ins, time.monotonic()
    if tries.code_refused(_who(request).user.id, now):
        return _page(request, 429, error="sign_in.wait")
    try:
        return change()
    except NotSignedInError:
        return _page(request, 400, error="profile.wrong_password")
    except UsageError:
        return refused()


def _page(request: AnyRequest, code: int = 200, done: str = "", error: str | None = None) -> Response[Any]:
    who, now = _who(request), time.time()
    with opened(request.app.state) as db:
        found = stored.listed(db, who.user.id, now)
        has_password = users.password_hash(db, who.user.id) is not None
        has_step = second_steps.secret(db, who.user.id) is not None
        away = attendance.away(db, who.user.id)
    return pages.page(
        request,
        "profile/index.html",
        code,
        section="profile",
        done=DONE.get(done),
        error=error,
        chosen=preferences(who.user),
        switches=SWITCHES,
        choices=CHOICES,
        found=[(one, browsers.named(one.browser)) for one in found],
        has_password=has_password,
        has_step=has_step,
        away=away,
    )


def _offer(request: AnyRequest, offer: str, code: int = 200, error: str | None = None) -> Response[Any]:
    import segno

    from zapbot.desk import second_step, totp

    user = _who(request).user
    with opened(request.app.state) as db:
        has_password = users.password_hash(db, user.id) is not None
    secret = second_step.offered(sessions.key(request.app.state), user, offer)
    picture = segno.make(totp.address(secret, user.email), error="m").svg_inline(scale=5, light="#fff", border=4)
    spaced = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return pages.page(
        request,
        "profile/second_step.html",
        code,
        section="profile",
        offer=offer,
        picture=picture,
        secret=spaced,
        error=error,
        has_password=has_password,
    )


def _who(request: AnyRequest) -> Visitor:
    who = sessions.visitor(request)
    assert who is not None
    return who


def _done(what: str, *cookies: Any) -> Response[Any]:
    return Redirect(f"/profile?done={what}", status_code=303, cookies=list(cookies))
