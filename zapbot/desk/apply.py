"""One update of a webhook, taken in: kept, and whatever follows from it."""

from sqlite_utils import Database

from zapbot.connector import (
    Broken,
    Connector,
    Echo,
    Edited,
    Inbound,
    Other,
    Reaction,
    Renamed,
    Revoked,
    StatusChange,
    Update,
)
from zapbot.desk import bot, identify, track
from zapbot.desk.library import Library
from zapbot.desk.wake import answer_burst
from zapbot.store import bursts, contacts, conversations, executions, journal, messages, outbox


def apply(db: Database, connector: Connector, library: Library, update: Update, at: float) -> None:
    """Take in one update of a webhook."""
    match update:
        case Inbound():
            _take(db, library, update, at)
        case StatusChange():
            track.track(db, connector, update, at)
        case Echo(message):
            _take_echo(db, message, at)
        case Edited(original, edited_at, text, content):
            messages.edit(db, original, text, content, edited_at)
        case Revoked(original, revoked_at):
            messages.revoke(db, original, revoked_at)
        case Reaction(target, reacted_at, sender, emoji):
            messages.react(db, identify.contact(db, sender, reacted_at, at), target, emoji, reacted_at)
        case Renamed(old, new, changed_at):
            identify.rename(db, old, new, changed_at, at)
        case Other() | Broken():
            pass


def _take(db: Database, library: Library, inbound: Inbound, at: float) -> None:
    """A customer's message: kept once, then the bot's turn."""
    contact_id = identify.contact(db, inbound.sender, inbound.at, at)
    conversation = conversations.current(db, contact_id, at)
    message_id = messages.add_inbound(db, contact_id, conversation.id, inbound, at)
    if message_id is None:
        return
    if inbound.opens_window:
        contacts.wrote(db, contact_id, inbound.at)
    conversations.touched(db, conversation.id, inbound.at)
    journal.append(db, "message.received", at, contact_id, conversation.id, message_id)
    if _gather(db, library, contact_id, message_id, inbound, at):
        return
    if inbound.wakes_bot:
        answer_burst(db, library, contact_id, at)
    contact, conversation = contacts.get(db, contact_id), conversations.current(db, contact_id, at)
    bot.answer(db, library, contact, conversation, message_id, inbound, at)


def _gather(db: Database, library: Library, contact_id: int, message_id: int, inbound: Inbound, at: float) -> bool:
    """Keep a typed text for its burst, if its flow waits for more; a tap is answered at once."""
    if inbound.kind != "text" or inbound.option is not None or inbound.late:
        return False
    seconds = bot.debounce(db, library, contact_id, inbound)
    if seconds:
        bursts.gather(db, contact_id, message_id, inbound.text, at + seconds)
    return bool(seconds)


def _take_echo(db: Database, echo: Inbound, at: float) -> None:
    """What staff typed on the phone: the bot is silent from now on."""
    contact_id = identify.contact(db, echo.sender, echo.at, at)
    conversation = conversations.current(db, contact_id, at)
    message_id = messages.add_inbound(db, contact_id, conversation.id, echo, at, origin="phone")
    if message_id is None:
        return
    executions.stop(db, contact_id, at)
    outbox.cancel_waiting(db, contact_id, "flow", at)
    conversations.give_to_people(db, conversation.id, None, at)
    journal.append(db, "message.echoed", at, contact_id, conversation.id, message_id)
