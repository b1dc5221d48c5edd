"""A note only the team sees; who is named in it with @ is told."""

from sqlite_utils import Database

from zapbot.desk.reply import own_key
from zapbot.errors import ConflictError, InvalidContentError
from zapbot.flow.words import plain
from zapbot.limits import TEXT
from zapbot.store import conversations, drafts, journal, mentions, messages, submissions, users
from zapbot.store.db import transaction
from zapbot.store.users import User


def note(db: Database, conversation_id: int, user_id: int, text: str, key: str, now: float) -> int:
    """Keep a note; its message id. The same `key` twice keeps it once.

    Raises NotFoundError, InvalidContentError, ConflictError and UsageError.
    """
    text, key = text.strip(), own_key(user_id, key)
    if not text or len(text) > TEXT:
        raise InvalidContentError(f"a note has 1 to {TEXT} characters")
    with transaction(db):
        kept = submissions.by_key(db, key)
        if kept is not None:
            if kept.digest != text:
                raise ConflictError("this note was kept already, and it said something else")
            return kept.id
        conversation = conversations.get(db, conversation_id)
        id = messages.add_note(db, conversation.contact_id, conversation.id, text, "agent", now, f"user:{user_id}")
        submissions.keep(db, id, key, text)
        named = [user.id for user in mentioned(text, users.listed(db)) if user.id != user_id]
        for one in named:
            mentions.add(db, id, one)
        conversations.touched(db, conversation.id, now)
        drafts.drop(db, user_id, conversation_id, "note")
        journal.append(db, "note.added", now, conversation.contact_id, conversation.id, id, mentions=named)
        return id


def mentioned(text: str, people: list[User]) -> list[User]:
    """Who is named with @ and their name as it is listed; of two names that fit, the longer one."""
    named: list[User] = []
    by_length = sorted((one for one in people if one.disabled_at is None), key=lambda one: -len(one.name))
    for rest in text.split("@")[1:]:
        found = next((one for one in by_length if _begins(rest, one.name)), None)
        if found is not None and found not in named:
            named.append(found)
    return named


def named_so(people: list[User], typed: str) -> list[User]:
    """Whose name, or a part of it, begins like what is typed."""
    wanted, able = plain(typed), [one for one in people if one.disabled_at is None]
    fitting = [one for one in able if f" {plain(one.name)}".find(f" {wanted}") >= 0]
    return sorted(fitting, key=lambda one: plain(one.name))


def _begins(text: str, name: str) -> bool:
    """Whether a text begins with a name, whatever its accents and capitals, and the name ends there."""
    head, rest = text[: len(name)], text[len(name) : len(name) + 1]
    return bool(plain(name)) and plain(head) == plain(name) and not rest.isalnum()
