"""A person answers a customer: the message is queued and the conversation is theirs, both or neither."""

import hashlib
from dataclasses import dataclass

import msgspec
from sqlite_utils import Database

from zapbot import limits
from zapbot.desk import canned, consent, target, templates
from zapbot.desk.send import is_open, send
from zapbot.desk.submit import FAR_SECONDS
from zapbot.desk.take_over import take_over
from zapbot.errors import BlockedError, ConflictError, InvalidContentError, MomentError, UsageError, WindowClosedError
from zapbot.model import Content, Conversation, Media, Reaction, Template, Text
from zapbot.store import blocks, conversations, drafts, journal, submissions, windows
from zapbot.store.db import transaction


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody wants to say. The same `key` twice says it once.

    `quotes` is our id of the message it answers, `at` when it is to leave (seconds since 1970), `undo` for how many
    seconds it can be taken back before it leaves.
    """

    content: Content
    key: str
    quotes: int | None = None
    at: float | None = None
    undo: float = 0.0


@dataclass(frozen=True, slots=True)
class Replied:
    """Our message; its conversation is another one when that was over and a new one had begun.

    `undo` says whether it can still be taken back for a moment.
    """

    id: int
    conversation_id: int
    duplicate: bool = False
    undo: bool = False


def reply(db: Database, conversation_id: int, user_id: int, wanted: Reply, now: float) -> Replied:
    """Queue a person's message; the bot is silent from now on.

    Raises NotFoundError, InvalidContentError, WindowClosedError, ConsentError, BlockedError, ConflictError and
    UsageError.
    """
    key, digest = own_key(user_id, wanted.key), _digest(wanted)
    with transaction(db):
        kept = submissions.by_key(db, key)
        if kept is not None:
            if kept.digest != digest:
                raise ConflictError("this was sent already, and it said something else")
            return Replied(kept.id, kept.conversation_id, duplicate=True)
        conversation = _awake(db, conversation_id, now)
        at = _later(wanted.at, now)
        _check(db, conversation, wanted.content, at or now, now)
        content = target.resolved(db, conversation.contact_id, wanted.content, now)
        quoted = target.quoted(db, conversation.contact_id, wanted.quotes)
        if not isinstance(content, Reaction):
            take_over(db, conversation.id, user_id, now)
        sender, delay = f"user:{user_id}", 0.0 if at else wanted.undo
        id = send(db, conversation, content, "agent", now, reply_to=quoted, sender=sender, at=at, delay=delay)
        submissions.keep(db, id, key, digest)
        if _words(content):
            drafts.drop(db, user_id, conversation_id, "reply")
        return Replied(id, conversation.id, undo=delay > 0)


def own_key(user_id: int, key: str) -> str:
    """A person's key: another person's of the same name is another one. Raises UsageError."""
    if not 8 <= len(key) <= 64 or not key.isascii() or not key.isprintable():
        raise UsageError("a key has 8 to 64 plain characters")
    return f"user:{user_id}:{key}"


def _digest(wanted: Reply) -> str:
    said = (msgspec.json.encode(wanted.content, order="deterministic"), wanted.quotes, wanted.at)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _awake(db: Database, id: int, now: float) -> Conversation:
    """The conversation, open again if it was over; when another one began since, that one."""
    conversation = conversations.get(db, id)
    if conversation.status != "resolved":
        return conversation
    other = conversations.past(db, conversation.contact_id, now, conversation.number)
    found = conversations.get(db, other)
    if found.status != "resolved":
        return found
    conversations.set_status(db, id, "open", now)
    journal.append(db, "conversation.reopened", now, conversation.contact_id, id)
    return conversations.get(db, id)


def _later(at: float | None, now: float) -> float | None:
    """A moment to come. Raises MomentError."""
    if at is not None and not now < at <= now + FAR_SECONDS:
        raise MomentError
    return at


def _check(db: Database, conversation: Conversation, content: Content, at: float, now: float) -> None:
    """Make sure that WhatsApp would take it then."""
    found = [" ".join(problem) for problem in limits.problems(content)]
    if found:
        raise InvalidContentError("; ".join(found))
    missing = canned.unfilled(_words(content))
    if missing:
        raise InvalidContentError(f"still to be filled in: {', '.join(missing)}")
    if blocks.since(db, conversation.contact_id) is not None:
        raise BlockedError
    if isinstance(content, Template):
        templates.check(db, content, now)
        consent.check(db, conversation.contact_id, content, now)
    elif not is_open(db, conversation, at):
        wrote_at = windows.last_inbound(db, conversation.contact_id, conversation.number)
        raise WindowClosedError(wrote_at=wrote_at)


def _words(content: Content) -> str:
    """What a person typed of it."""
    if isinstance(content, Text):
        return content.text
    return (content.caption or "") if isinstance(content, Media) else ""
