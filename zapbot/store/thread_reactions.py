"""Reactions as a thread shows them: on the message they belong to, the customer's and ours.

One of ours is a message like any other, with a try, a status and a place in the outbox. It sits on its target and is
no bubble of its own, unless it went wrong, waits for something, or its target is not here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

FOR_SECONDS = 31 * 24 * 3600.0
"""No longer after its target is one looked for: WhatsApp takes none after 30 days."""
SLACK_SECONDS = 3600.0
"""By how much our clock may be behind the one that dated the target."""


@dataclass(frozen=True, slots=True)
class Reacted:
    """One emoji on a message; `by` is customer or the origin of ours, `author` the person who sent it.

    `waits`: WhatsApp has not taken it yet, or has not yet taken it away.
    """

    emoji: str
    by: str = "customer"
    author: str | None = None
    waits: bool = False


_FINE = """m.kind = 'reaction' and m.direction = 'out' and m.held_for is null
    and m.status in ('pending', 'sending', 'sent', 'delivered', 'read', 'played')
    and not (m.status = 'pending' and m.scheduled_at is not null)"""
_TARGET = f"""t.wamid = json_extract(m.content, '$.target') and t.contact_id = m.contact_id and t.number = m.number
    and t.kind <> 'reaction' and m.at between t.at - {SLACK_SECONDS} and t.at + {FOR_SECONDS}"""

SITS = f"({_FINE} and exists (select 1 from messages t where {_TARGET}))"
"""Whether the message `m` is a reaction that is shown on its target."""


def of(db: Database, ids: Iterable[int], wamids: list[str]) -> dict[str, tuple[Reacted, ...]]:
    """What was reacted to messages, by their wamid: the customer's first, then the newest of ours."""
    found = _theirs(db, wamids)
    for wamid, reacted in _ours(db, list(ids), wamids).items():
        found[wamid] = (*found.get(wamid, ()), reacted)
    return found


def targets(db: Database, ids: list[int]) -> dict[int, int]:
    """Of messages, those that sit on another one, each with that one."""
    marks = ",".join("?" * len(ids))
    rows = db.execute(
        f"select m.id, t.id from messages m join messages t on {_TARGET} where m.id in ({marks}) and {_FINE}", ids
    )
    return dict(rows.fetchall())


def touched(db: Database, contact_id: int, number: str, since: int) -> list[int]:
    """The messages that reactions sit on which came here after a message did."""
    rows = db.execute(
        f"select distinct t.id from messages m not indexed join messages t on {_TARGET} "
        f"where m.contact_id = ? and m.number = ? and m.id > ? and {_FINE}",
        (contact_id, number, since),
    )
    return [id for (id,) in rows.fetchall()]


def _theirs(db: Database, wamids: list[str]) -> dict[str, tuple[Reacted, ...]]:
    marks = ",".join("?" * len(wamids))
    rows = db.execute(
        f"select message_wamid, emoji from reactions where message_wamid in ({marks}) and emoji <> '' order by at",
        wamids,
    )
    found: dict[str, tuple[Reacted, ...]] = {}
    for wamid, emoji in rows.fetchall():
        found[wamid] = (*found.get(wamid, ()), Reacted(emoji))
    return found


def _ours(db: Database, ids: list[int], wamids: list[str]) -> dict[str, Reacted]:
    """The one of ours on each: WhatsApp keeps one of the business, the last."""
    rows = db.execute(
        f"""
        with shown as (select contact_id, min(at) as first, max(at) as last from messages
            where id in ({",".join("?" * len(ids))}) group by contact_id)
        select json_extract(m.content, '$.target') as target, json_extract(m.content, '$.emoji'), m.origin, u.name,
            m.status in ('pending', 'sending')
        from shown s cross join messages m on m.contact_id = s.contact_id
            and m.at between s.first - {SLACK_SECONDS} and s.last + {FOR_SECONDS}
        left join users u on m.sender = 'user:' || u.id
        where {_FINE} and target in ({",".join("?" * len(wamids))}) order by m.id
        """,
        (*ids, *wamids),
    )
    found: dict[str, Reacted] = {}
    for wamid, emoji, *about in rows.fetchall():
        _count(found, wamid, emoji or "", *about)
    return found


def _count(found: dict[str, Reacted], wamid: str, emoji: str, by: str, author: str | None, waits: Any) -> None:
    """An empty one takes away what was there, once WhatsApp has taken it."""
    if emoji:
        found[wamid] = Reacted(emoji, by, author, bool(waits))
    elif not waits:
        found.pop(wamid, None)
    elif wamid in found:
        found[wamid] = replace(found[wamid], waits=True)
