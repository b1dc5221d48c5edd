"""The last message of a conversation in one line of its card: whose it is, what it says, whether it failed."""

from collections.abc import Mapping

from zapbot.store.inbox import Card
from zapbot.web import markup

FAILED = ("failed", "dead")
_NAMED = ("flow", "campaign", "api", "phone")
"""Origins that are named; all else that goes out is the team's."""


def speaker(t: Mapping[str, str], card: Card) -> str:
    """Who of this side said it; empty for the customer."""
    if card.last_direction != "out":
        return ""
    return t[f"thread.says.{card.last_origin}"] if card.last_origin in _NAMED else t["inbox.you"]


def said(t: Mapping[str, str], card: Card) -> str:
    """What it says, in words where it is no text."""
    kind, text = card.last_kind or "", card.last_text or ""
    if card.last_revoked:
        return t["thread.revoked"]
    if kind == "reaction":
        return t["thread.reaction"].format(emoji=text) if text else t["thread.unreacted"]
    if kind == "interactive" and text:
        return t["inbox.answered_form"]
    return markup.plain(text) or t.get(f"kind.{kind}", kind)


def failed(t: Mapping[str, str], card: Card) -> str:
    """That it did not arrive, in words; empty when it may have."""
    ours = card.last_direction == "out" and card.last_status in FAILED
    return t[f"tick.{card.last_status}"] if ours else ""
