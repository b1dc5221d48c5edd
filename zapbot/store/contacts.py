"""Contacts and the identifiers that lead to them. One person, one contact: an identifier is never the key."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.errors import NotFoundError
from zapbot.model import Contact

_COLUMNS = "id, name, phone, fields, last_inbound_at"


def get(db: Database, id: int) -> Contact:
    """A contact with its tags. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from contacts where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no contact {id}")
    tags = tuple(tag for (tag,) in db.execute("select tag from tags where contact_id = ? order by tag", (id,)))
    return Contact(row[0], row[1], row[2], msgspec.json.decode(row[3]), tags, row[4])


def find(db: Database, sender: Sender, at: float) -> list[int]:
    """The contacts a sender's identifiers lead to, the surest first: BSUID, wa_id, number variants.

    An identifier given up by its owner before `at` leads nowhere: numbers are handed to other people.
    """
    found: list[int] = []
    for kind, value in _identifiers(sender):
        row = db.execute(
            "select contact_id from contact_identifiers where kind = ? and value = ? "
            "and (retired_at is null or retired_at > ?)",
            (kind, value, at),
        ).fetchone()
        if row and row[0] not in found:
            found.append(row[0])
    return found


def create(db: Database, sender: Sender, at: float) -> int:
    """A new contact; its id."""
    cursor = db.execute(
        "insert into contacts (name, phone, username, created_at) values (?, ?, ?, ?)",
        (sender.name, phone.canonical(sender.wa_id) if sender.wa_id else None, sender.username, at),
    )
    return int(cursor.lastrowid or 0)


def learn(db: Database, id: int, sender: Sender, at: float) -> None:
    """Keep what a message tells of its sender: identifiers, name, number, username."""
    for kind, value in _identifiers(sender):
        db.execute(
            "insert into contact_identifiers (kind, value, contact_id, seen_at) values (?, ?, ?, ?) "
            "on conflict (kind, value) do update set contact_id = excluded.contact_id, seen_at = excluded.seen_at, "
            "retired_at = null where contact_id <> excluded.contact_id or retired_at is not null",
            (kind, value, id, at),
        )
    number = phone.canonical(sender.wa_id) if sender.wa_id else None
    db.execute(
        "update contacts set name = coalesce(name, ?1), phone = coalesce(?2, phone), "
        "username = coalesce(?3, username) where id = ?4 and ((name is null and ?1 is not null) "
        "or phone is not coalesce(?2, phone) or username is not coalesce(?3, username))",
        (sender.name, number, sender.username, id),
    )


def retire(db: Database, sender: Sender, at: float) -> None:
    """A number its owner gave up: it leads to nobody from now on. A BSUID is never handed on, so it stays."""
    for kind, value in _identifiers(sender):
        if kind != "bsuid":
            db.execute("update contact_identifiers set retired_at = ? where kind = ? and value = ?", (at, kind, value))


def merge(db: Database, keep: int, gone: int) -> None:
    """Make one contact of two that turned out to be one person; the first one's own data wins."""
    for table in ("contact_identifiers", "conversations", "messages", "trace", "journal"):
        db.execute(f"update {table} set contact_id = ? where contact_id = ?", (keep, gone))
    for table in ("tags", "reactions"):
        db.execute(f"update or ignore {table} set contact_id = ? where contact_id = ?", (keep, gone))
    db.execute(
        "update executions set status = 'stopped', wake_at = null where contact_id = ? and status = 'active' "
        "and exists (select 1 from executions e where e.contact_id = ? and e.status = 'active')",
        (gone, keep),
    )
    db.execute("update executions set contact_id = ? where contact_id = ?", (keep, gone))
    db.execute(
        "update contacts set name = coalesce(contacts.name, other.name), "
        "phone = coalesce(contacts.phone, other.phone), "
        "fields = json_patch(other.fields, contacts.fields), "
        "last_inbound_at = max(coalesce(contacts.last_inbound_at, 0), coalesce(other.last_inbound_at, 0)) "
        "from contacts as other where contacts.id = ? and other.id = ?",
        (keep, gone),
    )
    db.execute("delete from contacts where id = ?", (gone,))


def wrote(db: Database, id: int, at: float) -> None:
    """The customer wrote at this moment: the 24-hour window counts from the latest."""
    db.execute("update contacts set last_inbound_at = max(coalesce(last_inbound_at, 0), ?) where id = ?", (at, id))


def tag(db: Database, id: int, add: Iterable[str], remove: Iterable[str], at: float) -> None:
    """Put tags on, take others off; twice is the same as once."""
    db.conn.executemany(
        "insert or ignore into tags (contact_id, tag, added_at) values (?, ?, ?)", [(id, t, at) for t in add]
    )
    db.conn.executemany("delete from tags where contact_id = ? and tag = ?", [(id, t) for t in remove])


def set_field(db: Database, id: int, name: str, value: Any) -> None:
    """Keep a lasting field; `name` itself renames the contact."""
    if name == "name":
        db.execute("update contacts set name = ? where id = ?", (value, id))
        return
    fields = get(db, id).fields | {name: value}
    db.execute("update contacts set fields = ? where id = ?", (msgspec.json.encode(fields).decode(), id))


def address(db: Database, id: int) -> Sender:
    """How to reach a contact: the wa_id and BSUID WhatsApp used last, else the number as it is known."""
    rows = db.execute(
        "select kind, value from contact_identifiers where contact_id = ? and retired_at is null order by seen_at",
        (id,),
    )
    latest: dict[str, str] = dict(rows.fetchall())
    return Sender(bsuid=latest.get("bsuid"), wa_id=latest.get("wa_id") or latest.get("phone"))


def _identifiers(sender: Sender) -> Iterable[tuple[str, str]]:
    if sender.bsuid:
        yield "bsuid", sender.bsuid
    if sender.parent_bsuid:
        yield "bsuid", sender.parent_bsuid
    if sender.wa_id:
        yield "wa_id", sender.wa_id
        yield "phone", phone.canonical(sender.wa_id)
