"""What a message that has not left waits for, as the word its sentence in the catalogue is found by."""

from collections.abc import Mapping

from zapbot.store.threads import Bubble


def key(bubble: Bubble, now: float, stopped: bool, behind: Mapping[int, int]) -> str | None:
    """The word; None when it does not wait, or for nothing but its turn, which comes in a moment."""
    if bubble.status != "pending" or bubble.direction != "out":
        return None
    if bubble.held_for:
        return "window"
    if bubble.scheduled_at and bubble.scheduled_at > now:
        return "until"
    if stopped:
        return "stopped"
    if bubble.id in behind:
        return "order"
    if not bubble.failed_reason:
        return None
    return "again" if (bubble.next_attempt_at or 0.0) > now else "soon"
