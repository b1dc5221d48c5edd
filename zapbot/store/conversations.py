"""Conversations: what goes on with a contact now, and who speaks for the business."""

from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.model import Conversation
from zapbot.store import journal, numbers

_COLUMNS = "id, contact_id, owner, status, team, number"


def current(db: Database, contact_id: int, at: float, number: str = "") -> Conversation:
    """The contact's conversation on a number, begun anew when there is none or the last one was resolved.

    Without a number it is the one last held, on whichever number that was, else on the main one.
    """
    row = db.execute(
        f"select {_COLUMNS} from conversations where contact_id = ?1 and status <> 'resolved' "
        "and (?2 = '' or number = ?2) order by updated_at desc, id desc limit 1",
        (contact_id, number),
    ).fetchone()
    if row is not None:
        return Conversation(*row)
    row = db.execute(
        "insert into conversations (contact_id, number, created_at, updated_at) values (?, ?, ?, ?) "
        f"returning {_COLUMNS}",
        (contact_id, number or _last_number(db, contact_id), at, at),
    ).fetchone()
    journal.append(db, "conversation.created", at, contact_id, row[0])
    return Conversation(*row)


def past(db: Database, contact_id: int, at: float, number: str = "") -> int:
    """The conversation for what was said long ago: the open or latest one on a number, else a finished one; its id."""
    row = db.execute(
        "select id from conversations where contact_id = ?1 and (?2 = '' or number = ?2) "
        "order by status = 'resolved', updated_at desc, id desc limit 1",
        (contact_id, number),
    ).fetchone()
    if row is None:
        row = db.execute(
            "insert into conversations (contact_id, number, status, created_at, updated_at) "
            "values (?, ?, 'resolved', ?, ?) returning id",
            (contact_id, number or _last_number(db, contact_id), at, at),
        ).fetchone()
    return int(row[0])


def latest(db: Database, contact_id: int) -> int | None:
    """The contact's latest conversation, open or not; its id."""
    row = db.execute(
        "select id from conversations where contact_id = ? order by status = 'resolved', updated_at desc, id desc "
        "limit 1",
        (contact_id,),
    ).fetchone()
    return int(row[0]) if row else None


def get(db: Database, id: int) -> Conversation:
    """A conversation. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from conversations where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no conversation {id}")
    return Conversation(*row)


def unite(db: Database, contact_id: int, at: float) -> None:
    """Leave one open conversation a number of a contact that came of two; if a person had one, a person has it."""
    rows = db.execute(
        f"select {_COLUMNS} from conversations where contact_id = ? and status <> 'resolved' order by id desc",
        (contact_id,),
    ).fetchall()
    kept_on: dict[str, Conversation] = {}
    for other in (Conversation(*row) for row in rows):
        kept = kept_on.setdefault(other.number, other)
        if kept is other:
            continue
        for table in ("messages", "executions", "journal", "charges"):
            db.execute(f"update {table} set conversation_id = ? where conversation_id = ?", (kept.id, other.id))
        if other.owner == "person":
            give_to_people(db, kept.id, None if kept.team else other.team, at)
        db.execute("update conversations set status = 'resolved', updated_at = ? where id = ?", (at, other.id))
        last = "select id from messages where conversation_id = conversations.id order by at desc, id desc limit 1"
        db.execute(f"update conversations set last_message_id = ({last}) where id in (?, ?)", (kept.id, other.id))


def give_to_people(db: Database, id: int, team: str | None, at: float) -> None:
    """From now on people answer; the bot is silent."""
    db.execute(
        "update conversations set owner = 'person', team = coalesce(?1, team), updated_at = ?2, "
        "transferred_at = iif(owner = 'bot', ?2, transferred_at), "
        "first_replied_at = iif(owner = 'bot', null, first_replied_at), "
        "waiting_since = iif(owner = 'bot', coalesce(waiting_since, ?2), waiting_since), "
        "status = iif(status in ('snoozed', 'pending'), 'open', status), snoozed_until = null where id = ?3",
        (team, at, id),
    )


def give_to_bot(db: Database, id: int, at: float) -> None:
    """From now on the bot answers again."""
    db.execute(
        "update conversations set owner = 'bot', agent_id = null, waiting_since = null, updated_at = ?1, "
        "handed_back_at = ?1 where id = ?2",
        (at, id),
    )


def set_status(db: Database, id: int, status: str, at: float) -> None:
    """It is resolved, open again, or waits."""
    db.execute("update conversations set status = ?, updated_at = ? where id = ?", (status, at, id))


def handed_back_at(db: Database, id: int) -> float | None:
    """When it was last given back to the bot."""
    at: float | None = db.execute("select handed_back_at from conversations where id = ?", (id,)).fetchone()[0]
    return at


def touched(db: Database, id: int, at: float) -> None:
    """Something happened in it that nobody waits for an answer to."""
    db.execute("update conversations set updated_at = max(updated_at, ?) where id = ?", (at, id))


def heard(db: Database, id: int, message_id: int, at: float) -> None:
    """The customer wrote: they wait from now on, if they did not already; a snoozed conversation wakes."""
    row = db.execute("select contact_id from conversations where id = ? and status = 'snoozed'", (id,)).fetchone()
    if row is not None:
        journal.append(db, "conversation.woke", at, row[0], id, message_id, reason="reply")
    db.execute(
        "update conversations set last_message_id = ?1, updated_at = max(updated_at, ?2), "
        "waiting_since = coalesce(waiting_since, ?2), status = iif(status = 'snoozed', 'open', status), "
        "snoozed_until = null where id = ?3",
        (message_id, at, id),
    )


def spoke(db: Database, id: int, message_id: int, origin: str, at: float) -> None:
    """The business said something: nobody waits any more, unless it was a campaign.

    A person's first answer after a hand-over is noted.
    """
    db.execute(
        "update conversations set last_message_id = ?1, updated_at = max(updated_at, ?2), "
        "waiting_since = iif(?3 = 'campaign', "
        "waiting_since, null), first_replied_at = iif(?3 in ('agent', 'phone') and transferred_at is not null, "
        "coalesce(first_replied_at, ?2), first_replied_at) where id = ?4",
        (message_id, at, origin, id),
    )


def waits_again(db: Database, id: int) -> None:
    """An answer did not arrive: whoever wrote since the last one that did, or still may, waits since then."""
    said = (
        "from messages o where o.conversation_id = ?1 and o.direction = 'out' "
        "and o.status not in ('failed', 'dead', 'canceled') and (o.scheduled_at is null or o.status <> 'pending')"
    )
    db.execute(
        "update conversations set waiting_since = iif(status = 'resolved', waiting_since, coalesce(waiting_since, "
        "(select min(i.at) from messages i where i.conversation_id = ?1 and i.direction = 'in' "
        f"and i.at > coalesce((select max(o.at) {said} and o.origin <> 'campaign'), 0)))), "
        "first_replied_at = iif(first_replied_at is null, null, "
        f"(select min(o.at) {said} and o.origin in ('agent', 'phone') and o.at >= transferred_at)) where id = ?1",
        (id,),
    )


def heard_in_vain(db: Database, id: int, message_id: int) -> None:
    """Somebody blocked wrote: it is shown, nobody waits."""
    db.execute("update conversations set last_message_id = ? where id = ?", (message_id, id))


def nobody_waits(db: Database, contact_id: int) -> None:
    """The contact waits for no answer any more, in no conversation."""
    db.execute("update conversations set waiting_since = null where contact_id = ?", (contact_id,))


def _last_number(db: Database, contact_id: int) -> str:
    """The number a contact was last talked to on, else the main one."""
    row = db.execute(
        "select number from conversations where contact_id = ? order by id desc limit 1", (contact_id,)
    ).fetchone()
    return str(row[0]) if row else numbers.main(db)
