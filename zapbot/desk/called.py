"""A customer called: the team reads of it, and the 24-hour window is open as after a message."""

from sqlite_utils import Database

from zapbot.connector import Called
from zapbot.desk import identify
from zapbot.desk.window import open_window
from zapbot.store import conversations, journal, messages

NOTE = "Ligação recebida"


def take_call(db: Database, call: Called, now: float) -> None:
    """Note a call once, whatever else is told of it: that it rings, that it is over."""
    contact_id = identify.contact(db, call.sender, call.at, now)
    conversation = conversations.current(db, contact_id, now, call.number)
    note = messages.note_once(db, contact_id, conversation.id, NOTE, "customer", call.id, call.at, now)
    if note is None:
        return
    open_window(db, contact_id, conversation.number, call.at, now)
    conversations.touched(db, conversation.id, call.at)
    journal.append(db, "call.received", now, contact_id, conversation.id, note)
