"""Why a message did not arrive, as a sentence with the next step; Meta's codes have their own."""

from collections.abc import Mapping

from zapbot.store.outbox import DOUBT
from zapbot.store.threads import Bubble

_GROUPS = {
    0: "token",
    190: "token",
    3: "permission",
    10: "permission",
    200: "permission",
    4: "limit",
    80007: "limit",
    130429: "limit",
    131056: "pair",
    131048: "spam",
    368: "blocked",
    131031: "blocked",
    130472: "experiment",
    131049: "marketing",
    131050: "opted_out",
    131026: "unreachable",
    130403: "contact_blocked",
    131021: "ourselves",
    131030: "unreachable",
    131047: "window",
    131042: "payment",
    131045: "number",
    133010: "number",
    131052: "file",
    131053: "file",
    132000: "template_values",
    132005: "template_long",
    132012: "template_values",
    132018: "template_values",
    132001: "template_missing",
    132007: "template_policy",
    132015: "template_paused",
    132016: "template_disabled",
    132068: "form",
    132069: "form",
    131000: "meta",
    131016: "meta",
    131057: "meta",
    1: "meta",
    2: "meta",
    500: "meta",
    131005: "permission",
    131008: "content",
    131009: "content",
    131051: "content",
    100: "content",
}
"""Which sentence tells of a code. Cloud API fact sheet, section 10."""

_REASONS = {
    "a person took over": "taken",
    "the contact was blocked": "contact_blocked",
    "canceled by a person": "canceled",
    "the customer did not write again": "expired",
}
"""Endings of our own, by the words they are kept under."""


ARRIVES = ("sent", "delivered", "read", "played")
"""The states of what WhatsApp took, or more."""


def in_doubt(bubble: Bubble) -> bool:
    """Whether nobody knows what became of a message, and nobody asks any more: another was sent in its place."""
    return bubble.status == "canceled" and bubble.failed_reason == DOUBT


def key(bubble: Bubble, open: bool = False) -> str | None:
    """Which sentence tells why a message did not arrive; None when it may yet, or did. `open` is the window now."""
    if bubble.status == "unknown":
        return "unknown"
    if bubble.sent_again_as and bubble.status in ARRIVES:
        return "twice"
    if in_doubt(bubble):
        return "again_in_doubt"
    if bubble.status not in ("failed", "dead", "canceled"):
        return None
    if bubble.sent_again_as:
        return "again"
    if bubble.failed_reason in _REASONS:
        return _REASONS[bubble.failed_reason]
    found = _GROUPS.get(bubble.failed_code) if bubble.failed_code is not None else None
    if found == "window" and open:
        return "reopened"
    return found or ("canceled" if bubble.status == "canceled" else "other")


def sentences(t: Mapping[str, str], bubble: Bubble, open: bool = False) -> tuple[str, str] | None:
    """What happened and what to do now, when the window is `open` or when it is not."""
    found = key(bubble, open)
    return (t[f"failure.{found}"], t[f"failure.{found}.next"]) if found else None


def of_code(t: Mapping[str, str], code: int | None) -> str | None:
    """What a code of Meta's means; None when there is no sentence for it."""
    found = _GROUPS.get(code) if code is not None else None
    return t[f"failure.{found}"] if found else None
