"""What the composer of a conversation is drawn from: whether the window is open, what was begun, what may be sent."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, tzinfo

from litestar.datastructures import State
from sqlite_utils import Database

from zapbot.desk import template_choice
from zapbot.desk.send import seconds_left
from zapbot.desk.template_choice import Choice
from zapbot.limits import figures, files
from zapbot.model import Conversation
from zapbot.store import blocks, drafts
from zapbot.store.preferences import preferences
from zapbot.store.users import User

PROBLEMS = (
    *("empty", "long", "caption", "unfilled", "closed", "late", "unwanted", "blocked"),
    *("twice", "time", "quote", "refused"),
)
"""Why a message was not sent, each with its sentence in the catalogue."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A composer; `left` is how many seconds the window stays open, `choices` the templates when it is closed."""

    id: int
    key: str
    left: float
    reply: str
    note: str
    enter_sends: bool
    undo: bool
    soonest: str
    latest: str
    choices: list[Choice]
    problem: str | None

    @property
    def open(self) -> bool:
        """Whether more than templates may be sent."""
        return self.left > 0

    @property
    def sizes(self) -> dict[str, int]:
        """The most bytes of each kind of file."""
        return files.SIZES

    @property
    def most(self) -> int:
        """The most characters of a text."""
        return figures.TEXT


def drawn(db: Database, state: State, user: User, conversation: Conversation, problem: str = "") -> Drawn:
    """The composer as this person has it now."""
    now, chosen = time.time(), preferences(user)
    left, begun = seconds_left(db, conversation, now), drafts.texts(db, user.id, conversation.id)
    zone = state.settings.zone
    return Drawn(
        conversation.id,
        secrets.token_urlsafe(12),
        left,
        begun.get("reply", ""),
        begun.get("note", ""),
        chosen.enter_sends,
        chosen.undo,
        _minute(now + 60, zone),
        _minute(now + left, zone) if left else "",
        [] if left else template_choice.choices(db, conversation.contact_id, "", now),
        _problem(db, conversation, problem),
    )


def _problem(db: Database, conversation: Conversation, problem: str) -> str | None:
    """Why a message was not sent, or none can be."""
    if blocks.since(db, conversation.contact_id) is not None:
        return "blocked"
    return problem if problem in PROBLEMS else None


def _minute(at: float, zone: tzinfo) -> str:
    """A time as a field for date and time takes it, in the business's zone."""
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%dT%H:%M")
