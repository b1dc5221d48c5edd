"""All of the API under one router: the gate before it, the problems behind it."""

import sqlite3

from litestar import Router
from litestar.exceptions import HTTPException

from zapbot.errors import ZapbotError
from zapbot.web.api import problems
from zapbot.web.api.access import Gate
from zapbot.web.api.auth import Auth
from zapbot.web.api.campaigns import Campaigns
from zapbot.web.api.contacts import Contacts
from zapbot.web.api.conversations import Conversations
from zapbot.web.api.docs import Docs
from zapbot.web.api.flows import Flows
from zapbot.web.api.media import MediaFiles
from zapbot.web.api.messages import Messages
from zapbot.web.api.stats import Statistics
from zapbot.web.api.templates import Templates
from zapbot.web.api.webhooks import Webhooks
from zapbot.web.opened import StartingError

BODY_LIMIT = 1024 * 1024


def api() -> Router:
    """Every route under `/api`."""
    return Router(
        "/api",
        route_handlers=[
            Auth,
            Messages,
            Conversations,
            Contacts,
            Flows,
            Templates,
            Campaigns,
            MediaFiles,
            Webhooks,
            Statistics,
            Docs,
        ],
        middleware=[Gate],
        request_max_body_size=BODY_LIMIT,
        exception_handlers={
            HTTPException: problems.http,
            ZapbotError: problems.ours,
            StartingError: problems.starting,
            sqlite3.Error: problems.store,
            RecursionError: problems.unreadable,
            UnicodeDecodeError: problems.unreadable,
            Exception: problems.unexpected,
        },
    )
