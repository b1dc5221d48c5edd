"""The composition root: the only place that knows which connector, which clock, which flows.

What only the worker needs is imported when it is built: the server stays smaller.
"""

import time
from typing import TYPE_CHECKING

from zapbot import settings
from zapbot.connector import Connector, Stored, Templates
from zapbot.errors import UsageError
from zapbot.settings import Settings, secret

if TYPE_CHECKING:
    from zapbot.desk.wishes import Wishes
    from zapbot.outside.addresses import Allowed
    from zapbot.outside.world import World
    from zapbot.whatsapp.client import CloudApi
    from zapbot.worker.drains import Drains

NEEDED_FOR_TEMPLATES = ("whatsapp_business_account_id", "whatsapp_access_token")
_TWILIO = ("twilio_account_sid", "twilio_auth_token", "twilio_number", "public_url")
_NEEDED_TO_RECEIVE = {
    "cloud": ("whatsapp_phone_number_id", "whatsapp_app_secret", "whatsapp_verify_token"),
    "360dialog": ("whatsapp_phone_number_id",),
    "twilio": _TWILIO,
}
_NEEDED_TO_SEND = {
    "cloud": ("whatsapp_phone_number_id", "whatsapp_access_token", "whatsapp_app_secret"),
    "360dialog": ("whatsapp_phone_number_id", "dialog360_api_key"),
    "twilio": _TWILIO,
}
_PROOFS = {"cloud": "whatsapp_app_secret", "360dialog": "webhook_secret", "twilio": "twilio_auth_token"}


def needed_to_receive(configured: Settings) -> tuple[str, ...]:
    """The settings the channel needs to take webhooks."""
    return _distinct(*_NEEDED_TO_RECEIVE[configured.channel], proof_setting(configured))


def needed_to_send(configured: Settings) -> tuple[str, ...]:
    """The settings the channel needs to send, and to know what became of it."""
    return _distinct(*_NEEDED_TO_SEND[configured.channel], proof_setting(configured))


def proof_setting(configured: Settings) -> str:
    """The setting with which the channel's webhooks are checked."""
    if configured.channel == "360dialog" and configured.dialog360_partner_secret:
        return "dialog360_partner_secret"
    return _PROOFS[configured.channel]


def connector(configured: Settings) -> Connector:
    """The channel these settings describe."""
    if configured.channel == "360dialog":
        return _dialog360(configured)
    return _twilio(configured) if configured.channel == "twilio" else _cloud_api(configured)


def file_key(configured: Settings) -> bytes:
    """What signs the addresses under which a channel fetches files from us."""
    from zapbot.instance_key import derive

    return derive(key(configured), "files")


def templates(configured: Settings) -> Templates:
    """The account whose templates these settings describe. Raises UsageError when one is missing."""
    if configured.channel != "cloud":
        raise UsageError(f"templates are kept at Meta; with ZAPBOT_CHANNEL={configured.channel} see your provider's")
    settings.require(configured, *NEEDED_FOR_TEMPLATES)
    return _cloud_api(configured)


def _cloud_api(configured: Settings) -> "CloudApi":
    from zapbot.whatsapp.client import CloudApi

    return CloudApi(
        configured.whatsapp_api_url,
        configured.whatsapp_api_version,
        configured.numbers,
        secret(configured.whatsapp_access_token),
        secret(configured.whatsapp_app_secret),
        configured.whatsapp_business_account_id or "",
    )


def _dialog360(configured: Settings) -> Connector:
    from zapbot.whatsapp.dialog360 import Dialog360

    return Dialog360(
        configured.dialog360_url,
        configured.numbers[:1],
        secret(configured.dialog360_api_key),
        secret(configured.webhook_secret),
        secret(configured.dialog360_partner_secret),
    )


def _twilio(configured: Settings) -> Connector:
    from zapbot.file_link import link
    from zapbot.twilio.client import Twilio

    public = (configured.public_url or "").rstrip("/")

    def fetched_at(file: Stored, until: float) -> str:
        return public + link(file_key(configured), file.sha256, file.mime, file.filename, until)

    return Twilio(
        configured.twilio_url,
        configured.twilio_account_sid or "",
        secret(configured.twilio_auth_token),
        configured.numbers,
        f"{public}/webhook",
        fetched_at if public.startswith("https://") else None,
    )


def _distinct(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def allowed_private(configured: Settings) -> "Allowed":
    """The private addresses requests may go to. Raises UsageError when one is written wrongly."""
    from zapbot.outside.addresses import Allowed

    try:
        return Allowed.parse(filter(None, configured.allow_private.split(",")))
    except ValueError as error:
        raise UsageError(f"ZAPBOT_ALLOW_PRIVATE: {error}") from None


def key(configured: Settings) -> bytes:
    """The secret of this installation, made when there is none yet. Raises ZapbotError."""
    from zapbot.instance_key import instance_key

    return instance_key(secret(configured.secret_key), configured.data_dir)


def outside(configured: Settings, channel: Connector) -> "World":
    """What flows may ask of the world. Raises UsageError when an address is written wrongly."""
    from zapbot.outside.fetch import Fetch
    from zapbot.outside.models import Model, Models
    from zapbot.outside.post import Post
    from zapbot.outside.world import World

    allowed = allowed_private(configured)
    model = None
    if configured.ai_url and configured.ai_model:
        model = Model(configured.ai_url, configured.ai_model, secret(configured.ai_key), configured.ai_dialect)
    return World(Fetch(allowed, settings.flow_secrets()), Models(model), channel.typing, channel.read, Post(allowed))


def wishes(configured: Settings) -> "Wishes":
    """The words by which customers stop marketing messages, or ask for them again."""
    from zapbot.desk.wishes import Wishes

    return Wishes.parse(configured.opt_out_words, configured.opt_in_words, configured.opt_out_reply)


def drains(configured: Settings) -> "Drains":
    """The worker's drains on a migrated data directory. Raises UsageError when a setting is missing."""
    from zapbot.desk.library import Library
    from zapbot.desk.pace import Pace
    from zapbot.store import numbers
    from zapbot.store.db import connect, transaction
    from zapbot.store.migrations import migrate
    from zapbot.worker.drains import Drains

    settings.require(configured, *needed_to_send(configured))
    migrate(configured.data_dir)
    cloud = _cloud_api(configured) if configured.channel == "cloud" else None
    channel = cloud or connector(configured)
    db = connect(configured.data_dir)
    with transaction(db):
        numbers.adopt(db, channel.numbers, time.time())
    db.close()
    return Drains(
        configured.data_dir,
        channel,
        outside(configured, channel),
        Library(configured.zone, wishes(configured)),
        lambda: Pace(configured.messages_per_second),
        configured.unknown_grace_seconds,
        key=lambda: key(configured),
        templates=cloud if configured.whatsapp_business_account_id else None,
    )
