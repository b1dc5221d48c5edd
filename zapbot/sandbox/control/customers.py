"""Customers and what they say."""

import re
import time
from typing import Any

import msgspec
from litestar import Controller, Request, get, patch, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from zapbot.sandbox import phone, progress, samples
from zapbot.sandbox.control.errors import Conflict, existing, own_pages_only
from zapbot.sandbox.control.said import said
from zapbot.sandbox.customers import Customer, somebody
from zapbot.sandbox.world import World


class NewCustomer(msgspec.Struct, forbid_unknown_fields=True):
    """Who to create; without a name and a phone somebody is made up."""

    name: str | None = None
    phone: str | UnsetType | None = UNSET
    user_id: str | None = None
    username: str | None = None
    auto_read: bool = False
    online: bool = True
    window_open: bool = False


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """What to change about a customer."""

    name: str | UnsetType = UNSET
    auto_read: bool | UnsetType = UNSET
    online: bool | UnsetType = UNSET
    window_open: bool | UnsetType = UNSET


class CustomersApi(Controller):
    """The people with a phone."""

    path = "/sandbox/api/customers"
    guards = [own_pages_only]

    @get()
    async def index(self, world: NamedDependency[World]) -> dict[str, Any]:
        """Everybody, each with the latest bubble."""
        return {"customers": [{**customer.as_json(), "last": _last(customer)} for customer in world.customers]}

    @post()
    async def create(self, world: NamedDependency[World], data: JSONBody[NewCustomer]) -> dict[str, Any]:
        """Somebody new."""
        name, number = somebody()
        if data.phone is not UNSET:
            number = _digits(data.phone) if data.phone else None  # type: ignore[assignment]
        try:
            customer = world.customers.add(data.name or name, number, data.user_id, data.username)
        except ValueError as error:
            raise Conflict(str(error)) from error
        customer.auto_read, customer.online = data.auto_read, data.online
        _window(world, customer, data.window_open)
        world.tell_customer(customer)
        return customer.as_json()

    @get("/{id:str}")
    async def show(self, world: NamedDependency[World], id: FromPath[str]) -> dict[str, Any]:
        """One customer."""
        return existing(world, id).as_json()

    @patch("/{id:str}")
    async def update(self, world: NamedDependency[World], id: FromPath[str], data: JSONBody[Change]) -> dict[str, Any]:
        """Change how the customer's phone behaves."""
        customer = existing(world, id)
        for key in ("name", "auto_read", "online"):
            if (value := getattr(data, key)) is not UNSET:
                setattr(customer, key, value)
        if data.window_open is not UNSET:
            _window(world, customer, data.window_open)
        world.tell_customer(customer)
        progress.catch_up(world, customer.id)
        return customer.as_json()

    @get("/{id:str}/messages")
    async def thread(self, world: NamedDependency[World], id: FromPath[str]) -> dict[str, Any]:
        """The whole chat in order."""
        return {"messages": [bubble.as_json() for bubble in existing(world, id).thread.all()]}

    @post("/{id:str}/messages", request_max_body_size=samples.LARGEST)
    async def say(
        self, request: Request[Any, Any, Any], world: NamedDependency[World], id: FromPath[str]
    ) -> dict[str, Any]:
        """Write, tap, react, send a file, or bring any message."""
        customer = existing(world, id)
        data, file = await said(request, world)
        number = data.number or world.config.phone_number_id
        if number not in world.config.numbers:
            raise ClientException(f"the business has no number {number}")
        if file is not None and data.type:
            base = world.config.files_at or str(request.base_url)
            return phone.send_file(
                world, customer, data.type, file, base, data.caption, data.voice, data.reply_to, number
            ).as_json()
        if data.message is not None:
            return phone.bring(world, customer, data.message, number).as_json()
        if data.type == "text" and data.text:
            return phone.say(world, customer, data.text, data.reply_to, number).as_json()
        if data.type == "reaction" and data.wamid:
            return phone.react(world, customer, data.wamid, data.emoji).as_json()
        if data.type == "tap" and data.wamid and data.id:
            return _tap(world, customer, data.wamid, data.id)
        raise ClientException("say a text, a tap (wamid, id), a reaction (wamid, emoji), a file or a message object")


def _last(customer: Customer) -> dict[str, Any] | None:
    bubble = customer.thread.last()
    return bubble.as_json() if bubble else None


def _tap(world: World, customer: Customer, wamid: str, id: str) -> dict[str, Any]:
    try:
        return phone.tap(world, customer, wamid, id).as_json()
    except LookupError as error:
        raise Conflict(str(error)) from error


def _digits(phone: str) -> str:
    digits = re.sub(r"[\s()+.\-]", "", phone)
    if not digits.isdigit() or not 8 <= len(digits) <= 15:
        raise ClientException(f"not a phone number with country code: {phone}")
    return digits


def _window(world: World, customer: Customer, open: bool) -> None:
    """Open or close the window of every number."""
    customer.wrote_at = dict.fromkeys(world.config.numbers, time.time()) if open else {}
