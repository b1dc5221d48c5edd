"""What is left to send of a campaign, looked at without changing anything."""

from sqlite_utils import Database

from zapbot.desk.campaign_count import Count, look_at
from zapbot.store import campaign_recipients
from zapbot.store.campaigns import Campaign

PAGE = 1_000


def left(db: Database, campaign: Campaign, now: float) -> Count:
    """Those who wait, and who of them would be skipped now or wrote within the last 24 hours."""
    count, last = Count(), 0
    while page := campaign_recipients.after(db, campaign.id, last, PAGE):
        last = page[-1].id
        for one in page:
            count.first = count.first or campaign_recipients.content(one)
            look_at(db, one, campaign.number, count, now)
    return count
