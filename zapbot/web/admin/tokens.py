"""`/admin/tokens`: which programs may use the API, and for what."""

import asyncio
import re
import time
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot.errors import UsageError
from zapbot.store import api_tokens, users
from zapbot.web import sessions, spoken
from zapbot.web.by import by
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT

TAB = "/admin/tokens"
DAY_SECONDS = 86_400.0


class Tokens(Controller):
    """The list; a new one is shown once."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(
        self, request: AnyRequest, state: State, confirm: FromQuery[str] = "", done: FromQuery[str] = ""
    ) -> Response[Any]:
        """All of them."""
        return _page(request, state, confirm=confirm, done="tokens.done_revoked" if done else None)

    @post("/", status_code=200)
    async def add(self, request: AnyRequest, state: State) -> Response[Any]:
        """A new one; it is shown now, and never again."""
        form = await request.form()
        scopes = tuple(str(scope) for scope in form.getall("scope", []))
        name, days = str(form.get("name", "")), str(form.get("days", "")).strip()
        return await asyncio.to_thread(_add, request, state, name, scopes, days)

    @post("/{id:str}/revoke", status_code=200, sync_to_thread=True)
    def revoke(self, request: AnyRequest, state: State, id: FromPath[str]) -> Response[Any]:
        """End one, at once."""
        from zapbot.desk import tokens

        with opened(state) as db:
            tokens.revoke(db, id, by(request), time.time())
        return Redirect(f"{TAB}?done=revoked", status_code=303)


def _add(request: AnyRequest, state: State, name: str, scopes: tuple[str, ...], days: str) -> Response[Any]:
    from zapbot.desk import tokens

    given = {"name": name, "scopes": scopes, "days": days}
    wrong = _wrong(name, scopes, days)
    if wrong:
        return _page(request, state, 422, error=wrong, given=given)
    now = time.time()
    expires_at = now + int(days) * DAY_SECONDS if days else None
    try:
        with opened(state) as db:
            made = tokens.add(db, name, scopes, by(request), now, expires_at)
    except UsageError:
        return _page(request, state, 422, error="tokens.wrong_scopes", given=given)
    return _page(request, state, made=made, made_for=name.strip())


def _wrong(name: str, scopes: tuple[str, ...], days: str) -> str | None:
    """Which sentence tells what to write."""
    if not name.strip() or len(name) > 100:
        return "tokens.wrong_name"
    if not scopes:
        return "tokens.wrong_scopes"
    return None if re.fullmatch(r"([1-9][0-9]{0,3})?", days) else "tokens.wrong_days"


def _page(request: AnyRequest, state: State, code: int = 200, **more: Any) -> Response[Any]:
    from zapbot.desk.scopes import SCOPES

    with opened(state) as db:
        listed = api_tokens.listed(db)
        names = {f"user:{user.id}": user.name for user in users.listed(db)}
    context = {"tokens": listed, "names": names, "scopes": SCOPES, "now": time.time()}
    given = {"confirm": "", "done": None, "error": None, "made": None, "made_for": ""}
    given |= {"given": {"name": "", "scopes": (), "days": ""}} | more
    return spoken.page(request, "admin/tokens.html", code, section="admin", tab=TAB, **context, **given)
