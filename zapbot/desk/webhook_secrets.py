"""The secrets of outgoing webhooks: kept encrypted, two at a time while the receiver changes over."""

from sqlite_utils import Database

from zapbot import sealed
from zapbot.desk.webhook_signature import new_secret
from zapbot.instance_key import derive
from zapbot.store import webhooks
from zapbot.store.db import transaction
from zapbot.store.webhooks import Sealed, Webhook

ROTATION_SECONDS = 24 * 3600.0


def rotate(db: Database, key: bytes, id: int, now: float) -> str:
    """A new secret for a webhook; those before it sign too for a day. Raises NotFoundError."""
    with transaction(db):
        before = [
            Sealed(old.text, now + ROTATION_SECONDS if old.until is None else old.until)
            for old in _valid(webhooks.get(db, id), now)
        ]
        secret = new_secret()
        new = Sealed(sealed.seal(derive(key, "webhooks"), secret, f"webhooks:{id}"))
        webhooks.set_secrets(db, id, [new, *before])
    return secret


def known(key: bytes, webhook: Webhook, now: float) -> list[str]:
    """The secrets that sign now, the newest first. Raises ZapbotError when they cannot be read."""
    opens = derive(key, "webhooks")
    return [sealed.unseal(opens, one.text, f"webhooks:{webhook.id}") for one in _valid(webhook, now)]


def _valid(webhook: Webhook, now: float) -> list[Sealed]:
    return [one for one in webhook.secrets if one.until is None or one.until > now]
