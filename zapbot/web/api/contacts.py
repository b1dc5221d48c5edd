"""`/api/contacts`: the people written to, and what is known of them."""

import time
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, patch, post
from litestar.datastructures import State
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, UnsetType
from sqlite_utils import Database

from zapbot.desk import contact_edit
from zapbot.desk.access import Caller
from zapbot.errors import UsageError
from zapbot.store import contact_list, contacts
from zapbot.store.contact_list import Shown
from zapbot.store.db import transaction
from zapbot.web.api import words
from zapbot.web.api.access import needs
from zapbot.web.api.paging import Cursor, Id, Limit, Page, before, page
from zapbot.web.opened import opened

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["Ana Ribeiro"])]
Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=100, examples=["cliente"])]
Fields = Annotated[dict[str, Any], msgspec.Meta(max_length=100, examples=[{"placa": "ABC1D23"}])]
FIELD_BYTES = 64 * 1024


class Contact(msgspec.Struct, frozen=True):
    """A customer; `marketing` is in, out, or null when they never said."""

    id: int
    name: str | None
    phone: str | None
    username: str | None
    tags: list[str]
    fields: dict[str, Any]
    marketing: str | None
    last_inbound_at: datetime | None
    created_at: datetime


class NewContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contact to be made; the number as a person writes it."""

    phone: Annotated[str, msgspec.Meta(max_length=40, examples=["+5511987654321"])]
    name: Name | None = None
    fields: Fields = {}
    tags: Annotated[list[Tag], msgspec.Meta(max_length=50)] = []


class ContactChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different: fields are added to those there are (null takes one away), tags replace all."""

    name: Name | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET
    tags: Annotated[list[Tag], msgspec.Meta(max_length=50)] | UnsetType = UNSET


class Contacts(Controller):
    """People: found, made, changed, asked about marketing."""

    path = "/contacts"
    tags = ["contacts"]

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def list_contacts(
        self,
        state: State,
        search: Annotated[str, QueryParameter(max_length=100, description="Part of a name or number.")] = "",
        tag: Annotated[str | None, QueryParameter(max_length=100)] = None,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Page[Contact]:
        """List contacts, the newest first."""
        with opened(state) as db:
            found = contact_list.listed(db, limit + 1, before=before(cursor), tag=tag, search=search)
        return page([_contact(one) for one in found], [one.id for one in found], limit)

    @post("/", guards=[needs("contacts:write")], sync_to_thread=True)
    def create_contact(self, data: JSONBody[NewContact], state: State) -> Contact:
        """Make a contact."""
        _check(data.fields)
        with opened(state) as db, transaction(db):
            id = contact_edit.create(db, data.phone, data.name, time.time())
            contact_edit.change(db, id, time.time(), fields=data.fields, tags=data.tags)
            return _contact(contact_list.get(db, id))

    @get("/{id:int}", guards=[needs("read")], sync_to_thread=True)
    def get_contact(self, id: Id, state: State) -> Contact:
        """Give one contact."""
        with opened(state) as db:
            return _contact(contact_list.get(db, id))

    @patch("/{id:int}", guards=[needs("contacts:write")], sync_to_thread=True)
    def change_contact(self, id: Id, data: JSONBody[ContactChange], state: State) -> Contact:
        """Change name, fields or tags."""
        given = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
        _check(given.get("fields", {}))
        with opened(state) as db:
            contact_edit.change(db, id, time.time(), **given)
            return _contact(contact_list.get(db, id))

    @post("/{id:int}/opt-in", guards=[needs("contacts:write")], status_code=200, sync_to_thread=True)
    def opt_in(self, id: Id, request: Request[Caller, Any, State], state: State) -> Contact:
        """Note that the contact wants marketing messages."""
        return _marketing(state, id, True, request.user)

    @post("/{id:int}/opt-out", guards=[needs("contacts:write")], status_code=200, sync_to_thread=True)
    def opt_out(self, id: Id, request: Request[Caller, Any, State], state: State) -> Contact:
        """Note that the contact wants no marketing messages."""
        return _marketing(state, id, False, request.user)


def _marketing(state: State, id: int, wanted: bool, caller: Caller) -> Contact:
    from zapbot.desk import consent

    now = time.time()
    with opened(state) as db:
        _mark(db, id, consent.opt_in if wanted else consent.opt_out, caller, now)
        return _contact(contact_list.get(db, id))


def _mark(db: Database, id: int, change: Any, caller: Caller, now: float) -> None:
    with transaction(db):
        contacts.get(db, id)
        change(db, id, "api", now, now, caller.name)


def _contact(shown: Shown) -> Contact:
    return Contact(
        id=shown.id,
        name=shown.name,
        phone=words.phone(shown.phone),
        username=shown.username,
        tags=shown.tags,
        fields=shown.fields,
        marketing=shown.marketing,
        last_inbound_at=words.maybe(shown.last_inbound_at),
        created_at=words.moment(shown.created_at),
    )


def _check(fields: dict[str, Any]) -> None:
    """Make sure fields are values a flow can use, of a size a row can hold. Raises UsageError."""
    if any(not isinstance(value, str | int | float | bool | None) for value in fields.values()):
        raise UsageError("a field is a text, a number, true, false or null")
    if any(not name or len(name) > 100 or name == "name" for name in fields):
        raise UsageError("a field's name has 1 to 100 characters; `name` itself is no field")
    if len(msgspec.json.encode(fields)) > FIELD_BYTES:
        raise UsageError("these fields are too long: 64 KiB is the most")
