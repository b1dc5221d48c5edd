"""Send a message on behalf of a program or of the command line: everything is checked before it is queued."""

import hashlib
from typing import Literal

import msgspec
from sqlite_utils import Database

from zapbot import limits
from zapbot.desk import consent, recipient, target, templates
from zapbot.desk.send import is_open, send
from zapbot.errors import BlockedError, ConflictError, InvalidContentError, NotFoundError, WindowClosedError
from zapbot.model import Content, Conversation, Template, file_of
from zapbot.store import blocks, conversations, numbers, submissions, windows
from zapbot.store.db import transaction

KEY = 255
"""The most characters of an idempotency key."""

FAR_SECONDS = 366 * 24 * 3600.0
"""No message is planned further ahead: a year more is a slip of the pen."""


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message somebody wants sent.

    `to` is a phone as a Brazilian writes it or with +, a user id of WhatsApp, or `contact:12`. `number` is the
    business's number (empty: the main one), `reply_to` our id of the message it quotes, `at` when it leaves (seconds
    since 1970). The same `key` twice sends once. `outside` says what happens when the customer has not written for 24
    hours: refuse, hold until they write, or send this template now and hold the content until they answer.
    """

    to: str
    content: Content
    number: str = ""
    reply_to: int | None = None
    at: float | None = None
    key: str | None = None
    outside: Literal["refuse", "hold"] | Template = "refuse"


class Submitted(msgspec.Struct, frozen=True):
    """What became of it: `id` is our message, `opener` the template that was sent before it, if one was needed.

    `status` is queued, held (until the customer writes), or of a `duplicate` how its first submission stands.
    """

    id: int
    contact_id: int
    conversation_id: int
    status: str
    duplicate: bool = False
    opener: int | None = None


def submit(db: Database, submission: Submission, origin: str, now: float, sender: str | None = None) -> Submitted:
    """Queue a message, or say why not; `sender` is who wants it, such as `cli` or `token:abc`.

    Raises InvalidContentError, InvalidRecipientError, NotFoundError, WindowClosedError, ConflictError, ConsentError,
    BlockedError.
    """
    with transaction(db):
        before = _before(db, submission)
        if before is not None:
            return before
        _check(submission, now)
        contact_id = recipient.contact(db, submission.to, now)
        if blocks.since(db, contact_id) is not None:
            raise BlockedError
        number = _number(db, submission.number)
        conversation = conversations.current(db, contact_id, now, number)
        content = target.resolved(db, contact_id, submission.content, now)
        quoted = target.quoted(db, contact_id, submission.reply_to)
        opener = _open(db, conversation, submission, origin, now, sender)
        at = _later(submission.at, now)
        id = send(db, conversation, content, origin, now, reply_to=quoted, sender=sender, at=at, hold=True)
        if submission.key:
            submissions.keep(db, id, submission.key, _digest(submission))
        kept = submissions.get(db, id)
        return Submitted(id, contact_id, conversation.id, _status(kept), opener=opener)


def _before(db: Database, submission: Submission) -> Submitted | None:
    """What the same key was used for before. Raises ConflictError when that was something else."""
    if submission.key is None:
        return None
    if not submission.key.strip() or len(submission.key) > KEY:
        raise InvalidContentError(f"key needs 1 to {KEY} characters")
    kept = submissions.by_key(db, submission.key)
    if kept is None:
        return None
    if kept.digest != _digest(submission):
        raise ConflictError(
            f"the key {submission.key!r} was used for message {kept.id}, which said something else: use another key"
        )
    return Submitted(kept.id, kept.contact_id, kept.conversation_id, _status(kept), duplicate=True)


def _digest(submission: Submission) -> str:
    """The same for the same submission, whatever the order of its fields."""
    return hashlib.sha256(msgspec.json.encode(submission, order="deterministic")).hexdigest()


def _check(submission: Submission, now: float) -> None:
    """What can be said without looking into the store. Raises InvalidContentError."""
    contents = [submission.content]
    if isinstance(submission.outside, Template):
        contents.append(submission.outside)
    for content in contents:
        found = [" ".join(problem) for problem in limits.problems(content)]
        if found:
            raise InvalidContentError("; ".join(found))
        file = file_of(content)
        if file is not None and file.source.startswith("file:"):
            raise InvalidContentError("only a flow names a file of its folder: upload it first, or give its address")
    try:
        msgspec.json.encode(submission)
    except UnicodeEncodeError:
        raise InvalidContentError("a text holds bytes that are no UTF-8: write it in UTF-8") from None
    if submission.at is not None and submission.at > now + FAR_SECONDS:
        raise InvalidContentError("at is more than a year ahead: it is in seconds since 1970, not in milliseconds")


def _number(db: Database, number: str) -> str:
    if not number:
        return numbers.main(db)
    known = numbers.ids(db)
    if number not in known:
        there = f"there are {', '.join(known)}" if known else "none is known before zapbot serve ran once"
        raise NotFoundError(f"the business has no number {number}: {there}")
    return number


def _open(
    db: Database, conversation: Conversation, submission: Submission, origin: str, now: float, sender: str | None
) -> int | None:
    """Make sure that the message may leave or wait; the template that was sent first. Raises WindowClosedError."""
    if isinstance(submission.content, Template):
        _may_send(db, conversation, submission.content, now)
        return None
    if is_open(db, conversation, max(now, submission.at or now)) or submission.outside == "hold":
        return None
    if isinstance(submission.outside, Template):
        _may_send(db, conversation, submission.outside, now)
        return send(db, conversation, submission.outside, origin, now, sender=sender, at=_later(submission.at, now))
    wrote_at = windows.last_inbound(db, conversation.contact_id, conversation.number)
    raise WindowClosedError(_closed(wrote_at, now), wrote_at)


def _later(at: float | None, now: float) -> float | None:
    """A moment to come; what is past leaves now."""
    return at if at is not None and at > now else None


def _may_send(db: Database, conversation: Conversation, template: Template, now: float) -> None:
    """Raises InvalidContentError or ConsentError."""
    templates.check(db, template, now)
    consent.check(db, conversation.contact_id, template, now)


def _closed(wrote_at: float | None, now: float) -> str:
    when = "has never written to this number"
    if wrote_at is not None:
        hours = (now - wrote_at) / 3600
        ago = f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
        when = f"last wrote {ago} ago"
    return f"the customer {when}, and after 24 hours WhatsApp takes only a template: send one, or hold the message"


def _status(kept: submissions.Kept) -> str:
    if kept.status != "pending":
        return kept.status
    return "held" if kept.held_for else "queued"
