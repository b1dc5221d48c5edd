"""The list of conversations as an agent sees it: a tab, filters, an order; a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from zapbot.limits.figures import OPEN_SECONDS

PAGE = 30
MOST_COUNTED = 1000
MOST_UNREAD = 100

TABS = ("mine", "unassigned", "all", "bot")
STATUSES = ("open", "pending", "snoozed", "resolved")
ORDERS = ("waiting", "recent", "window")
WINDOWS = ("open", "soon", "closed")
SOON_SECONDS = 4 * 3600.0
"""A window that closes within this time does so soon."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an agent looks at; what is not set does not narrow. `user_id` is who looks, `at` when (for windows)."""

    user_id: int
    tab: str = "all"
    status: str = "open"
    team: str | None = None
    agent_id: int | None = None
    number: str | None = None
    tags: tuple[str, ...] = ()
    unread: bool = False
    window: str | None = None
    order: str | None = None
    """In the order of their windows only conversations are listed whose window is open."""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Card:
    """One conversation in the list. Times are seconds since 1970."""

    id: int
    contact_id: int
    name: str | None
    phone: str | None
    username: str | None
    status: str
    owner: str
    agent_id: int | None
    agent: str | None
    team: str | None
    number: str
    waiting_since: float | None
    snoozed_until: float | None
    updated_at: float
    last_inbound_at: float | None
    last_kind: str | None
    last_text: str | None
    last_direction: str | None
    last_status: str | None
    last_origin: str | None
    last_revoked: bool
    last_at: float | None
    unread: int
    draft: str | None
    """How the answer begins that who looks has not sent yet."""
    tags: tuple[str, ...] = ()


def page(db: Database, wanted: Filter, offset: int = 0, limit: int = PAGE) -> list[Card]:
    """A page of the list, in its order: who waits longest first, else what changed last."""
    sql, values = _listing(wanted)
    rows = db.execute(f"{sql} limit :limit offset :offset", {**values, "limit": limit, "offset": offset}).fetchall()
    return [_card(db, row) for row in rows]


def card(db: Database, user_id: int, id: int) -> Card | None:
    """One conversation's card."""
    row = db.execute(f"{_CARD} {_LEAN} {_WITH} where c.id = :id", {"id": id, "user": user_id}).fetchone()
    return _card(db, row) if row else None


def ids(db: Database, wanted: Filter, limit: int = -1) -> list[int]:
    """Every conversation that fits, for what is done to all of them."""
    where, values = _narrowed(wanted)
    rows = db.execute(f"select c.id {_LEAN} where {where} limit :limit", {**values, "limit": limit})
    return [id for (id,) in rows.fetchall()]


def fits(db: Database, wanted: Filter, id: int) -> bool:
    """Whether a conversation is in a list."""
    where, values = _narrowed(wanted)
    found = db.execute(f"select 1 {_LEAN} where c.id = :id and {where}", {**values, "id": id})
    return found.fetchone() is not None


def count(db: Database, wanted: Filter, most: int = MOST_COUNTED) -> int:
    """How many conversations fit, counted up to a number."""
    where, values = _narrowed(wanted)
    sql = f"select count(*) from (select 1 {_LEAN} where {where} limit :most)"
    return int(db.execute(sql, {**values, "most": most}).fetchone()[0])


def counts(db: Database, user_id: int) -> dict[str, int]:
    """How many open conversations each tab holds, counted up to a thousand."""
    return {tab: count(db, Filter(user_id, tab)) for tab in TABS}


_READ = """coalesce(
    (select r.message_id from reads r where r.conversation_id = c.id and r.user_id = :user),
    (select max(b.id) from messages b
     where b.conversation_id = c.id and b.direction = 'in' and b.created_at < c.transferred_at), 0)"""
"""The last message somebody has seen; before their first look, all that was said before the hand-over counts so."""

_NEW = f"""select 1 from messages i where i.conversation_id = c.id and i.direction = 'in' and i.id > {_READ}
    and not exists (select 1 from contacts k where k.id = c.contact_id and k.blocked_at is not null)"""
"""What somebody has not seen yet; what who is blocked writes is nobody's to see."""

_UNREAD = f"(select count(*) from ({_NEW} limit {MOST_UNREAD}))"

_CARD = f"""
    select c.id, c.contact_id, p.name, p.phone, p.username, c.status, c.owner, c.agent_id, u.name, c.team, c.number,
        c.waiting_since, c.snoozed_until, c.updated_at, w.last_inbound_at, m.kind, substr(m.text, 1, 200), m.direction,
        m.status, m.origin, m.revoked_at is not null, m.at, iif(c.owner = 'person', {_UNREAD}, 0),
        (select substr(d.text, 1, 200) from drafts d
         where d.conversation_id = c.id and d.user_id = :user and d.mode = 'reply')"""

_LEAN = """
    from conversations c
    left join windows w on w.contact_id = c.contact_id and w.number = c.number"""

_BY_WINDOW = """
    from windows w
    cross join conversations c on c.contact_id = w.contact_id and c.number = w.number"""
"""Goes by the windows, of which few are open, whatever else is known of the conversations."""

_WITH = """
    join contacts p on p.id = c.contact_id
    left join users u on u.id = c.agent_id
    left join messages m on m.id = c.last_message_id"""

_TAB = {
    "mine": "c.agent_id = :user",
    "unassigned": "c.owner = 'person' and c.agent_id is null",
    "all": "true",
    "bot": "c.owner = 'bot'",
}
_ORDER = {
    "waiting": "c.waiting_since is null, c.waiting_since, c.updated_at desc, c.id",
    "recent": "c.updated_at desc, c.id desc",
    "window": "w.last_inbound_at, c.id",
}
_WINDOW = {
    "open": "w.last_inbound_at > :at - :window",
    "soon": "w.last_inbound_at > :at - :window and w.last_inbound_at <= :at - :window + :soon",
    "closed": "coalesce(w.last_inbound_at, 0) <= :at - :window",
}


def _listing(wanted: Filter) -> tuple[str, dict[str, Any]]:
    """The list as SQL and its values."""
    where, values = _narrowed(wanted)
    source = _BY_WINDOW if wanted.order == "window" and wanted.window != "closed" else _LEAN
    return f"{_CARD} {source} {_WITH} where {where} order by {_order(wanted)}", values


def _order(wanted: Filter) -> str:
    usual = "waiting" if wanted.tab in ("mine", "unassigned") else "recent"
    return _ORDER[wanted.order or usual]


def _narrowed(wanted: Filter) -> tuple[str, dict[str, Any]]:
    """The filter as SQL and its values."""
    parts = ["c.status = :status", _TAB[wanted.tab]]
    values = {"status": wanted.status, "user": wanted.user_id, "at": wanted.at, "window": OPEN_SECONDS}
    simple = {"team": wanted.team, "agent_id": wanted.agent_id, "number": wanted.number}
    for column, value in simple.items():
        if value is not None:
            parts.append(f"c.{column} = :{column}")
            values[column] = value
    for index, tag in enumerate(wanted.tags):
        parts.append(f"exists (select 1 from tags t where t.contact_id = c.contact_id and t.tag = :tag{index})")
        values[f"tag{index}"] = tag
    if wanted.unread:
        parts.append(f"c.owner = 'person' and exists ({_NEW})")
    window = wanted.window or ("open" if wanted.order == "window" else None)
    if window is not None:
        parts.append(_WINDOW[window])
        values["soon"] = SOON_SECONDS
    return " and ".join(parts), values


def _card(db: Database, row: tuple[Any, ...]) -> Card:
    own = db.execute("select tag from tags where contact_id = ? order by tag", (row[1],))
    return Card(*(*row, tuple(tag for (tag,) in own.fetchall())))
