"""What a person wrote, read from the composer's form."""

from collections.abc import Mapping
from datetime import datetime

from litestar.datastructures import State
from sqlite_utils import Database

from zapbot.desk import template_choice
from zapbot.desk.reply import Reply
from zapbot.errors import MomentError
from zapbot.limits import TEXT
from zapbot.model import Content, Media, Text
from zapbot.web.inbox import attachments

MOST = TEXT


def reply(db: Database, state: State, form: Mapping[str, str], undo: float) -> Reply:
    """The message. Raises InvalidContentError, NotFoundError and UsageError."""
    quote = form.get("quote", "")
    return Reply(
        _content(db, state, form),
        form.get("key", ""),
        int(quote) if quote.isdecimal() and len(quote) < 19 else None,
        _moment(state, form.get("at", "")),
        undo,
    )


def file(state: State, form: Mapping[str, str]) -> Media | None:
    """The file the form names."""
    if not form.get("file"):
        return None
    return attachments.attached(
        state.settings.data_dir, form["file"], form.get("file_name", ""), form.get("voice") == "1"
    )


def _content(db: Database, state: State, form: Mapping[str, str]) -> Content:
    found, text = file(state, form), form.get("text", "").replace("\r\n", "\n").strip()
    if form.get("template", "").isdecimal() and len(form["template"]) < 19:
        return template_choice.filled(template_choice.get(db, int(form["template"]))[1], form, found)
    if found is None:
        return Text(text)
    if not text:
        return found
    return Media(found.type, found.source, text, found.filename, found.voice, found.mime)


def _moment(state: State, written: str) -> float | None:
    """A time of the business's zone as seconds since 1970; None for now. Raises MomentError."""
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=state.settings.zone).timestamp()
    except (ValueError, OverflowError):
        raise MomentError from None
