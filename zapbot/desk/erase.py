"""Forget a person: everything kept of them goes, and only a line stays that says it was done."""

import hashlib
import hmac
from pathlib import Path

from sqlite_utils import Database

from zapbot.errors import ZapbotError
from zapbot.store import audit, contacts, erasure, media
from zapbot.store.db import transaction


def erase(db: Database, data_dir: Path, contact_id: int, key: bytes, who: str, now: float) -> dict[str, int]:
    """Remove a contact, their messages and files, and every raw webhook that mentions them; how much of what.

    The audit line holds a keyed hash of the number: who asks again with the number can be told that it was done,
    who reads the line learns no number. Raises NotFoundError, and ZapbotError while webhooks of theirs wait.
    """
    db.execute("pragma secure_delete = on")
    with transaction(db):
        contact = contacts.get(db, contact_id)
        wanted = erasure.names(db, contact_id)
        if any(state == "pending" for _, state in erasure.webhooks(db, wanted)):
            raise ZapbotError("messages of this person wait to be taken in: start zapbot worker, then erase again")
        files = erasure.files(db, contact_id)
        removed = erasure.remove(db, contact_id, wanted, files)
        audit.append(db, now, who, "contact.erased", fingerprint(key, contact.phone or str(contact_id)), **removed)
    for sha256 in files:
        media.drop(data_dir, sha256)
    return removed


def fingerprint(key: bytes, number: str) -> str:
    """A number as the audit names it."""
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()[:32]
