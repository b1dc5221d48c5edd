"""`/admin/templates`: the messages WhatsApp approves beforehand, shown as a customer sees them, read, made, deleted."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from zapbot.errors import NotFoundError, ZapbotError
from zapbot.store import audit, template_uses, templates
from zapbot.store.db import transaction
from zapbot.store.templates import Template
from zapbot.web import sessions, spoken
from zapbot.web.by import by
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest
from zapbot.web.sign_in import BODY_LIMIT, Form

if TYPE_CHECKING:
    from zapbot.connector import TemplateCopy
    from zapbot.connector import Templates as Account

TAB = "/admin/templates"
DONE = {"sync": "templates.done_sync", "created": "templates.done_created", "deleted": "templates.done_deleted"}


class TemplatePages(Controller):
    """The list, one of them, a new one."""

    path = TAB
    include_in_schema = False
    guards = [sessions.admin]
    request_max_body_size = BODY_LIMIT

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        state: State,
        status: FromQuery[str] = "",
        category: FromQuery[str] = "",
        q: FromQuery[str] = "",
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """Those there are, as they were last read."""
        return _index(request, state, status, category, q, done=DONE.get(done))

    @post("/sync", status_code=200)
    async def sync(self, request: AnyRequest, state: State) -> Response[Any]:
        """Read them all anew, now."""
        asked_at = time.time()
        try:
            copies = await _ask(state, lambda account: account.list_templates())
        except ZapbotError as error:
            return await asyncio.to_thread(_index, request, state, code=502, error=str(error))
        await asyncio.to_thread(_keep, state, copies, asked_at)
        return Redirect(f"{TAB}?done=sync", status_code=303)

    @get("/new", sync_to_thread=True)
    def new(self, request: AnyRequest) -> Response[Any]:
        """The form of a new one."""
        return _form(request, {})

    @get("/new/examples", sync_to_thread=True)
    def examples(self, request: AnyRequest) -> Response[Any]:
        """A field for the example of each variable the body has by now."""
        from zapbot.web.admin import template_form

        given = dict(request.query_params)
        names = template_form.definition(given).variables
        return spoken.page(request, "admin/_template_examples.html", given=given, names=names, wrong={})

    @get("/new/look", sync_to_thread=True)
    def look(self, request: AnyRequest) -> Response[Any]:
        """What stands in the form as a customer would see it, and what Meta would refuse of it."""
        from zapbot.desk.template_preview import preview
        from zapbot.web.admin import template_form

        definition = template_form.definition(dict(request.query_params))
        wrong = template_form.problems(definition)
        return spoken.page(request, "admin/_template_look.html", shown=preview(definition), wrong=wrong)

    @post("/new", status_code=200)
    async def create(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Hand it in, when nothing is found that Meta would refuse at once."""
        from zapbot.web.admin import template_form

        definition, asked_at = template_form.definition(data), time.time()
        if template_form.problems(definition):
            return await asyncio.to_thread(_form, request, data, 422, strict=True)
        try:
            copy = await _ask(state, lambda account: account.create_template(definition))
        except ZapbotError as error:
            return await asyncio.to_thread(_form, request, data, 502, error=str(error))
        await asyncio.to_thread(_created, request, state, copy, asked_at)
        return Redirect(f"{TAB}/{definition.name}/{definition.language}?done=created", status_code=303)

    @get("/{name:str}/{language:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        state: State,
        name: FromPath[str],
        language: FromPath[str],
        confirm: FromQuery[str] = "",
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """One of them, and where it is used."""
        return _show(request, state, name, language, confirm=confirm, done=DONE.get(done))

    @post("/{name:str}/{language:str}/delete", status_code=200)
    async def delete(
        self, request: AnyRequest, state: State, name: FromPath[str], language: FromPath[str], data: Form
    ) -> Response[Any]:
        """Delete it at Meta, in this language; its name must be typed."""
        found = await asyncio.to_thread(_one, state, name, language)
        if data.get("typed", "").strip() != name:
            wrong = {"confirm": "delete", "wrong": "templates.wrong_name"}
            return await asyncio.to_thread(_show, request, state, name, language, 422, **wrong)
        try:
            await _ask(state, lambda account: account.delete_template(name, found.remote_id))
        except ZapbotError as error:
            return await asyncio.to_thread(_show, request, state, name, language, 502, error=str(error))
        await asyncio.to_thread(_deleted, request, state, name, language)
        return Redirect(f"{TAB}?done=deleted", status_code=303)


async def _ask(state: State, call: "Callable[[Account], Awaitable[Any]]") -> Any:
    """Ask the account something. Raises ZapbotError when it was not answered."""
    from zapbot import app, connector

    account = await asyncio.to_thread(app.templates, state.settings)
    try:
        found = await call(account)
    finally:
        await account.close()
    if isinstance(found, connector.Outcome):
        raise ZapbotError(f"Meta did not do this: {getattr(found, 'reason', found)}")
    return found


def _keep(state: State, copies: "list[TemplateCopy]", asked_at: float) -> None:
    from zapbot.desk import template_sync

    with opened(state) as db, transaction(db):
        template_sync.sync(db, copies, asked_at, time.time())


def _created(request: AnyRequest, state: State, copy: "TemplateCopy", asked_at: float) -> None:
    from zapbot.desk import template_sync

    about, now = f"{copy.definition.name} ({copy.definition.language})", time.time()
    with opened(state) as db, transaction(db):
        template_sync.created(db, copy, asked_at, now)
        audit.append(db, now, by(request), "template.created", about)


def _deleted(request: AnyRequest, state: State, name: str, language: str) -> None:
    from zapbot.desk import template_sync

    now = time.time()
    with opened(state) as db, transaction(db):
        template_sync.deleted(db, name, [language], now)
        audit.append(db, now, by(request), "template.deleted", f"{name} ({language})")


def _one(state: State, name: str, language: str) -> Template:
    with opened(state) as db:
        found = templates.get(db, name, language)
    if found is None:
        raise NotFoundError(f"there is no template {name} in {language}; zapbot templates list shows all")
    return found


def _index(
    request: AnyRequest, state: State, status: str = "", category: str = "", q: str = "", code: int = 200, **more: Any
) -> Response[Any]:
    from zapbot.desk import template_sync

    with opened(state) as db:
        everything, read_at = templates.listed(db), template_sync.read_at(db)
    words = q.strip().lower()
    shown = [
        one
        for one in everything
        if status in ("", one.status) and category in ("", one.category) and words in _searched(one)
    ]
    context = {
        "templates": shown,
        "any": bool(everything),
        "read_at": read_at,
        "statuses": sorted({one.status for one in everything}),
        "categories": sorted({one.category for one in everything}),
        "chosen": {"status": status, "category": category, "q": q},
        "reason": _why_not(state),
    }
    return _page(request, "admin/templates.html", code, **context, **({"done": None, "error": None} | more))


def _searched(one: Template) -> str:
    return f"{one.name} {one.definition.body if one.definition else ''}".lower()


def _why_not(state: State) -> str | None:
    """Which sentence tells why Meta cannot be asked from here."""
    from zapbot import app

    if state.settings.channel != "cloud":
        return "templates.elsewhere"
    missing = [name for name in app.NEEDED_FOR_TEMPLATES if not getattr(state.settings, name)]
    return "templates.not_set_up" if missing else None


def _form(
    request: AnyRequest, given: dict[str, str], code: int = 200, error: str | None = None, strict: bool = False
) -> Response[Any]:
    from zapbot.desk.template_preview import preview
    from zapbot.desk.template_rules import CATEGORIES
    from zapbot.web.admin import template_form

    definition = template_form.definition(given)
    wrong = template_form.problems(definition) if strict else {}
    context = {"given": given, "names": definition.variables, "shown": preview(definition), "wrong": wrong}
    form = {"categories": CATEGORIES, "types": template_form.BUTTON_TYPES, "places": range(template_form.BUTTONS)}
    return _page(request, "admin/template_new.html", code, error=error, **context, **form)


def _show(request: AnyRequest, state: State, name: str, language: str, code: int = 200, **more: Any) -> Response[Any]:
    from zapbot.desk.template_preview import preview

    found = _one(state, name, language)
    with opened(state) as db:
        used = {
            "flows": template_uses.flows(db, name),
            "campaigns": template_uses.campaigns(db, name, language),
        }
    shown = preview(found.definition) if found.definition else None
    given = {"confirm": "", "done": None, "error": None, "wrong": None} | more
    return _page(request, "admin/template.html", code, one=found, shown=shown, used=used, **given)


def _page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    return spoken.page(request, template, code, section="admin", tab=TAB, **context)
