"""Templates over HTTP: added without a review, paused, moved, reworded as Meta would."""

from typing import Any

import msgspec
from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody

from zapbot.sandbox import review
from zapbot.sandbox.control.errors import Conflict, own_pages_only
from zapbot.sandbox.world import World


class NewTemplate(msgspec.Struct, forbid_unknown_fields=True):
    """A template that is there at once."""

    name: str
    components: list[dict[str, Any]]
    language: str = "pt_BR"
    category: str = "UTILITY"
    status: str = "APPROVED"


class Changed(msgspec.Struct, forbid_unknown_fields=True):
    """What becomes different; each change is told by its webhook."""

    status: str | None = None
    reason: str = "NONE"
    title: str | None = None
    quality: str | None = None
    category: str | None = None
    next_category: str | None = None
    components: list[dict[str, Any]] | None = None


class TemplatesApi(Controller):
    """The account's templates, as Meta's staff sees them."""

    path = "/sandbox/api/templates"
    guards = [own_pages_only]

    @get()
    async def index(self, world: NamedDependency[World]) -> dict[str, Any]:
        """All of them."""
        return {"templates": [template.as_node() for template in world.templates]}

    @post()
    async def create(self, world: NamedDependency[World], data: JSONBody[NewTemplate]) -> dict[str, Any]:
        """Add one, without a webhook."""
        if world.templates.find(data.name, data.language):
            raise Conflict(f"there is a template {data.name} in {data.language}")
        return world.templates.add(data.name, data.language, data.category, data.components, data.status).as_node()

    @patch("/{id:str}")
    async def change(self, world: NamedDependency[World], id: FromPath[str], data: JSONBody[Changed]) -> dict[str, Any]:
        """Change one, with the webhook of each change."""
        template = world.templates.get(id)
        if template is None:
            raise NotFoundException(f"no template {id}")
        if data.status:
            review.set_status(world, template, data.status, data.reason, data.title)
        if data.quality:
            review.set_quality(world, template, data.quality)
        if data.category or data.next_category:
            review.set_category(world, template, data.category or data.next_category or "", data.category is None)
        if data.components is not None:
            review.set_components(world, template, data.components)
        return template.as_node()
