"""Contacts from a table: made or completed, twice the same as once."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from zapbot import phone
from zapbot.connector import Sender
from zapbot.desk import campaign_list, consent, identify
from zapbot.desk.campaign_people import PHONE
from zapbot.errors import UsageError
from zapbot.store import consents, contacts, journal
from zapbot.store.db import transaction

NAMES = ("name", "nome")
FIELD = "fields."
CHUNK = 500
"""Rows in one transaction: the others of the house write in between."""


@dataclass(slots=True)
class Counts:
    """What became of the rows; `wrong` are lines with the reason."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    opted_in: int = 0
    still_out: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)


class _Undo(Exception):
    """Ends a dry run: nothing of it is kept."""


def import_file(db: Database, path: Path, now: float, *, dry: bool = False) -> Counts:
    """Take in a CSV file with the columns phone, name, tags, fields.x and opt_in (where the consent comes from).

    An empty cell changes nothing; who opted out stays so. A dry run only counts. Raises UsageError.
    """
    counts, rows = Counts(), _rows(path)
    while chunk := [row for row, _ in zip(rows, range(CHUNK), strict=False)]:
        try:
            with transaction(db):
                for line, row in chunk:
                    _take(db, line, row, counts, now)
                if dry:
                    raise _Undo
        except _Undo:
            pass
    return counts


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by column name, each with the number of its line."""
    listing = campaign_list.look(path)
    with path.open(encoding=listing.encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=listing.separator)
        columns = [name.strip().casefold() for name in next(reader, [])]
        _check(path, columns)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        except csv.Error as error:
            raise UsageError(f"{path}, line {reader.line_num}: {error}") from None


def _check(path: Path, columns: list[str]) -> None:
    known = {*PHONE, *NAMES, "tags", "opt_in"}
    wrong = [name for name in columns if name and name not in known and not name.startswith(FIELD)]
    if wrong:
        raise UsageError(
            f"{path} has the column {wrong[0]!r}: there are phone, name, tags, opt_in and {FIELD}x for a field x"
        )


def _take(db: Database, line: int, row: dict[str, str], counts: Counts, now: float) -> None:
    number = next((row[name] for name in PHONE if row.get(name)), "")
    try:
        sender = Sender(wa_id=phone.parse(number))
    except ValueError as error:
        counts.wrong.append((line, str(error)))
        return
    found = contacts.find(db, sender, now)
    id = found[0] if found else identify.contact(db, sender, now, now)
    before = contacts.get(db, id)
    _complete(db, id, row, now)
    if not found:
        counts.created += 1
    elif contacts.get(db, id) != before:
        journal.append(db, "contact.updated", now, id)
        counts.updated += 1
    else:
        counts.unchanged += 1
    if row.get("opt_in"):
        _agree(db, id, row["opt_in"], counts, now)


def _complete(db: Database, id: int, row: dict[str, str], now: float) -> None:
    """Name, tags and fields, as far as the row has them."""
    name = next((row[name] for name in NAMES if row.get(name)), "")
    if name:
        contacts.set_field(db, id, "name", name[:200])
    tags = {tag.strip() for tag in row.get("tags", "").replace("|", ",").split(",")} - {""}
    contacts.tag(db, id, sorted(tags), [], now)
    for column, value in row.items():
        if column.startswith(FIELD) and value:
            contacts.set_field(db, id, column.removeprefix(FIELD), value)


def _agree(db: Database, id: int, where: str, counts: Counts, now: float) -> None:
    """Keep a consent with where it comes from; a list bought or old does not overrule who said no."""
    wants = consents.get(db, id).wants
    if wants == "out":
        counts.still_out += 1
    elif wants is None:
        counts.opted_in += consent.opt_in(db, id, "import", now, now, where[:200])
