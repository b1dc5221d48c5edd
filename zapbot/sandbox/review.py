"""What Meta does with templates: reviews new ones, pauses and moves them, and tells (Cloud API, template webhooks)."""

from __future__ import annotations

from typing import Any

from zapbot.sandbox.rules import REVIEWS
from zapbot.sandbox.templates import Template
from zapbot.sandbox.webhooks import payloads
from zapbot.sandbox.world import World


def begin(world: World, template: Template) -> None:
    """Look at a new template for a moment; an armed rule rejects it, with its `details` as the reason."""
    rule = world.rules.take(REVIEWS, None)
    verdict, reason = ("REJECTED", rule.details or "INVALID_FORMAT") if rule else ("APPROVED", "NONE")
    world.after(world.config.review_seconds, lambda: _end(world, template, verdict, reason))


def set_status(world: World, template: Template, status: str, reason: str = "NONE", title: str | None = None) -> None:
    """A template gets another status; `title` explains a pause, such as FIRST_PAUSE."""
    template.status, template.reason = status, reason
    value = _named(template) | {
        "event": status,
        "reason": None if reason == "NONE" else reason,
        "message_template_category": template.category,
    }
    if title:
        value["other_info"] = {"title": title, "description": "Your message template has been paused."}
    _tell(world, "message_template_status_update", value)


def set_quality(world: World, template: Template, quality: str) -> None:
    """Customers like it more or less than before."""
    previous, template.quality = template.quality, quality
    value = _named(template) | {"previous_quality_score": previous, "new_quality_score": quality}
    _tell(world, "message_template_quality_update", value)


def set_category(world: World, template: Template, category: str, announced: bool = False) -> None:
    """It becomes another category; `announced` only says that it will in a day."""
    value = _named(template)
    if announced:
        value |= {"correct_category": category, "new_category": template.category}
    else:
        value |= {"previous_category": template.category, "new_category": category}
        template.category = category
    _tell(world, "template_category_update", value)


def set_components(world: World, template: Template, components: list[dict[str, Any]]) -> None:
    """Its text changes."""
    template.components = components
    body = template.component("BODY") or {}
    value = _named(template) | {"message_template_element": body.get("text", "")}
    _tell(world, "message_template_components_update", value)


def _end(world: World, template: Template, verdict: str, reason: str) -> None:
    if world.templates.get(template.id) is template and template.status == "PENDING":
        set_status(world, template, verdict, reason)


def _named(template: Template) -> dict[str, Any]:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def _tell(world: World, field: str, value: dict[str, Any]) -> None:
    world.delivery.post(field, payloads.timed(world.config, field, value))
