"""What a message costs: kept from what WhatsApp says of it, one line a message. Cloud API fact sheet, section 5."""

from datetime import datetime, tzinfo

from sqlite_utils import Database

from zapbot.connector import StatusChange
from zapbot.store import charges

CHARGED = ("sent", "delivered", "read", "played")


def charge(db: Database, change: StatusChange, zone: tzinfo) -> None:
    """Keep the price a status tells, in the month of the business's zone; what failed after all costs nothing."""
    if change.status == "failed":
        charges.drop(db, change.id)
    elif change.pricing is not None and change.status in CHARGED:
        month = datetime.fromtimestamp(change.at, zone).strftime("%Y-%m")
        charges.keep(db, change.id, change.pricing, month, change.at)
