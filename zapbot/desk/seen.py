"""Somebody has looked at a conversation: their list says so, and the customer's phone, if the business wants that."""

from sqlite_utils import Database

from zapbot.store import calls, conversations, reads
from zapbot.store.db import transaction


def seen(db: Database, user_id: int, conversation_id: int, message_id: int, now: float, receipts: bool) -> bool:
    """Note how far somebody has read; whether WhatsApp is to be told, by the worker. Raises NotFoundError.

    What the bot answers is nobody's to have read: only in a conversation people have do the ticks turn blue.
    """
    with transaction(db):
        conversation = conversations.get(db, conversation_id)
        told_until = reads.by_anybody(db, conversation_id)
        reads.mark(db, user_id, conversation_id, message_id)
        if not receipts or conversation.owner != "person":
            return False
        last = reads.last_inbound(db, conversation_id, message_id)
        if last is None or last.id <= told_until:
            return False
        request = {"message": last.wamid, "number": conversation.number, "read": True}
        calls.add(db, conversation.contact_id, None, f"read-{last.wamid}", "typing", request, 1, now)
        return True
