"""The recipients of campaigns, frozen with their message before the first one is sent.

    waiting -> queued      has its message in the outbox; which stays its message for good
            -> skipped     gets none, for the reason given
    queued  -> waiting     taken back by a pause: the message is held, and leaves when the campaign goes on

One row a recipient, one message a row: nothing that dies in between, and nobody who does it twice, repeats one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import model

HELD = "campaign"
"""What `messages.held_for` says of a message whose campaign is paused."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a campaign goes to; `address` is the phone in digits, or a user id."""

    id: int
    address: str
    contact_id: int | None
    name: str | None
    content: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """A recipient to be."""

    address: str
    contact_id: int | None
    name: str | None
    content: str


_COLUMNS = "id, address, contact_id, name, content, message_id"


def freeze(db: Database, campaign_id: int, people: Sequence[Frozen]) -> int:
    """Keep recipients; how many were new."""
    before = db.conn.total_changes
    db.conn.executemany(
        "insert or ignore into campaign_recipients (campaign_id, address, contact_id, name, content) "
        "values (?, ?, ?, ?, ?)",
        [(campaign_id, one.address, one.contact_id, one.name, one.content) for one in people],
    )
    return db.conn.total_changes - before


def waiting(db: Database, campaign_id: int, limit: int) -> list[Recipient]:
    """The next ones."""
    rows = db.execute(
        f"select {_COLUMNS} from campaign_recipients where campaign_id = ? and status = 'waiting' "
        "and queued_at is null order by id limit ?",
        (campaign_id, limit),
    )
    return [Recipient(*row) for row in rows.fetchall()]


def after(db: Database, campaign_id: int, last: int, limit: int) -> list[Recipient]:
    """Those that wait, by page: with ids above `last`."""
    rows = db.execute(
        f"select {_COLUMNS} from campaign_recipients where campaign_id = ? and status = 'waiting' and id > ? "
        "order by id limit ?",
        (campaign_id, last, limit),
    )
    return [Recipient(*row) for row in rows.fetchall()]


def any_waiting(db: Database, campaign_id: int) -> bool:
    """Whether there is one left."""
    return bool(waiting(db, campaign_id, 1))


def queued(db: Database, id: int, contact_id: int, message_id: int, now: float) -> bool:
    """Its message is in the outbox; False when somebody else was faster."""
    cursor = db.execute(
        "update campaign_recipients set status = 'queued', contact_id = ?, message_id = ?, queued_at = ?, "
        "reason = null where id = ? and status = 'waiting'",
        (contact_id, message_id, now, id),
    )
    return cursor.rowcount > 0


def skip(db: Database, id: int, contact_id: int | None, reason: str, now: float) -> None:
    """It gets no message."""
    db.execute(
        "update campaign_recipients set status = 'skipped', contact_id = coalesce(?, contact_id), reason = ?, "
        "queued_at = ? where id = ? and status = 'waiting'",
        (contact_id, reason, now, id),
    )


def has_got(db: Database, campaign_id: int, contact_id: int, but: int) -> bool:
    """Whether a contact got this campaign by another row: two addresses turned out to be one person's."""
    row = db.execute(
        "select 1 from campaign_recipients where contact_id = ? and campaign_id = ? and id <> ? "
        "and message_id is not null limit 1",
        (contact_id, campaign_id, but),
    )
    return row.fetchone() is not None


def take_back(db: Database, campaign_id: int) -> int:
    """Hold what has not left yet, and let its recipients wait; how many. What is on its way goes on."""
    rows = db.execute(
        "update messages set held_for = ?, next_attempt_at = null where id in (select m.id from messages m "
        "join campaign_recipients r on r.message_id = m.id where m.status = 'pending' and m.origin = 'campaign' "
        "and m.held_for is null and r.campaign_id = ? and m.number = (select number from campaigns where id = ?)) "
        "returning id",
        (HELD, campaign_id, campaign_id),
    ).fetchall()
    db.conn.executemany(
        "update campaign_recipients set status = 'waiting', queued_at = null where message_id = ? "
        "and status = 'queued'",
        rows,
    )
    return len(rows)


def release(db: Database, message_id: int, now: float) -> bool:
    """Let a held message leave; False when it was settled otherwise meanwhile."""
    cursor = db.execute(
        "update messages set held_for = null, next_attempt_at = ? where id = ? and status = 'pending' and held_for = ?",
        (now, message_id, HELD),
    )
    return cursor.rowcount > 0


def cancel(db: Database, message_id: int, reason: str, now: float) -> bool:
    """Give up a held message; False when it was settled otherwise meanwhile."""
    cursor = db.execute(
        "update messages set status = 'canceled', held_for = null, failed_at = ?, failed_reason = ? "
        "where id = ? and status = 'pending' and held_for = ?",
        (now, reason, message_id, HELD),
    )
    return cursor.rowcount > 0


def cancel_held(db: Database, campaign_id: int, reason: str, now: float) -> int:
    """Give up everything a campaign holds, and skip its recipients; how many."""
    rows = db.execute(
        "select id, message_id from campaign_recipients where campaign_id = ? and status = 'waiting' "
        "and queued_at is null and message_id is not null",
        (campaign_id,),
    ).fetchall()
    given_up = [id for id, message_id in rows if cancel(db, message_id, reason, now)]
    for id in given_up:
        skip(db, id, None, reason, now)
    return len(given_up)


def retry_unknown(db: Database, campaign_id: int, now: float) -> int:
    """Queue again what nobody knows the outcome of; how many."""
    rows = db.execute(
        "update messages set status = 'pending', next_attempt_at = ?, unknown_at = null, "
        "max_attempts = max(max_attempts, attempts - holds + 1) where status = 'unknown' and id in "
        "(select message_id from campaign_recipients where campaign_id = ? and status = 'queued') returning id",
        (now, campaign_id),
    )
    return len(rows.fetchall())


def backlog(db: Database, number: str, now: float, most: int) -> int:
    """How many messages of campaigns wait to leave from a number, counted no further than `most`."""
    row = db.execute(
        "select count(*) from (select 1 from messages where status = 'pending' and number = ? "
        "and (origin = 'campaign') = 1 and next_attempt_at <= ? limit ?)",
        (number, now, most),
    ).fetchone()
    return int(row[0])


def in_flight(db: Database, campaign_id: int) -> bool:
    """Whether a message of a campaign is queued or on its way."""
    row = db.execute(
        "select exists (select 1 from messages m join campaign_recipients r on r.message_id = m.id "
        " where m.status = 'pending' and m.origin = 'campaign' and m.held_for is null and r.campaign_id = ?1) "
        "or exists (select 1 from messages m join campaign_recipients r on r.message_id = m.id "
        " where m.status = 'sending' and r.campaign_id = ?1)",
        (campaign_id,),
    ).fetchone()
    return bool(row[0])


@dataclass(frozen=True, slots=True)
class Health:
    """How a campaign has fared since it was started or resumed."""

    queued: int
    open: int
    failed: int
    unreachable: int
    restricted: bool

    @property
    def settled(self) -> int:
        """Messages whose outcome is known."""
        return self.queued - self.open


def health(db: Database, campaign_id: int, since: float, unreachable: Iterable[int], restricted: int) -> Health:
    """Counts since a moment. `unreachable` are the codes that say something of the recipient, `restricted` the one
    that says something of the number."""
    codes = ", ".join(str(int(code)) for code in unreachable)
    queued = db.execute(
        "select count(*) from campaign_recipients where campaign_id = ? and status = 'queued' and queued_at >= ?",
        (campaign_id, since),
    ).fetchone()[0]
    failed, lost, hit = db.execute(
        f"select count(*), coalesce(sum(m.failed_code in ({codes})), 0), coalesce(max(m.failed_code = ?3), 0) "
        "from messages m join campaign_recipients r on r.message_id = m.id where m.origin = 'campaign' "
        "and m.status in ('failed', 'dead') and r.campaign_id = ?1 and r.queued_at >= ?2 and m.failed_at >= ?2",
        (campaign_id, since, restricted),
    ).fetchone()
    still, held = db.execute(
        "select count(*), coalesce(max(m.failed_code = ?3), 0) from messages m "
        "join campaign_recipients r on r.message_id = m.id where m.status in ('pending', 'sending', 'unknown') "
        "and m.origin = 'campaign' and m.held_for is null and r.campaign_id = ?1 and r.queued_at >= ?2",
        (campaign_id, since, restricted),
    ).fetchone()
    return Health(queued, still, failed - lost, lost, bool(hit or held))


def content(recipient: Recipient) -> model.Template:
    """A recipient's message."""
    decoded = model.decode(recipient.content)
    assert isinstance(decoded, model.Template)
    return decoded
