"""Finding messages and contacts by their words, accents and capitals ignored.

Both are indexed a moment after they came or changed, so that taking them in stays quick.
"""

import re
from contextlib import suppress
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import phone
from zapbot.store import settings

INDEXED = "search.message"
BATCH = 2000
FEWEST_DIGITS = 4
MOST_COMPARED = 500
"""Contacts that are put in order at most; of more, the newest."""

_WORDS = (
    "iif(c.id is null, null, coalesce(c.name, '') || ' ' || coalesce(c.username, '') || ' ' "
    "|| coalesce(c.phone || ' ' || substr(c.phone, 3) || ' ' || substr(c.phone, 5) || ' ' "
    "|| substr(c.phone, -8) || ' ' || substr(c.phone, -4), ''))"
)
"""What a contact is found by: names, and the number as it is written with and without country and area."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found; `extract` marks the words with \\x02 and \\x03."""

    message_id: int
    conversation_id: int
    contact_id: int
    name: str | None
    phone: str | None
    at: float
    direction: str
    extract: str


@dataclass(frozen=True, slots=True)
class Found:
    """A contact that was found."""

    id: int
    name: str | None
    phone: str | None
    username: str | None


def index(db: Database, now: float, limit: int = BATCH) -> int:
    """Make the next messages findable; how many there were. Runs in the caller's transaction."""
    since = int(settings.get(db, INDEXED) or 0)
    rows = db.execute("select id, text from messages where id > ? order by id limit ?", (since, limit)).fetchall()
    if not rows:
        return 0
    said = [(id, text) for id, text in rows if text]
    db.conn.executemany("insert into message_search (rowid, text) values (?, ?)", said)
    settings.put(db, INDEXED, rows[-1][0], now)
    return len(rows)


def index_contacts(db: Database, limit: int = BATCH) -> int:
    """Make the next new and changed contacts findable; how many there were. Runs in the caller's transaction."""
    rows = db.execute(
        f"select i.contact_id, {_WORDS} from contacts_to_index i left join contacts c on c.id = i.contact_id limit ?",
        (limit,),
    ).fetchall()
    ids = [(id,) for id, _ in rows]
    db.conn.executemany("delete from contact_search where rowid = ?", ids)
    db.conn.executemany("insert into contact_search (rowid, words) select ?, ? where ?2 is not null", rows)
    db.conn.executemany("delete from contacts_to_index where contact_id = ?", ids)
    return len(rows)


def behind(db: Database) -> bool:
    """Whether something came or changed that cannot be found yet."""
    newest = db.execute("select coalesce(max(id), 0) from messages").fetchone()[0]
    if newest > int(settings.get(db, INDEXED) or 0):
        return True
    return db.execute("select 1 from contacts_to_index limit 1").fetchone() is not None


def replace(db: Database, message_id: int, before: str, after: str) -> None:
    """A message says something else from now on: only its new words lead to it."""
    if message_id > int(settings.get(db, INDEXED) or 0):
        return
    if before:
        db.execute(
            "insert into message_search (message_search, rowid, text) values ('delete', ?, ?)", (message_id, before)
        )
    if after:
        db.execute("insert into message_search (rowid, text) values (?, ?)", (message_id, after))


def messages(db: Database, words: str, limit: int = 30, before: int | None = None) -> list[Hit]:
    """The newest messages that hold all the words, the last one also as a beginning; none its sender took back."""
    query = _query(words)
    if not query:
        return []
    rows = db.execute(
        "select m.id, m.conversation_id, m.contact_id, p.name, p.phone, m.at, m.direction, "
        "snippet(message_search, 0, char(2), char(3), '…', 16) from message_search s "
        "join messages m on m.id = s.rowid join contacts p on p.id = m.contact_id "
        "where message_search match ? and s.rowid < ? and m.revoked_at is null order by s.rowid desc limit ?",
        (query, before or 2**62, limit),
    )
    return [Hit(*row) for row in rows.fetchall()]


def contacts(db: Database, words: str, limit: int = 20) -> list[Found]:
    """Contacts by name, username or any usual part of their number, those who wrote last first."""
    query = contact_query(words)
    if not query:
        return []
    rows = db.execute(
        "select p.id, p.name, p.phone, p.username from ("
        "select rowid as id from contact_search where contact_search match ? order by rowid desc limit ?) as s "
        "join contacts p on p.id = s.id order by p.last_inbound_at desc, p.id desc limit ?",
        (query, MOST_COMPARED, limit),
    )
    return [Found(*row) for row in rows.fetchall()]


def contact_query(words: str) -> str:
    """What finds the contacts somebody typed words or a number for; empty when nothing was typed."""
    return _number(words) or _query(words)


def _number(words: str) -> str | None:
    """A query for what was typed as a number, as it stands and in the form numbers are kept in; None for words."""
    digits = re.sub(r"\D", "", words)
    if len(digits) < FEWEST_DIGITS or re.search(r"[^\W\d]", words):
        return None
    forms = {digits}
    with suppress(ValueError):
        forms.add(phone.parse(words))
    return " OR ".join(f'"{form}"*' for form in sorted(forms))


def _query(words: str) -> str:
    """What a person typed as a query: every word quoted, so that none is an operator."""
    found = re.findall(r"\w+", words)
    return " ".join(f'"{word}"' for word in found[:-1]) + (f' "{found[-1]}"*' if found else "")
