"""`/api/templates`: the messages WhatsApp approved beforehand, as they were last read."""

import time
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody, QueryParameter

from zapbot import model
from zapbot.errors import NotFoundError, UsageError
from zapbot.store import templates
from zapbot.store.db import transaction
from zapbot.templates import Definition
from zapbot.web.api import words
from zapbot.web.api.access import needs
from zapbot.web.opened import opened


class TemplateView(msgspec.Struct, frozen=True):
    """A template in one language; `definition` is null while only its name was heard of."""

    name: str
    language: str
    status: str
    category: str
    quality: str | None
    reason: str | None
    next_category: str | None
    definition: Definition | None
    updated_at: datetime


class PreviewedButton(msgspec.Struct, frozen=True):
    """A button with what it does."""

    type: str
    text: str
    value: str


class Previewed(msgspec.Struct, frozen=True):
    """A template as the customer will see it."""

    format: str | None
    header: str
    body: str
    footer: str
    buttons: list[PreviewedButton]


class Asked(msgspec.Struct, frozen=True):
    """What was asked for happens soon."""

    accepted: bool


class Templates(Controller):
    """Templates: listed, shown, read anew."""

    path = "/templates"
    tags = ["templates"]

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def list_templates(
        self,
        state: State,
        status: Annotated[str | None, QueryParameter(max_length=50, description="Such as APPROVED.")] = None,
        category: Annotated[str | None, QueryParameter(max_length=50, description="Such as UTILITY.")] = None,
    ) -> list[TemplateView]:
        """List the templates there are."""
        with opened(state) as db:
            found = templates.listed(db, status.upper() if status else None, category.upper() if category else None)
        return [_template(one) for one in found]

    @get("/{name:str}/{language:str}", guards=[needs("read")], sync_to_thread=True)
    def get_template(self, name: FromPath[str], language: FromPath[str], state: State) -> TemplateView:
        """Give one template."""
        return _template(_one(state, name, language))

    @post("/{name:str}/{language:str}/preview", guards=[needs("read")], status_code=200, sync_to_thread=True)
    def preview_template(
        self, name: FromPath[str], language: FromPath[str], data: JSONBody[model.Template], state: State
    ) -> Previewed:
        """Show a template filled in as it would be sent; `name` and `language` of the body are not looked at."""
        from zapbot.desk.template_preview import preview

        found = _one(state, name, language)
        if found.definition is None:
            raise NotFoundError(f"the words of {name} are not known yet: POST /api/templates/sync reads them")
        try:
            shown = preview(found.definition, data)
        except (KeyError, ValueError, IndexError) as error:
            raise UsageError(f"these values do not fit the template: {error}") from None
        return msgspec.convert(shown, Previewed, from_attributes=True)

    @post("/sync", guards=[needs("templates:write")], status_code=202, sync_to_thread=True)
    def sync_templates(self, state: State) -> Asked:
        """Have the worker read all templates anew, within a minute."""
        from zapbot.desk import template_sync

        with opened(state) as db, transaction(db):
            template_sync.ask_again(db, time.time())
        state.queue.nudge("sweep")
        return Asked(True)


def _one(state: State, name: str, language: str) -> templates.Template:
    with opened(state) as db:
        found = templates.get(db, name, language)
    if found is None:
        raise NotFoundError(f"there is no template {name} in {language}; GET /api/templates lists all")
    return found


def _template(one: templates.Template) -> TemplateView:
    plain: dict[str, Any] = {name: getattr(one, name) for name in TemplateView.__struct_fields__}
    return TemplateView(**{**plain, "updated_at": words.moment(one.updated_at)})
