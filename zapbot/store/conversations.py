"""Conversations: what goes on with a contact now, and who speaks for the business."""

from sqlite_utils import Database

from zapbot.model import Conversation

_COLUMNS = "id, contact_id, owner, status, team"


def current(db: Database, contact_id: int, at: float) -> Conversation:
    """The contact's conversation, begun anew when there is none or the last one was resolved."""
    row = db.execute(
        f"select {_COLUMNS} from conversations where contact_id = ? and status <> 'resolved' order by id desc limit 1",
        (contact_id,),
    ).fetchone()
    if row is not None:
        return Conversation(*row)
    row = db.execute(
        f"insert into conversations (contact_id, created_at, updated_at) values (?, ?, ?) returning {_COLUMNS}",
        (contact_id, at, at),
    ).fetchone()
    return Conversation(*row)


def unite(db: Database, contact_id: int, at: float) -> None:
    """Leave one open conversation of a contact that came of two; if a person had one, a person has it."""
    rows = db.execute(
        f"select {_COLUMNS} from conversations where contact_id = ? and status <> 'resolved' order by id desc",
        (contact_id,),
    ).fetchall()
    if len(rows) < 2:
        return
    kept, *others = [Conversation(*row) for row in rows]
    for other in others:
        for table in ("messages", "executions", "journal"):
            db.execute(f"update {table} set conversation_id = ? where conversation_id = ?", (kept.id, other.id))
        if other.owner == "person":
            give_to_people(db, kept.id, None if kept.team else other.team, at)
        db.execute("update conversations set status = 'resolved', updated_at = ? where id = ?", (at, other.id))


def give_to_people(db: Database, id: int, team: str | None, at: float) -> None:
    """From now on people answer; the bot is silent."""
    db.execute(
        "update conversations set owner = 'person', team = coalesce(?, team), updated_at = ? where id = ?",
        (team, at, id),
    )


def give_to_bot(db: Database, id: int, at: float) -> None:
    """From now on the bot answers again."""
    db.execute("update conversations set owner = 'bot', updated_at = ? where id = ?", (at, id))


def touched(db: Database, id: int, at: float) -> None:
    """Something was said in it."""
    db.execute("update conversations set updated_at = max(updated_at, ?) where id = ?", (at, id))
