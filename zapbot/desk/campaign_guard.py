"""When a campaign should stop by itself, before it harms the number it is sent from."""

from sqlite_utils import Database

from zapbot.desk.settle import stopped
from zapbot.store import campaign_recipients, numbers, templates
from zapbot.store.campaigns import Campaign
from zapbot.templates import language

EVERY_SECONDS = 2.0
ENOUGH = 50
"""Settled messages from which on a share of failures means something."""
MOST_FAILED = 0.10
MOST_UNREACHABLE = 0.30
UNREACHABLE = (131026, 131030, 131049, 131050, 130472)
"""Codes that say something of the person written to: not on WhatsApp, wants no marketing, got too much of it."""
RESTRICTED = 131048
POOR = ("RED", "FLAGGED")


def harm(db: Database, campaign: Campaign) -> str | None:
    """Why a running campaign must pause now; None when all is well."""
    return _number(db, campaign) or _template(db, campaign) or _failures(db, campaign)


def _number(db: Database, campaign: Campaign) -> str | None:
    why = stopped(db, campaign.number)
    if why is not None:
        return f"the number cannot send: {why['reason']} (code {why['code']})"
    if campaign.number not in numbers.ids(db):
        return f"the number {campaign.number} is none of the business's: see ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"
    quality = numbers.get(db, campaign.number).quality or ""
    if quality.upper() in POOR:
        return f"WhatsApp rates the number's quality {quality}: customers block or report its messages"
    return None


def _template(db: Database, campaign: Campaign) -> str | None:
    copy = templates.get(db, campaign.template, language(campaign.language))
    if copy is None or copy.usable:
        return None
    return f"the template {copy.name!r} is {copy.status}" + (f": {copy.reason}" if copy.reason else "")


def _failures(db: Database, campaign: Campaign) -> str | None:
    since = campaign.resumed_at or 0.0
    health = campaign_recipients.health(db, campaign.id, since, UNREACHABLE, RESTRICTED)
    if health.restricted:
        return f"WhatsApp restricted the number because of spam reports (code {RESTRICTED})"
    if health.settled < ENOUGH:
        return None
    if health.failed > health.settled * MOST_FAILED:
        return f"{health.failed} of {health.settled} messages failed: see why with `zapbot campaigns report`"
    if health.unreachable > health.settled * MOST_UNREACHABLE:
        return f"{health.unreachable} of {health.settled} people cannot be reached: the list is old or was bought"
    return None
