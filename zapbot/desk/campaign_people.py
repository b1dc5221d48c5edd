"""Whom a campaign goes to: one by one, from wherever they come, each with the values for its message."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.desk.campaign_message import key
from zapbot.model import Contact
from zapbot.store import audience as audiences
from zapbot.store import contacts

if TYPE_CHECKING:
    from zapbot.flow.triggers import Audience

PHONE = ("phone", "telefone", "to", "celular", "whatsapp")
NAME = ("name", "nome")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to write to; `line` is where they stand in the list, `address` a phone in digits or a user id."""

    line: int
    address: str
    contact_id: int | None = None
    name: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the list that names nobody."""

    line: int
    reason: str


def from_row(db: Database, line: int, row: Mapping[str, str], now: float) -> Person | Wrong:
    """A row with a phone and any other columns; names of columns as `key` makes them."""
    written = next((row[column] for column in PHONE if row.get(column)), "").strip()
    if not written:
        return Wrong(line, "has no phone")
    if "e+" in written.casefold():
        return Wrong(line, f"the spreadsheet shortened the phone to {written}: format its column as text")
    try:
        address = phone.parse(written)
    except ValueError as error:
        return Wrong(line, str(error))
    known = _known(db, address, now)
    name = next((row[column].strip() for column in NAME if row.get(column, "").strip()), None)
    values = {**(_values(known) if known else {}), **{column: text for column, text in row.items() if text}}
    return Person(line, address, known.id if known else None, name, values | _common(address, name or _name(known)))


def from_rows(db: Database, rows: Iterable[Mapping[str, object]], now: float) -> Iterator[Person | Wrong]:
    """Rows that came as JSON, numbered from 1."""
    for line, row in enumerate(rows, 1):
        yield from_row(db, line, {key(name): "" if value is None else str(value) for name, value in row.items()}, now)


def from_contacts(db: Database, audience: "Audience", now: float) -> Iterator[Person | Wrong]:
    """The contacts that meet all conditions, numbered by their ids."""
    for id in audiences.ids(db, audience, now):
        contact = contacts.get(db, id)
        address = contact.phone or contacts.address(db, id).bsuid
        if address is None:
            yield Wrong(id, "the contact has no phone and no user id")
            continue
        values = _values(contact) | _common(contact.phone or "", contact.name)
        yield Person(id, address, id, contact.name, values)


def _known(db: Database, address: str, now: float) -> Contact | None:
    found = contacts.find(db, Sender(wa_id=address), now)
    return contacts.get(db, found[0]) if found else None


def _name(contact: Contact | None) -> str | None:
    return contact.name if contact else None


def _values(contact: Contact) -> dict[str, str]:
    return {key(name): str(value) for name, value in contact.fields.items() if value is not None}


def _common(address: str, name: str | None) -> dict[str, str]:
    named = {"name": name, "nome": name, "first_name": name.split()[0]} if name and name.strip() else {}
    return {"phone": phone.pretty(address), **named} if address else named
