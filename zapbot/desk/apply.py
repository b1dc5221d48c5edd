"""One update of a webhook, taken in: kept, and whatever follows from it."""

from sqlite_utils import Database

from zapbot.connector import (
    Broken,
    Called,
    Connector,
    Echo,
    Edited,
    Imported,
    Inbound,
    Introduced,
    NumberChange,
    Other,
    Preference,
    Reaction,
    Renamed,
    Revoked,
    StatusChange,
    TemplateChange,
    Update,
)
from zapbot.desk import (
    block,
    bot,
    called,
    change,
    charge,
    collect,
    consent,
    groups,
    health,
    identify,
    past_message,
    template_sync,
    track,
)
from zapbot.desk.library import Library
from zapbot.desk.obey import obey
from zapbot.desk.silence import silence
from zapbot.desk.wake import answer_burst
from zapbot.desk.window import open_window
from zapbot.store import (
    attachments,
    blocks,
    bursts,
    contacts,
    conversations,
    journal,
    messages,
    orphan_changes,
    rules,
    windows,
)


def apply(db: Database, connector: Connector, library: Library, update: Update, at: float) -> None:
    """Take in one update of a webhook."""
    match update:
        case Inbound():
            _take(db, library, update, at)
        case StatusChange():
            track.track(db, connector, update, at)
            charge.charge(db, update, library.zone)
        case Echo(message):
            _take_echo(db, message, at)
        case Edited():
            change.edit(db, update, at)
        case Revoked():
            change.revoke(db, update, at)
        case Reaction(target, reacted_at, sender, emoji):
            change.react(db, identify.contact(db, sender, reacted_at, at), target, emoji, reacted_at, at)
        case Renamed(old, new, changed_at):
            identify.rename(db, old, new, changed_at, at)
        case TemplateChange():
            template_sync.change(db, update, at)
        case Preference():
            consent.prefer(db, update, at)
        case NumberChange():
            health.notice(db, update, at)
        case Called():
            called.take_call(db, update, at)
        case Imported():
            _take_past(db, update, at)
        case Introduced(sender, told_at):
            identify.introduce(db, sender, told_at)
        case Other(field="group", subject=group):
            groups.refuse(db, group, at)
        case Other() | Broken():
            pass


def _take(db: Database, library: Library, inbound: Inbound, at: float) -> None:
    """A customer's message: kept once, then the bot's turn."""
    contact_id = identify.contact(db, inbound.sender, inbound.at, at)
    if blocks.since(db, contact_id) is not None:
        _take_in_vain(db, contact_id, inbound, at)
        return
    conversation = conversations.current(db, contact_id, at, inbound.number)
    message_id = messages.add_inbound(db, contact_id, conversation.id, inbound, at)
    if message_id is None:
        return
    orphan_changes.adopt(db, inbound.id)
    if inbound.opens_window:
        open_window(db, contact_id, conversation.number, inbound.at, at)
    conversations.heard(db, conversation.id, message_id, messages.written_at(inbound, at))
    journal.append(db, "message.received", at, contact_id, conversation.id, message_id)
    _note_file(db, conversation.number, message_id, inbound, at)
    if obey(db, library, conversation, message_id, inbound, at):
        return
    if _gather(db, library, contact_id, message_id, inbound, at):
        return
    if inbound.wakes_bot:
        answer_burst(db, library, contact_id, at)
    contact, conversation = contacts.get(db, contact_id), conversations.current(db, contact_id, at, inbound.number)
    bot.answer(db, library, contact, conversation, message_id, inbound, at)


def _take_in_vain(db: Database, contact_id: int, inbound: Inbound, at: float) -> None:
    """A message of somebody who is blocked: kept with the last conversation, and nobody is woken."""
    conversation_id = conversations.past(db, contact_id, at, inbound.number)
    message_id = messages.add_inbound(db, contact_id, conversation_id, inbound, at)
    if message_id is None:
        return
    orphan_changes.adopt(db, inbound.id)
    number = conversations.get(db, conversation_id).number
    windows.wrote(db, contact_id, number, inbound.at)
    block.wrote(db, contact_id, number, at)
    _note_file(db, number, message_id, inbound, at)
    conversations.heard_in_vain(db, conversation_id, message_id)
    bot.explain(db, contact_id, message_id, inbound.text, "the contact is blocked", at)
    journal.append(db, "message.blocked", at, contact_id, conversation_id, message_id)


def _note_file(db: Database, number: str, message_id: int, inbound: Inbound, at: float) -> None:
    """What a message carries is fetched later, by itself: the message does not wait for it."""
    if inbound.file is None:
        return
    id = attachments.add(db, message_id, number, inbound.file, at)
    if inbound.file.problem:
        collect.note(db, message_id, "media.dead", at, media=id, reason=inbound.file.problem)


def _gather(db: Database, library: Library, contact_id: int, message_id: int, inbound: Inbound, at: float) -> bool:
    """Keep a typed text for its burst, if its flow waits for more; a tap is answered at once."""
    if inbound.kind != "text" or inbound.option is not None or inbound.late:
        return False
    seconds = bot.debounce(db, library, contact_id, inbound)
    if seconds:
        bursts.gather(db, contact_id, message_id, inbound.text, at + seconds)
    return bool(seconds)


def _take_past(db: Database, imported: Imported, at: float) -> None:
    """An old message, whose file may come with it or later; after a week WhatsApp has it no more."""
    kept = past_message.take_past(db, imported, at)
    if kept is not None and imported.message.at > at - collect.KEPT_SECONDS:
        _note_file(db, kept.number, kept.id, imported.message, at)


def _take_echo(db: Database, echo: Inbound, at: float) -> None:
    """What staff typed on the phone: the bot is silent from now on, unless it was given the conversation since.

    A rule can let the bot go on.
    """
    contact_id = identify.contact(db, echo.sender, echo.at, at)
    conversation = conversations.current(db, contact_id, at, echo.number)
    message_id = messages.add_inbound(db, contact_id, conversation.id, echo, at, origin="phone")
    if message_id is None:
        return
    orphan_changes.adopt(db, echo.id)
    _note_file(db, conversation.number, message_id, echo, at)
    if (
        not echo.late
        and rules.get(db).phone_silences
        and echo.at >= (conversations.handed_back_at(db, conversation.id) or 0.0)
    ):
        silence(db, conversation.id, contact_id, None, at)
    conversations.spoke(db, conversation.id, message_id, "phone", at)
    journal.append(db, "message.echoed", at, contact_id, conversation.id, message_id)
