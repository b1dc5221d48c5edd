"""Contacts and the identifiers that lead to them. One person, one contact: an identifier is never the key."""

import math
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.errors import NotFoundError
from zapbot.model import Contact
from zapbot.store import bursts, channel_blocks, consents, windows

_COLUMNS = "id, name, phone, fields, last_inbound_at"


def get(db: Database, id: int) -> Contact:
    """A contact with its tags. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from contacts where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no contact {id}")
    tags = tuple(tag for (tag,) in db.execute("select tag from tags where contact_id = ? order by tag", (id,)))
    return Contact(row[0], row[1], row[2], msgspec.json.decode(row[3]), tags, row[4])


def find(db: Database, sender: Sender, at: float, known_by: float = math.inf) -> list[int]:
    """The contacts a sender's identifiers lead to, the surest first: BSUID, wa_id, number variants.

    An identifier given up by its owner before `at` leads nowhere: numbers are handed to other people. Who came to
    it only after `known_by` does not count.
    """
    owners = (_owner(db, kind, value, at, known_by) for kind, value in _identifiers(sender))
    return list(dict.fromkeys(owner for owner in owners if owner is not None))


def known(db: Database, id: int, sender: Sender, at: float) -> bool:
    """Whether every identifier of a sender leads to this contact already."""
    return all(_owner(db, kind, value, at, math.inf) == id for kind, value in _identifiers(sender))


def create(db: Database, sender: Sender, at: float) -> int:
    """A new contact; its id."""
    cursor = db.execute(
        "insert into contacts (name, phone, username, created_at) values (?, ?, ?, ?)",
        (sender.name, phone.canonical(sender.wa_id) if sender.wa_id else None, sender.username, at),
    )
    return int(cursor.lastrowid or 0)


def learn(db: Database, id: int, sender: Sender, at: float) -> None:
    """Keep what a message written at a moment tells of its sender: identifiers, name, number, username."""
    if sender.wa_id and _given_up(db, sender.wa_id, at):
        sender = msgspec.structs.replace(sender, wa_id=None)
    for kind, value in _identifiers(sender):
        db.execute(
            "insert into contact_identifiers (kind, value, contact_id, seen_at) values (?, ?, ?, ?) "
            "on conflict (kind, value) do update set contact_id = excluded.contact_id, seen_at = excluded.seen_at, "
            "retired_at = null where contact_id <> excluded.contact_id or retired_at is not null",
            (kind, value, id, at),
        )
    db.execute(
        "update contacts set name = coalesce(name, ?1), username = coalesce(?2, username) where id = ?3 "
        "and ((name is null and ?1 is not null) or username is not coalesce(?2, username))",
        (sender.name, sender.username, id),
    )
    if sender.wa_id:
        follow_phone(db, id)


def follow_phone(db: Database, id: int) -> None:
    """Show a contact by the number of theirs that was seen last."""
    db.execute(
        "update contacts set phone = latest.value from (select value from contact_identifiers where kind = 'phone' "
        "and contact_id = ?1 and retired_at is null order by seen_at desc limit 1) as latest "
        "where id = ?1 and phone is not latest.value",
        (id,),
    )


def retire(db: Database, id: int, number: str, at: float) -> None:
    """A number a contact gave up: it leads to nobody from then on, in no variant."""
    db.conn.executemany(
        "update contact_identifiers set retired_at = ?1 where kind <> 'bsuid' and value = ?2 and contact_id = ?3 "
        "and retired_at is null and seen_at <= ?1",
        [(at, variant, id) for variant in {number, *phone.variants(number)}],
    )


def merge(db: Database, keep: int, gone: int) -> None:
    """Make one contact of two that turned out to be one person; the first one's own data wins."""
    for table in (
        "contact_identifiers",
        "conversations",
        "messages",
        "trace",
        "journal",
        "calls",
        "contact_notes",
        "campaign_recipients",
        "webhook_deliveries",
    ):
        db.execute(f"update {table} set contact_id = ? where contact_id = ?", (keep, gone))
    for table in ("tags", "reactions", "schedule_targets"):
        db.execute(f"update or ignore {table} set contact_id = ? where contact_id = ?", (keep, gone))
    bursts.merge(db, keep, gone)
    consents.merge(db, keep, gone)
    windows.merge(db, keep, gone)
    db.execute(
        "update executions set status = 'stopped', wake_at = null where contact_id = ? and status = 'active' "
        "and exists (select 1 from executions e where e.contact_id = ? and e.status = 'active')",
        (gone, keep),
    )
    db.execute("update executions set contact_id = ? where contact_id = ?", (keep, gone))
    db.execute(
        "update contacts set name = coalesce(contacts.name, other.name), "
        "phone = coalesce(contacts.phone, other.phone), username = coalesce(contacts.username, other.username), "
        "blocked_at = coalesce(contacts.blocked_at, other.blocked_at), "
        "fields = json_patch(other.fields, contacts.fields), "
        "last_inbound_at = nullif(max(coalesce(contacts.last_inbound_at, 0), coalesce(other.last_inbound_at, 0)), 0) "
        "from contacts as other where contacts.id = ? and other.id = ?",
        (keep, gone),
    )
    channel_blocks.merge(db, keep, gone)
    db.execute("delete from contacts where id = ?", (gone,))


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


def set_fields(db: Database, id: int, changed: dict[str, Any]) -> None:
    """Keep several lasting fields; None takes one away."""
    fields = {name: value for name, value in (get(db, id).fields | changed).items() if value is not None}
    db.execute("update contacts set fields = ? where id = ?", (msgspec.json.encode(fields).decode(), id))


def address(db: Database, id: int) -> Sender:
    """How to reach a contact: the wa_id and BSUID WhatsApp used last, else the number as it is known."""
    rows = db.execute(
        "select kind, value from contact_identifiers where contact_id = ? and retired_at is null order by seen_at",
        (id,),
    )
    latest: dict[str, str] = dict(rows.fetchall())
    return Sender(bsuid=latest.get("bsuid"), wa_id=latest.get("wa_id") or latest.get("phone"))


def _owner(db: Database, kind: str, value: str, at: float, known_by: float) -> int | None:
    row = db.execute(
        "select contact_id from contact_identifiers where kind = ? and value = ? "
        "and (retired_at is null or retired_at > ?) and seen_at <= ?",
        (kind, value, at, known_by),
    ).fetchone()
    return row[0] if row else None


def _given_up(db: Database, number: str, at: float) -> bool:
    """Whether a number was given up after `at`: what was written before must not bring it back."""
    row = db.execute(
        "select 1 from contact_identifiers where kind = 'phone' and value = ? and retired_at > ?",
        (phone.canonical(number), at),
    )
    return row.fetchone() is not None


def _identifiers(sender: Sender) -> Iterable[tuple[str, str]]:
    if sender.bsuid:
        yield "bsuid", sender.bsuid
    if sender.parent_bsuid:
        yield "bsuid", sender.parent_bsuid
    if sender.wa_id:
        yield "wa_id", sender.wa_id
        yield "phone", phone.canonical(sender.wa_id)
