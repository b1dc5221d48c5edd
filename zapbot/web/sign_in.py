"""`/sign-in`: by e-mail address and password, or by a link that works once; then the code of a second step."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.exceptions import PermissionDeniedException
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect

from zapbot.errors import CodeNeededError, NotSignedInError
from zapbot.store import sessions as stored
from zapbot.store import users
from zapbot.store.users import User
from zapbot.web import known_browser, pages, pending, sessions
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]

BODY_LIMIT = 64 * 1024


class SignIn(Controller):
    """Signing in. Whoever guesses is slowed down, and locks nobody out."""

    path = "/sign-in"
    include_in_schema = False
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def form(self, request: AnyRequest, next: FromQuery[str] = "/") -> Response[Any]:
        """The form; who is signed in goes on."""
        if sessions.visitor(request) is not None:
            return Redirect(local(next), status_code=303)
        return _form(request, 200, next)

    @post("/", status_code=200)
    async def enter(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Check a password; a new session when it is right."""
        _from_here(request, data)
        where, email, now = sessions.address(request), data.get("email", "").strip(), time.monotonic()
        who = known_browser.counted_as(sessions.key(state), request, email, where)
        wait = state.sign_ins.refused(who, now)
        if wait:
            return _form(request, 429, data.get("next", "/"), "sign_in.too_often", email, seconds=math.ceil(wait))
        await asyncio.sleep(state.sign_ins.delay(email, now))
        try:
            user = await asyncio.to_thread(_checked, state, email, data.get("password", ""), where)
        except CodeNeededError as needed:
            state.sign_ins.passed(who, now)
            return await asyncio.to_thread(_ask_code, request, needed.user_id, data.get("next", "/"))
        except NotSignedInError:
            state.sign_ins.failed(email, now)
            return _form(request, 401, data.get("next", "/"), "sign_in.wrong", email)
        state.sign_ins.passed(who, now)
        return await asyncio.to_thread(_go_on, request, user, data.get("next", "/"))

    @post("/code", status_code=200)
    async def code(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """The second step: the code of the app."""
        _from_here(request, data)
        where, now, next = sessions.address(request), time.monotonic(), data.get("next", "/")
        try:
            user = await asyncio.to_thread(_pending, state, data)
        except NotSignedInError:
            return _form(request, 401, next, "sign_in.again")
        who = known_browser.counted_as(sessions.key(state), request, user.email, where)
        if state.sign_ins.refused(who, now) or state.sign_ins.code_refused(user.id, now):
            return _form(request, 429, next, "sign_in.wait")
        try:
            await asyncio.to_thread(_code_checked, state, user, data.get("code", ""), where)
        except NotSignedInError:
            return await asyncio.to_thread(_ask_code, request, user.id, next, "sign_in.wrong_code")
        state.sign_ins.passed(who, now)
        return await asyncio.to_thread(_go_on, request, user, next)

    @get("/{link:str}", sync_to_thread=True)
    def offer(self, request: AnyRequest, state: State, link: FromPath[str]) -> Response[Any]:
        """A button that uses the link up: a preview of the address alone must not."""
        with opened(state) as db:
            email = stored.link_for(db, stored.hash_of(link), time.time())
        return _link(request, link, email)

    @post("/{link:str}", status_code=200, sync_to_thread=True)
    def take(self, request: AnyRequest, state: State, link: FromPath[str], data: Form) -> Response[Any]:
        """Sign in by a link, once."""
        from zapbot.desk.sign_in import by_link

        _from_here(request, data)
        try:
            with opened(state) as db:
                user = by_link(db, link, sessions.address(request), time.time())
        except CodeNeededError as needed:
            return _ask_code(request, needed.user_id, "/")
        except NotSignedInError:
            return _link(request, link, None)
        return _go_on(request, user, "/")


class SignOut(Controller):
    """Ends the session."""

    path = "/sign-out"
    include_in_schema = False
    guards = [sessions.agent]

    @post("/", status_code=200, sync_to_thread=True)
    def leave(self, request: AnyRequest) -> Response[Any]:
        """Sign out of this browser."""
        return Redirect("/sign-in", status_code=303, cookies=[sessions.end(request)])


def local(path: str) -> str:
    """An address on this server only: whatever else was asked for is the inbox."""
    plain = unquote(path)
    strange = not plain.startswith("/") or plain.startswith(("//", "/\\")) or any(ord(c) < 32 for c in plain)
    return "/" if strange or "\\" in plain else path


def _go_on(request: AnyRequest, user: User, next: str) -> Response[Any]:
    """Signed in: to where they wanted to, or to choose a password when they have none."""
    state = request.app.state
    known = known_browser.remembered(sessions.key(state), user.email, sessions.is_secure(state.settings))
    cookies = [sessions.begin(request, user), known]
    with opened(state) as db:
        target = local(next) if users.password_hash(db, user.id) else "/profile"
    return Redirect(target, status_code=303, cookies=cookies)


def _form(
    request: AnyRequest, status: int, next: str, error: str | None = None, email: str = "", **values: Any
) -> Response[Any]:
    return _marked(
        request,
        lambda form: pages.page(
            request,
            "account/sign_in.html",
            status,
            next=local(next),
            error=error,
            email=email,
            values=values,
            form=form,
        ),
    )


def _link(request: AnyRequest, link: str, email: str | None) -> Response[Any]:
    status = 200 if email else 410
    return _marked(
        request, lambda form: pages.page(request, "account/link.html", status, reference=link, email=email, form=form)
    )


def _ask_code(request: AnyRequest, user_id: int, next: str, error: str | None = None) -> Response[Any]:
    state = request.app.state
    with opened(state) as db:
        waiting = pending.made(sessions.key(state), users.get(db, user_id), time.time())
    status, context = 401 if error else 200, {"next": local(next), "pending": waiting, "error": error}
    return _marked(request, lambda form: pages.page(request, "account/code.html", status, form=form, **context))


def _marked(request: AnyRequest, page: Callable[[str], Response[Any]]) -> Response[Any]:
    """A page with a form, and the cookie that says that the form is ours."""
    mark = pending.mark(request)
    answer = page(mark)
    secure = sessions.is_secure(request.app.state.settings)
    answer.set_cookie(Cookie(pending.COOKIE, path="/sign-in", value=mark, httponly=True, secure=secure, samesite="lax"))
    return answer


def _checked(state: State, email: str, password: str, where: str) -> User:
    from zapbot.desk.sign_in import sign_in  # argon2 is loaded when somebody signs in

    with opened(state) as db:
        return sign_in(db, email, password, where, time.time())


def _pending(state: State, data: Form) -> User:
    with opened(state) as db:
        return pending.shown(db, sessions.key(state), data.get("pending", ""), time.time())


def _code_checked(state: State, user: User, code: str, where: str) -> None:
    from zapbot.desk.sign_in import go_on

    with opened(state) as db:
        go_on(db, user, code, sessions.key(state), where, time.time())


def _from_here(request: AnyRequest, data: Form) -> None:
    if not sessions.from_here(request) or not pending.is_ours(request, data.get(pending.FIELD, "")):
        raise PermissionDeniedException("this form is not from a page of ours; load the page again")
