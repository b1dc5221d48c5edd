"""What happened around messages, each as one sentence."""

import re
from collections.abc import Mapping
from typing import Any

from zapbot import phone
from zapbot.store.thread_lines import Happening

_VARIANTS = {
    "conversation.assigned": "to",
    "conversation.updated": "status",
    "flow.finished": "status",
    "schedule.reached": "started",
    "flow.requested": "started",
    "hook.received": "started",
}
"""The part of a line's data that decides which sentence is said, for those that have several."""


TOLD = frozenset(
    {
        "contact.blocked",
        "contact.merged",
        "contact.noted",
        "contact.opted_in",
        "contact.opted_out",
        "contact.renamed",
        "contact.tagged",
        "contact.unblocked",
        "contact.unmerged",
        "conversation.assigned",
        "conversation.created",
        "conversation.handed_back",
        "conversation.reopened",
        "conversation.resolved",
        "conversation.snoozed",
        "conversation.taken_over",
        "conversation.transferred",
        "conversation.updated",
        "conversation.woke",
        "flow.broken",
        "flow.finished",
        "flow.requested",
        "flow.started",
        "hook.received",
        "schedule.reached",
    }
)
"""The kinds of lines that may be a sentence in a thread: for others no thread asks what happened."""

SILENT = frozenset(
    {
        "call.finished",
        "call.queued",
        "call.received",
        "contact.block_told",
        "contact.created",
        "contact.erased",
        "contact.updated",
        "flow.imported",
        "flow.rolled_back",
        "media.dead",
        "media.queued",
        "media.stored",
        "message.blocked",
        "message.canceled",
        "message.dead",
        "message.duplicate",
        "message.echoed",
        "message.edited",
        "message.held",
        "message.queued",
        "message.reacted",
        "message.received",
        "message.released",
        "message.revoked",
        "message.sent",
        "message.sent_again",
        "message.status",
        "message.template_refused",
        "message.to_blocked",
        "message.unknown",
        "message.unwanted",
        "message.waits",
        "message.window_closed",
        "note.added",
    }
)
"""The kinds that are none: what they say is seen at the message itself, in the contact's pane or nowhere in it."""


def sentence(t: Mapping[str, str], happening: Happening) -> str | None:
    """A line as it is read; None for what nobody needs to read between messages."""
    form = _form(t, happening)
    if form is None:
        return None
    values = {name: _value(happening, name) for name in re.findall(r"{(\w+)}", t[form])}
    if not all(value for name, value in values.items() if name != "who"):
        form = form if f"{form}.short" not in t else f"{form}.short"
    values["who"] = values.get("who") or t["line.somebody"]
    return t[form].format_map(_Filled(values)).strip()


class _Filled(dict[str, str]):
    """Values, of which one may be missing."""

    def __missing__(self, key: str) -> str:
        return ""


def _form(t: Mapping[str, str], happening: Happening) -> str | None:
    form = f"line.{happening.kind}"
    if str(happening.data.get("by", "")).startswith("rule:") and f"{form}.rule" in t:
        return f"{form}.rule"
    if happening.kind == "conversation.assigned" and happening.data.get("by") == happening.data.get("to"):
        return "line.conversation.taken_over"
    decides = _VARIANTS.get(happening.kind)
    if decides:
        variant = f"{form}.{str(happening.data.get(decides, '')).lower()}"
        form = variant if variant in t else form
    return form if form in t else None


def _value(happening: Happening, name: str) -> str:
    if name == "who":
        return happening.who or _written(happening.data.get("by"))
    if name == "to":
        return _written(happening.data.get("name") or happening.data.get("to"))
    return _written(happening.data.get(name))


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_written, value))
    if isinstance(value, str) and re.fullmatch(r"\+?\d{10,15}", value):
        return phone.pretty(value.removeprefix("+"))
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
