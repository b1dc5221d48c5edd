"""Try once more to fetch a customer's file that was given up on."""

from sqlite_utils import Database

from zapbot.desk import collect
from zapbot.errors import NotFoundError
from zapbot.store import attachments, dead_letters
from zapbot.store.db import transaction


def fetch_again(db: Database, message_id: int, now: float) -> bool:
    """Put the file of a message back into the queue; False when it is not given up. Raises NotFoundError."""
    with transaction(db):
        attachment = attachments.of_message(db, message_id)
        if attachment is None:
            raise NotFoundError(f"message {message_id} has no file")
        if attachment.status != "dead":
            return False
        dead_letters.retry(db, f"media-{attachment.id}", now)
        collect.note(db, message_id, "media.queued", now, media=attachment.id)
        return True
