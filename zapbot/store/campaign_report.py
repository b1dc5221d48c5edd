"""What became of a campaign: counts for people and programs, and every recipient for a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.store import campaigns
from zapbot.store.campaigns import Campaign

REPLY_SECONDS = 72 * 3600.0
"""An inbound message within this long after theirs counts as an answer to the campaign."""
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some got nothing: WhatsApp's code, if it was WhatsApp, the words, and how many."""

    code: int | None
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """Where a campaign stands; `sent`, `delivered` and `read` each include those that got further."""

    campaign: Campaign
    total: int
    waiting: int
    queued: int
    sent: int
    delivered: int
    read: int
    failed: int
    unknown: int
    canceled: int
    skipped: int
    replied: int
    failures: tuple[Reason, ...]
    skips: tuple[Reason, ...]

    @property
    def settled(self) -> int:
        """Recipients nothing more is done for now."""
        return self.total - self.waiting - self.queued

    @property
    def seconds(self) -> float | None:
        """How long it took, once it has ended."""
        ended, began = self.campaign.finished_at, self.campaign.started_at
        return ended - began if ended and began else None

    def share(self, count: int, of: int | None = None) -> float:
        """Percent of the sent, or of another count."""
        whole = self.sent if of is None else of
        return round(100.0 * count / whole, 1) if whole else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient as it stands."""

    address: str
    name: str | None
    contact_id: int | None
    message_id: int | None
    status: str
    code: int | None
    reason: str | None
    sent_at: float | None
    delivered_at: float | None
    read_at: float | None
    replied: bool


_REPLIED = (
    "exists (select 1 from messages i where i.contact_id = r.contact_id and i.direction = 'in' "
    f"and i.at >= m.sent_at and i.at <= m.sent_at + {REPLY_SECONDS})"
)


def report(db: Database, id: int) -> Report:
    """All counts of a campaign. Raises NotFoundError."""
    campaign = campaigns.get(db, id)
    states = dict(
        db.execute(
            "select iif(r.status = 'queued', coalesce(m.status, 'sent'), r.status), count(*) "
            "from campaign_recipients r left join messages m on m.id = r.message_id where r.campaign_id = ? group by 1",
            (id,),
        ).fetchall()
    )
    read = states.get("read", 0) + states.get("played", 0)
    delivered = states.get("delivered", 0) + read
    return Report(
        campaign,
        sum(states.values()),
        states.get("waiting", 0),
        states.get("pending", 0) + states.get("sending", 0),
        states.get("sent", 0) + delivered,
        delivered,
        read,
        states.get("failed", 0) + states.get("dead", 0),
        states.get("unknown", 0),
        states.get("canceled", 0),
        states.get("skipped", 0),
        _replied(db, id),
        _failures(db, id),
        _skips(db, id),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is, quickly counted: its people, and those who are done with or on their way."""

    total: int
    handled: int


def progress(db: Database, id: int) -> Progress:
    """How far a campaign is."""
    states = dict(
        db.execute(
            "select status, count(*) from campaign_recipients where campaign_id = ? group by status", (id,)
        ).fetchall()
    )
    total = sum(states.values())
    return Progress(total, total - states.get("waiting", 0))


def rows(db: Database, id: int) -> Iterator[Row]:
    """Every recipient, in the order of the list, a page at a time."""
    last = 0
    while page := db.execute(
        "select r.id, r.address, r.name, r.contact_id, r.message_id, "
        "iif(r.status = 'queued', coalesce(m.status, 'sent'), r.status), m.failed_code, "
        f"coalesce(r.reason, m.failed_reason), m.sent_at, m.delivered_at, m.read_at, {_REPLIED} "
        "from campaign_recipients r left join messages m on m.id = r.message_id "
        "where r.campaign_id = ? and r.id > ? order by r.id limit ?",
        (id, last, PAGE),
    ).fetchall():
        last = page[-1][0]
        yield from (Row(*[*row[1:11], bool(row[11])]) for row in page)


def _replied(db: Database, id: int) -> int:
    row = db.execute(
        "select count(*) from campaign_recipients r join messages m on m.id = r.message_id "
        f"where r.campaign_id = ? and m.sent_at is not null and {_REPLIED}",
        (id,),
    ).fetchone()
    return int(row[0])


def _failures(db: Database, id: int) -> tuple[Reason, ...]:
    found = db.execute(
        "select m.failed_code, coalesce(max(m.failed_reason), ''), count(*) from campaign_recipients r "
        "join messages m on m.id = r.message_id where r.campaign_id = ? and m.status in ('failed', 'dead') "
        "group by m.failed_code, iif(m.failed_code is null, m.failed_reason, '') order by 3 desc, 1",
        (id,),
    )
    return tuple(Reason(*row) for row in found.fetchall())


def _skips(db: Database, id: int) -> tuple[Reason, ...]:
    found = db.execute(
        "select null, coalesce(reason, ''), count(*) from campaign_recipients "
        "where campaign_id = ? and status = 'skipped' group by reason order by 3 desc, 2",
        (id,),
    )
    return tuple(Reason(*row) for row in found.fetchall())
