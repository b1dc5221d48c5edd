"""The composition root: the only place that knows which connector, which clock, which flows.

What only the worker needs is imported when it is built: the server stays smaller.
"""

from typing import TYPE_CHECKING

from zapbot import settings
from zapbot.connector import Connector
from zapbot.settings import Settings, secret

if TYPE_CHECKING:
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
        Library(configured.zone),
        pace,
        configured.unknown_grace_seconds,
    )
