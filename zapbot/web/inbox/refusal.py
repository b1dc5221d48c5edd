"""Why a message was not sent, as the key of a sentence in the catalogue and what stands in it."""

from collections.abc import Mapping

from zapbot.desk import canned
from zapbot.errors import BlockedError, ConflictError, ConsentError, MomentError, WindowClosedError, ZapbotError
from zapbot.limits import CAPTION, TEXT


def key(error: ZapbotError, form: Mapping[str, str]) -> str:
    """The last part of the sentence's key."""
    match error:
        case WindowClosedError():
            return "late" if form.get("at") else "closed"
        case ConsentError():
            return "unwanted"
        case BlockedError():
            return "blocked"
        case ConflictError():
            return "twice"
        case MomentError():
            return "time"
    return _of_text(form)


def values(error: ZapbotError, form: Mapping[str, str]) -> dict[str, object]:
    """What stands in the sentence."""
    text = form.get("text", "")
    missing = ", ".join(f"{{{name}}}" for name in canned.unfilled(text))
    return {"reason": str(error), "missing": missing, "length": len(text.strip()), "most": _most(form)}


def _of_text(form: Mapping[str, str]) -> str:
    text = form.get("text", "").strip()
    if "template" in form:
        return "refused"
    if not text and not form.get("file"):
        return "empty"
    if len(text) > _most(form):
        return "caption" if form.get("file") else "long"
    if canned.unfilled(text) and form.get("mode") != "note":
        return "unfilled"
    return "quote" if form.get("quote") else "refused"


def _most(form: Mapping[str, str]) -> int:
    return CAPTION if form.get("file") else TEXT
