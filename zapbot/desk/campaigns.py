"""Start, pause, resume and stop a campaign. Each is one transaction, and told twice it is refused or does nothing."""

from typing import Any

from sqlite_utils import Database

from zapbot.errors import ConflictError
from zapbot.store import campaign_recipients, campaigns, journal
from zapbot.store.campaigns import Campaign
from zapbot.store.db import transaction

STOPPED = "the campaign was stopped"


def start(db: Database, id: int, now: float) -> None:
    """Begin to send a campaign that is ready. Raises NotFoundError and ConflictError."""
    with transaction(db):
        campaign = _in(db, id, "started", "ready")
        campaigns.move(db, id, "running", None, now)
        note(db, "campaign.started", campaign, now)


def pause(db: Database, id: int, now: float, reason: str = "a person paused it") -> int:
    """Send nothing more of it until it is resumed; how many messages were taken back from the outbox.

    What is on its way goes on. Raises NotFoundError and ConflictError.
    """
    with transaction(db):
        campaign = _in(db, id, "paused", "running")
        taken_back = campaign_recipients.take_back(db, id)
        campaigns.move(db, id, "paused", reason, now)
        note(db, "campaign.paused", campaign, now, reason=reason)
    return taken_back


def resume(db: Database, id: int, now: float) -> None:
    """Go on with a campaign that is paused; failures before count no more. Raises NotFoundError and ConflictError."""
    with transaction(db):
        campaign = _in(db, id, "resumed", "paused")
        campaigns.move(db, id, "running", None, now)
        note(db, "campaign.resumed", campaign, now)


def stop(db: Database, id: int, now: float) -> int:
    """End a campaign for good: who did not get it gets nothing; how many messages were taken back.

    Raises NotFoundError and ConflictError.
    """
    with transaction(db):
        campaign = _in(db, id, "stopped", "ready", "running", "paused")
        campaign_recipients.take_back(db, id)
        canceled = campaign_recipients.cancel_held(db, id, STOPPED, now)
        campaigns.move(db, id, "stopped", STOPPED, now)
        note(db, "campaign.stopped", campaign, now)
    return canceled


def retry_unknown(db: Database, id: int, now: float) -> int:
    """Send again what nobody knows the outcome of; how many. Some may get it twice: a person decides that.

    Raises NotFoundError and ConflictError.
    """
    with transaction(db):
        _in(db, id, "repeated in part", "running", "stopped", "finished")
        return campaign_recipients.retry_unknown(db, id, now)


def note(db: Database, kind: str, campaign: Campaign, now: float, **data: Any) -> None:
    """Write down what happened to a campaign."""
    journal.append(db, kind, now, campaign=campaign.id, name=campaign.name, **data)


_NEXT = {
    "creating": "it is still being created",
    "ready": "it was not started yet: zapbot campaigns start",
    "running": "it is running",
    "paused": "it is paused: zapbot campaigns resume",
    "stopped": "it was stopped for good",
    "finished": "it has finished",
}


def _in(db: Database, id: int, done: str, *allowed: str) -> Campaign:
    campaign = campaigns.get(db, id)
    if campaign.status not in allowed:
        raise ConflictError(f"the campaign {campaign.name!r} cannot be {done}: {_NEXT[campaign.status]}")
    return campaign
