"""The composition root: the only place that knows which connector, which clock, which flows.

What only the worker needs is imported when it is built: the server stays smaller.
"""

from typing import TYPE_CHECKING

from zapbot import settings
from zapbot.connector import Connector
from zapbot.errors import UsageError
from zapbot.settings import Settings, secret

if TYPE_CHECKING:
    from zapbot.outside.world import World
    from zapbot.worker.drains import Drains

NEEDED_TO_RECEIVE = ("whatsapp_phone_number_id", "whatsapp_app_secret", "whatsapp_verify_token")
NEEDED_TO_SEND = ("whatsapp_phone_number_id", "whatsapp_access_token", "whatsapp_app_secret")


def connector(configured: Settings) -> Connector:
    """The channel these settings describe."""
    from zapbot.whatsapp.client import CloudApi

    return CloudApi(
        configured.whatsapp_api_url,
        configured.whatsapp_api_version,
        configured.whatsapp_phone_number_id or "",
        secret(configured.whatsapp_access_token),
        secret(configured.whatsapp_app_secret),
    )


def outside(configured: Settings, channel: Connector) -> "World":
    """What flows may ask of the world. Raises UsageError when an address is written wrongly."""
    from zapbot.outside.addresses import Allowed
    from zapbot.outside.fetch import Fetch
    from zapbot.outside.models import Model, Models
    from zapbot.outside.world import World

    try:
        allowed = Allowed.parse(filter(None, configured.allow_private.split(",")))
    except ValueError as error:
        raise UsageError(f"ZAPBOT_ALLOW_PRIVATE: {error}") from None
    model = None
    if configured.ai_url and configured.ai_model:
        model = Model(configured.ai_url, configured.ai_model, secret(configured.ai_key), configured.ai_dialect)
    return World(Fetch(allowed, settings.flow_secrets()), Models(model), channel.typing)


def drains(configured: Settings) -> "Drains":
    """The worker's drains on a migrated data directory. Raises UsageError when a setting is missing."""
    from zapbot.desk.library import Library
    from zapbot.desk.pace import Pace
    from zapbot.store.migrations import migrate
    from zapbot.worker.drains import Drains

    settings.require(configured, *NEEDED_TO_SEND)
    migrate(configured.data_dir)
    pace = Pace(configured.messages_per_second)
    return Drains(
        configured.data_dir,
        lambda: connector(configured),
        lambda channel: outside(configured, channel),
        Library(configured.zone),
        pace,
        configured.unknown_grace_seconds,
        configured.whatsapp_phone_number_id or "",
    )
