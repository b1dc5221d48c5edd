"""Feed running campaigns into the outbox, a few seconds' worth at a time, so that a pause is quick.

Each piece is one transaction that takes recipients and queues their messages together: a crash leaves a recipient
either waiting without a message or queued with one.
"""

from datetime import tzinfo

import structlog
from sqlite_utils import Database

from zapbot.connector import Sender
from zapbot.desk import campaigns as control
from zapbot.desk import consent, identify, quiet, tier
from zapbot.desk.campaign_guard import EVERY_SECONDS, harm
from zapbot.desk.send import send
from zapbot.errors import ConsentError
from zapbot.store import blocks, campaign_recipients, campaigns, conversations
from zapbot.store.campaign_recipients import Recipient
from zapbot.store.campaigns import Campaign
from zapbot.store.db import failed, savepoint, transaction

log = structlog.get_logger()

AHEAD_SECONDS = 2.0
"""This much of its rate a campaign may have in the outbox."""
PIECE = 100
TICK = 0.5
ROUNDING = 1e-6
TIER_SECONDS = 300.0
"""How often to see whether the messaging limit has room again."""
TWICE = "this person got it by another address already"
BLOCKED = "the contact is blocked"


def feed(db: Database, now: float, zone: tzinfo) -> float | None:
    """Queue what may leave of every running campaign, once; when to look again, if there is anything to wait for."""
    due = [_one(db, campaign, now, zone) for campaign in campaigns.open_ones(db)]
    return min((at for at in due if at is not None), default=None)


def _one(db: Database, campaign: Campaign, now: float, zone: tzinfo) -> float | None:
    with transaction(db):
        campaign = campaigns.get(db, campaign.id)  # somebody may have paused it since
        if campaign.status == "paused":
            return _keep_back(db, campaign, now)
        if campaign.status == "running" and _due(campaign, now):
            _look(db, campaign, now)
            campaign = campaigns.get(db, campaign.id)
        if campaign.status != "running":
            return None
        if not campaign_recipients.any_waiting(db, campaign.id):
            return _finish(db, campaign, now)
        wait = _wait(campaign, now, zone)
        campaigns.explain(db, campaign.id, wait[1] if wait else None)
        return _queue_some(db, campaign, now) if wait is None else wait[0]


def _keep_back(db: Database, campaign: Campaign, now: float) -> float | None:
    """What was on its way when the campaign was paused, and failed, must not leave by a retry."""
    campaign_recipients.take_back(db, campaign.id)
    return now + TICK if campaign_recipients.in_flight(db, campaign.id) else None


def _due(campaign: Campaign, now: float) -> bool:
    """Whether it is time to look after a campaign again; always before its first message."""
    return now >= campaign.guarded_at + EVERY_SECONDS or not campaign.fed_until


def _look(db: Database, campaign: Campaign, now: float) -> None:
    """Pause it when it does harm; see how much the messaging limit leaves."""
    reason = harm(db, campaign)
    if reason is not None:
        control.pause(db, campaign.id, now, reason)
        return
    campaigns.guarded(db, campaign.id, now, tier.room(db, campaign.number, now))


def _wait(campaign: Campaign, now: float, zone: tzinfo) -> tuple[float, str] | None:
    """Until when nothing of it may leave, and why."""
    if campaign.starts_at is not None and now < campaign.starts_at:
        return campaign.starts_at, "waits for the time it was planned for"
    hours = campaign_quiet(campaign)
    ends = quiet.until(hours, now, zone)
    if ends is not None and hours is not None:
        return ends, f"waits: it is quiet from {quiet.spell(hours).replace('-', ' to ')}"
    if campaign.room is not None and campaign.room < 1:
        return now + TIER_SECONDS, "waits: the number's messaging limit for 24 hours is used up"
    return None


def campaign_quiet(campaign: Campaign) -> quiet.Quiet | None:
    """Its quiet hours."""
    if campaign.quiet_from is None or campaign.quiet_until is None:
        return None
    return campaign.quiet_from, campaign.quiet_until


def _queue_some(db: Database, campaign: Campaign, now: float) -> float | None:
    """Queue what its rate allows by now; when the next may be."""
    apart = 1 / campaign.rate
    first = now - max(TICK, apart)
    begins = max(campaign.fed_until, now - max(AHEAD_SECONDS, apart)) if campaign.fed_until else first
    earned = int((now - begins) * campaign.rate + ROUNDING)
    most = max(1, int(campaign.rate * AHEAD_SECONDS))
    backlog = campaign_recipients.backlog(db, campaign.number, now, most)
    wanted = min(earned, most - backlog, PIECE, PIECE if campaign.room is None else campaign.room)
    taken = campaign_recipients.waiting(db, campaign.id, max(0, wanted))
    for recipient in taken:
        _try_to_queue(db, campaign, recipient, now)
    if not campaign_recipients.any_waiting(db, campaign.id):
        return _finish(db, campaign, now)
    fed_until = begins + len(taken) * apart
    campaigns.fed(db, campaign.id, fed_until, len(taken))
    return now if len(taken) == PIECE < earned else max(now + TICK, fed_until + apart)


def _finish(db: Database, campaign: Campaign, now: float) -> float | None:
    """It ends when the last message has left."""
    if campaign_recipients.in_flight(db, campaign.id):
        return now + TICK
    campaigns.move(db, campaign.id, "finished", None, now)
    control.note(db, "campaign.finished", campaign, now)
    return None


def _try_to_queue(db: Database, campaign: Campaign, recipient: Recipient, now: float) -> None:
    """Queue one recipient's message; one who cannot be is skipped, so that the others do not wait behind them."""
    try:
        with savepoint(db):
            _queue(db, campaign, recipient, now)
    except Exception as error:
        if failed(error):
            raise
        log.exception("a campaign's message cannot be queued", campaign=campaign.id, recipient=recipient.id)
        campaign_recipients.skip(db, recipient.id, None, f"{type(error).__name__}: {error}", now)


def _queue(db: Database, campaign: Campaign, recipient: Recipient, now: float) -> None:
    """Queue one recipient's message, or skip them with the reason."""
    contact_id = recipient.contact_id or _contact(db, recipient, now)
    reason = _objection(db, campaign, recipient, contact_id, now)
    if recipient.message_id is not None:
        _go_on(db, recipient, contact_id, recipient.message_id, reason, now)
        return
    if reason is not None:
        campaign_recipients.skip(db, recipient.id, contact_id, reason, now)
        return
    conversation = conversations.current(db, contact_id, now, campaign.number)
    content = campaign_recipients.content(recipient)
    message_id = send(db, conversation, content, "campaign", now, sender=campaign.created_by)
    campaign_recipients.queued(db, recipient.id, contact_id, message_id, now)


def _go_on(
    db: Database, recipient: Recipient, contact_id: int, message_id: int, reason: str | None, now: float
) -> None:
    """A message that was taken back leaves after all, unless it was settled meanwhile or there is a reason now."""
    if reason is not None and campaign_recipients.cancel(db, message_id, reason, now):
        campaign_recipients.skip(db, recipient.id, contact_id, reason, now)
        return
    campaign_recipients.release(db, message_id, now)
    campaign_recipients.queued(db, recipient.id, contact_id, message_id, now)


def _contact(db: Database, recipient: Recipient, now: float) -> int:
    return identify.contact(db, Sender(wa_id=recipient.address, name=recipient.name), now, now)


def _objection(db: Database, campaign: Campaign, recipient: Recipient, contact_id: int, now: float) -> str | None:
    """Why a contact must not get it, asked at the last moment."""
    if campaign_recipients.has_got(db, campaign.id, contact_id, recipient.id):
        return TWICE
    if blocks.since(db, contact_id) is not None:
        return BLOCKED
    try:
        consent.check(db, contact_id, campaign_recipients.content(recipient), now)
    except ConsentError as error:
        return str(error)
    return None
