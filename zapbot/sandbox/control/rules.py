"""Fault rules over HTTP."""

from typing import Any

import msgspec
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody

from zapbot.sandbox.control.errors import existing, own_pages_only
from zapbot.sandbox.rules import Kind
from zapbot.sandbox.world import World


class NewRule(msgspec.Struct, forbid_unknown_fields=True):
    """A fault to arm."""

    kind: Kind
    count: int | None = None
    customer: str | None = None
    code: int = 131000
    seconds: float | None = None
    accept: bool | None = None
    details: str | None = None
    http_status: int | None = None
    number: str | None = None


class RulesApi(Controller):
    """What goes wrong next."""

    path = "/sandbox/api/rules"
    guards = [own_pages_only]

    @get()
    async def index(self, world: NamedDependency[World]) -> dict[str, Any]:
        """The rules in force."""
        return {"rules": [rule.as_json() for rule in world.rules]}

    @post()
    async def create(self, world: NamedDependency[World], data: JSONBody[NewRule]) -> dict[str, Any]:
        """Arm a rule."""
        if data.customer:
            existing(world, data.customer)
        return world.rules.add(**msgspec.structs.asdict(data)).as_json()

    @delete("/{id:int}")
    async def remove(self, world: NamedDependency[World], id: FromPath[int]) -> None:
        """Disarm a rule."""
        if not world.rules.remove(id):
            raise NotFoundException(f"no rule {id}")
        _release(world)

    @delete()
    async def clear(self, world: NamedDependency[World]) -> None:
        """Disarm everything."""
        world.rules.clear()
        _release(world)


def _release(world: World) -> None:
    if not world.rules.holds():
        world.delivery.release()
