"""What a campaign will cost, and how long it takes at least."""

from decimal import Decimal

from zapbot.desk.campaign_count import Count
from zapbot.desk.prices import Prices


def cost(count: Count, category: str | None, prices: Prices) -> Decimal | None:
    """What it costs at these prices; None when they are not known. A category that is not known counts as marketing.

    Within 24 hours of the customer's message a utility template is free (Cloud API fact sheet, section 12).
    """
    price = prices.get((category or "marketing").lower())
    if price is None:
        return None
    charged = count.will_be_sent - (count.in_window if category == "UTILITY" else 0)
    return price * max(0, charged)


def seconds(count: Count, rate: float) -> float:
    """How long it takes at `rate` messages a second."""
    return count.will_be_sent / rate
