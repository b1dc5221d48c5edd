"""`/api/stats`: what waits, what was sent, what failed, and what it cost."""

import time
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from litestar import Controller, get
from litestar.datastructures import State
from litestar.params import QueryParameter

from zapbot.settings import Settings
from zapbot.store import charges, journal, migrations, stats
from zapbot.store.charges import Count
from zapbot.web.api.access import needs
from zapbot.web.opened import opened

Counts = dict[str, int]


class MessageCounts(msgspec.Struct, frozen=True, rename={"incoming": "in"}):
    """Messages received, and sent by where they stand."""

    incoming: int
    out: Counts


class Cost(msgspec.Struct, frozen=True):
    """The messages of one category: charged, free, and what they cost when `ZAPBOT_PRICES` says so."""

    category: str
    charged: int
    free: int
    amount: str | None


class Costs(msgspec.Struct, frozen=True):
    """What a month's messages cost."""

    month: str
    currency: str
    categories: list[Cost]
    total: str | None


class Stats(msgspec.Struct, frozen=True):
    """The same numbers as `zapbot status --json`, and a month's costs."""

    events: Counts
    messages: MessageCounts
    contacts: int
    conversations: Counts
    calls: Counts
    media: Counts
    blocks: Counts
    webhooks: Counts
    duplicates: int
    schema: str
    costs: Costs


class Statistics(Controller):
    """Numbers about everything."""

    path = "/stats"
    tags = ["stats"]

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def get_stats(
        self,
        state: State,
        month: Annotated[str | None, QueryParameter(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] = None,
    ) -> Stats:
        """Count what there is; what a month cost, by default this one."""
        chosen = month or f"{datetime.fromtimestamp(time.time(), state.settings.zone):%Y-%m}"
        with opened(state) as db:
            counts = stats.snapshot(db)
            counts["duplicates"] = journal.count(db, "message.duplicate")
            found = charges.of_month(db, chosen)
        counts["schema"] = migrations.latest()
        return msgspec.convert({**counts, "costs": _costs(state.settings, chosen, found)}, Stats)


def _costs(settings: Settings, month: str, counts: list[Count]) -> Costs:
    from zapbot.desk import prices

    found = prices.costs(counts, prices.parse(settings.prices))
    total = prices.total(found)
    categories = [Cost(one.category, one.charged, one.free, _plain(one.amount)) for one in found]
    return Costs(month, settings.currency, categories, _plain(total))


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
