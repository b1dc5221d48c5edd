"""Two contacts made one, written down so that it can be undone: every row that changed, as it was and as it became."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError
from zapbot.store import contacts

_WHOLE = "*"
_OF_THEM = "contact_id in (:keep, :gone)"


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge; `gone_name` is what the contact that went was called."""

    id: int
    kept_id: int
    gone_id: int
    gone_name: str
    at: float
    who: str
    undone_at: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """What of a table a merge may touch: the key of its rows, the columns that change, and whose rows those are."""

    key: tuple[str, ...]
    columns: tuple[str, ...] = (_WHOLE,)
    where: str = _OF_THEM


TABLES: Mapping[str, Table] = {
    "contacts": Table(("id",), where="id in (:keep, :gone)"),
    "conversations": Table(("id",)),
    "contact_identifiers": Table(("kind", "value")),
    "tags": Table(("contact_id", "tag")),
    "reactions": Table(("message_wamid", "contact_id")),
    "windows": Table(("contact_id", "number")),
    "bursts": Table(("contact_id",)),
    "schedule_targets": Table(("run_id", "contact_id")),
    "executions": Table(("id",), ("contact_id", "conversation_id", "status", "wake_at")),
    "messages": Table(("id",), ("contact_id", "conversation_id")),
    "charges": Table(
        ("message_id",), ("conversation_id",), f"message_id in (select id from messages where {_OF_THEM})"
    ),
    "trace": Table(("id",), ("contact_id",)),
    "journal": Table(("id",), ("contact_id", "conversation_id")),
    "calls": Table(("id",), ("contact_id",)),
    "consents": Table(("id",), ("contact_id",)),
    "contact_notes": Table(("id",), ("contact_id",)),
    "campaign_recipients": Table(("id",), ("contact_id",)),
    "webhook_deliveries": Table(("id",), ("contact_id",)),
    "channel_blocks": Table(("id",)),
}
"""In the order they are put back: a row after those it points to."""

Row = dict[str, Any]
Picture = dict[str, dict[tuple[Any, ...], Row]]


class Change(msgspec.Struct, array_like=True, frozen=True):
    """One row before and after; without `before` it was new, without `after` it went."""

    table: str
    key: list[Any]
    before: Row | None
    after: Row | None


def recorded(db: Database, keep: int, gone: int, merging: Callable[[], None]) -> list[Change]:
    """Merge, and say what it changed."""
    before = _picture(db, keep, gone)
    merging()
    return list(_differences(before, _picture(db, keep, gone)))


def add(db: Database, keep: int, gone: int, gone_name: str, changes: list[Change], who: str, at: float) -> int:
    """Write a merge down; its id."""
    cursor = db.execute(
        "insert into contact_merges (kept_id, gone_id, gone_name, at, who, changes) values (?, ?, ?, ?, ?, ?)",
        (keep, gone, gone_name, at, who, msgspec.msgpack.encode(changes)),
    )
    return int(cursor.lastrowid or 0)


def of_contact(db: Database, contact_id: int, since: float) -> list[Merge]:
    """What was merged into a contact since a moment and not undone, the latest first."""
    rows = db.execute(
        f"select {_COLUMNS} from contact_merges where kept_id = ? and at >= ? and undone_at is null order by id desc",
        (contact_id, since),
    )
    return [Merge(*row) for row in rows.fetchall()]


def get(db: Database, id: int) -> Merge:
    """One merge. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from contact_merges where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no merge {id}; it can be undone for 30 days")
    return Merge(*row)


def undo(db: Database, id: int, at: float) -> int:
    """Put every row back that is still as the merge left it; the id of the contact that is there again.

    What came since stays with the conversation it came in.
    """
    merge = get(db, id)
    changes = _changes(db, id)
    again = _free_id(db, merge.gone_id)
    if again != merge.gone_id:
        changes = [_renumbered(change, merge.gone_id, again) for change in changes]
    for table in TABLES:
        _put_back(db, table, [change for change in changes if change.table == table])
    _follow_conversations(db, (merge.kept_id, again))
    for contact_id in (merge.kept_id, again):
        contacts.follow_phone(db, contact_id)
    _stand_again(db, [change for change in changes if change.table == "executions"])
    db.execute("update contact_merges set undone_at = ? where id = ?", (at, id))
    return again


def forget(db: Database, before: float) -> None:
    """Forget how to undo what was merged long ago."""
    db.execute("delete from contact_merges where at < ?", (before,))


_COLUMNS = "id, kept_id, gone_id, gone_name, at, who, undone_at"
_LATER = ("status", "wake_at")
"""Columns of a flow's run that are put back last: only one run of a contact may be active."""


def _picture(db: Database, keep: int, gone: int) -> Picture:
    ids = {"keep": keep, "gone": gone}
    found: Picture = {}
    for name, table in TABLES.items():
        columns = _WHOLE if table.columns == (_WHOLE,) else ", ".join((*table.key, *table.columns))
        rows = db.query(f"select {columns} from {name} where {table.where}", ids)
        found[name] = {tuple(row[column] for column in table.key): row for row in rows}
    return found


def _differences(before: Picture, after: Picture) -> Iterable[Change]:
    for name in TABLES:
        for key in before[name].keys() | after[name].keys():
            was, became = before[name].get(key), after[name].get(key)
            if was is None or became is None:
                yield Change(name, list(key), was, became)
            elif was != became:
                columns = [column for column in was if was[column] != became[column]]
                yield Change(name, list(key), {c: was[c] for c in columns}, {c: became[c] for c in columns})


def _changes(db: Database, id: int) -> list[Change]:
    row = db.execute("select changes from contact_merges where id = ?", (id,)).fetchone()
    return msgspec.msgpack.decode(row[0], type=list[Change])


def _free_id(db: Database, id: int) -> int:
    """The id a contact had, or a new one when somebody else has it by now."""
    if not db.execute("select 1 from contacts where id = ?", (id,)).fetchone():
        return id
    return int(db.execute("select max(id) + 1 from contacts").fetchone()[0])


def _renumbered(change: Change, old: int, new: int) -> Change:
    """A change with the contact's new id wherever its old one stands."""
    columns = ("id",) if change.table == "contacts" else ("contact_id",)
    key_columns = TABLES[change.table].key
    key = [
        new if column in columns and value == old else value
        for column, value in zip(key_columns, change.key, strict=True)
    ]
    return Change(change.table, key, *(_with(row, columns, old, new) for row in (change.before, change.after)))


def _with(row: Row | None, columns: tuple[str, ...], old: int, new: int) -> Row | None:
    if row is None:
        return None
    return {column: new if column in columns and value == old else value for column, value in row.items()}


def _put_back(db: Database, table: str, changes: list[Change]) -> None:
    for change in changes:
        if change.before is None and change.after is not None:
            _remove(db, table, change.after)
        elif change.before is not None and change.after is None:
            _insert(db, table, change.before)
        elif change.before is not None and change.after is not None:
            _restore(db, table, change.key, change.before, change.after)


def _insert(db: Database, table: str, row: Row) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"insert or ignore into {table} ({names}) values ({marks})", tuple(row.values()))


def _remove(db: Database, table: str, row: Row) -> None:
    same = " and ".join(f"{column} is ?" for column in row)
    db.execute(f"delete from {table} where {same}", tuple(row.values()))


def _restore(db: Database, table: str, key: list[Any], before: Row, after: Row) -> None:
    """Each column that nobody has changed since, and each lasting field likewise."""
    same = " and ".join(f"{column} = ?" for column in TABLES[table].key)
    for column in before:
        if table == "executions" and column in _LATER:
            continue
        if table == "contacts" and column == "fields":
            _restore_fields(db, key[0], before[column], after[column])
            continue
        sql = f"update or ignore {table} set {column} = ? where {same} and {column} is ?"
        db.execute(sql, (before[column], *key, after[column]))


def _restore_fields(db: Database, contact_id: int, before: str, after: str) -> None:
    sql = "update contacts set fields = ? where id = ? and fields = ?"
    if db.execute(sql, (before, contact_id, after)).rowcount:
        return
    was, became = msgspec.json.decode(before), msgspec.json.decode(after)
    row = db.execute("select fields from contacts where id = ?", (contact_id,)).fetchone()
    fields = msgspec.json.decode(row[0]) if row else {}
    for name in was.keys() | became.keys():
        if fields.get(name) != became.get(name):
            continue
        fields.pop(name, None)
        if name in was:
            fields[name] = was[name]
    db.execute("update contacts set fields = ? where id = ?", (msgspec.json.encode(fields).decode(), contact_id))


def _follow_conversations(db: Database, contacts: tuple[int, int]) -> None:
    """What came since the merge belongs to whom its conversation belongs; each shows its last message."""
    for table in ("messages", "executions", "journal"):
        db.execute(
            f"update or ignore {table} set contact_id = c.contact_id from conversations c "
            f"where c.id = {table}.conversation_id and c.contact_id in (?1, ?2) and {table}.contact_id in (?1, ?2) "
            f"and {table}.contact_id <> c.contact_id",
            contacts,
        )
    db.execute(
        "update charges set conversation_id = m.conversation_id from messages m where m.id = charges.message_id "
        "and m.contact_id in (?1, ?2) and m.conversation_id <> charges.conversation_id",
        contacts,
    )
    db.execute(
        "update conversations set last_message_id = (select id from messages where conversation_id = conversations.id "
        "order by at desc, id desc limit 1) where contact_id in (?1, ?2)",
        contacts,
    )


def _stand_again(db: Database, changes: list[Change]) -> None:
    """A flow the merge stopped goes on where it stood, unless its contact is in another by now."""
    for change in changes:
        if change.before is None or change.after is None or "status" not in change.before:
            continue
        db.execute(
            "update executions set status = ?, wake_at = ? where id = ? and status = ? and not exists "
            "(select 1 from executions e where e.contact_id = executions.contact_id and e.status = 'active')",
            (change.before["status"], change.before.get("wake_at"), change.key[0], change.after["status"]),
        )
