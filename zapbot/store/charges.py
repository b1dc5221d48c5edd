"""What messages are charged as: counts by category and type, per month and per conversation."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.connector import Pricing


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of one category came as one type (`regular` is charged, the rest is free)."""

    category: str
    type: str
    messages: int


def keep(db: Database, wamid: str, pricing: Pricing, month: str, at: float) -> None:
    """A message's price, once: the latest word on it counts. Nothing of a message that failed, or is not ours."""
    db.execute(
        "insert into charges (message_id, conversation_id, number, month, category, type, model, at) "
        "select id, conversation_id, number, ?2, ?3, ?4, ?5, ?6 from messages "
        "where wamid = ?1 and direction = 'out' and status not in ('failed', 'dead') "
        "on conflict (message_id) do update set category = excluded.category, type = excluded.type, "
        "model = excluded.model, at = excluded.at where excluded.at > charges.at",
        (wamid, month, pricing.category.lower(), pricing.type.lower(), pricing.model, at),
    )


def drop(db: Database, wamid: str) -> None:
    """A message failed after all: it costs nothing."""
    db.execute(
        "delete from charges where message_id = (select id from messages where wamid = ? and status = 'failed')",
        (wamid,),
    )


def of_month(db: Database, month: str, number: str = "") -> list[Count]:
    """The messages of a month such as 2026-11, by category and type; of one number, or of all."""
    rows = db.execute(
        "select category, type, count(*) from charges where month = ?1 and (?2 = '' or number = ?2) "
        "group by category, type order by category, type",
        (month, number),
    )
    return [Count(*row) for row in rows.fetchall()]


def of_conversation(db: Database, conversation_id: int) -> list[Count]:
    """The messages of a conversation, by category and type."""
    rows = db.execute(
        "select category, type, count(*) from charges where conversation_id = ? "
        "group by category, type order by category, type",
        (conversation_id,),
    )
    return [Count(*row) for row in rows.fetchall()]


def months(db: Database) -> list[str]:
    """The months of which there is something, the newest first."""
    return [month for (month,) in db.execute("select distinct month from charges order by month desc").fetchall()]
