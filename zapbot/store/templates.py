"""Message templates as the provider last told of them; one that is gone keeps its words, with status DELETED."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot import model
from zapbot.connector import TemplateChange, TemplateCopy
from zapbot.templates import Definition

APPROVED = "APPROVED"
DELETED = "DELETED"
UNREAD = "UNKNOWN"

_COLUMNS = "id, name, language, status, category, quality, reason, next_category, remote_id, definition, updated_at"


@dataclass(frozen=True, slots=True)
class Template:
    """A template in one language; `definition` is None while only its name was heard of."""

    id: int
    name: str
    language: str
    status: str
    category: str
    quality: str | None
    reason: str | None
    next_category: str | None
    remote_id: str | None
    definition: Definition | None
    updated_at: float

    @property
    def usable(self) -> bool:
        """Whether it may be sent."""
        return self.status in (APPROVED, UNREAD)


def get(db: Database, name: str, language: str) -> Template | None:
    """A template in one language."""
    found = _rows(db, "where name = ? and language = ?", (name, language))
    return found[0] if found else None


def in_all_languages(db: Database, name: str) -> list[Template]:
    """A template in every language there is of it."""
    return _rows(db, "where name = ? and status <> 'DELETED' order by language", (name,))


def listed(db: Database, status: str | None = None, category: str | None = None) -> list[Template]:
    """The templates there are, by name, of one status and one category if these are named."""
    return _rows(
        db,
        "where status = coalesce(?1, status) and (?1 is not null or status <> 'DELETED') "
        "and category = coalesce(?2, category) order by name, language",
        (status, category),
    )


def put(db: Database, copy: TemplateCopy, asked_at: float, now: float) -> None:
    """Keep a template as the provider had it at `asked_at`; the reason of a pause is kept while it lasts.

    What was told about its state since is newer, and stays.
    """
    told = copy.definition
    values = {
        "name": told.name,
        "language": told.language,
        "status": copy.status,
        "category": told.category,
        "quality": copy.quality,
        "reason": copy.reason,
        "remote_id": copy.remote_id,
        "definition": msgspec.json.encode(told).decode(),
        "asked_at": asked_at,
        "now": now,
    }
    db.execute(
        "insert into templates (name, language, status, category, quality, reason, remote_id, definition, updated_at) "
        "values (:name, :language, :status, :category, :quality, :reason, :remote_id, :definition, :now) "
        "on conflict (name, language) do update set definition = excluded.definition, remote_id = excluded.remote_id",
        values,
    )
    db.execute(
        "update templates set reason = coalesce(:reason, case when status = :status then reason end), "
        "next_category = case when category = :category then next_category end, status = :status, "
        "category = :category, quality = coalesce(:quality, quality), updated_at = :now "
        "where name = :name and language = :language and updated_at <= :asked_at",
        values,
    )


def change(db: Database, change: TemplateChange) -> bool:
    """Apply what is new about a template; False when something newer is known already. One unheard of is added."""
    db.execute(
        "insert or ignore into templates (name, language, status, category, updated_at) values (?, ?, ?, ?, ?)",
        (change.name, change.language, change.status or UNREAD, change.category or "", change.at),
    )
    cursor = db.execute(
        "update templates set status = coalesce(:status, status), category = coalesce(:category, category), "
        "quality = coalesce(:quality, quality), remote_id = coalesce(:remote_id, remote_id), "
        "reason = case when :status is null then coalesce(:reason, reason) else :reason end, "
        "next_category = case when :category is null and :next_category is null then next_category "
        "else :next_category end, updated_at = :at where name = :name and language = :language and updated_at <= :at",
        msgspec.structs.asdict(change),
    )
    return cursor.rowcount > 0


def mark(db: Database, name: str, language: str, status: str, reason: str | None, now: float) -> bool:
    """Something we did told us a template's status; False when that is known."""
    cursor = db.execute(
        "update templates set status = ?, reason = ?, updated_at = ? where name = ? and language = ? and status <> ?",
        (status, reason, now, name, language, status),
    )
    return cursor.rowcount > 0


def remove_others(
    db: Database, kept: Collection[tuple[str, str]], asked_at: float, now: float
) -> list[tuple[str, str]]:
    """Mark as deleted what was not among these when they were asked for, and not heard of since; which these were."""
    known = db.execute(
        "select name, language from templates where status <> 'DELETED' and updated_at <= ?", (asked_at,)
    ).fetchall()
    gone = [key for key in known if key not in kept]
    db.conn.executemany(
        "update templates set status = 'DELETED', reason = null, updated_at = ? where name = ? and language = ?",
        [(now, *key) for key in gone],
    )
    return gone


def of_message(db: Database, message_id: int) -> model.Template | None:
    """The template a message is, if it is one."""
    row = db.execute("select content from messages where id = ? and kind = 'template'", (message_id,)).fetchone()
    content = model.decode(row[0]) if row else None
    return content if isinstance(content, model.Template) else None


def _rows(db: Database, where: str, parameters: tuple[Any, ...]) -> list[Template]:
    rows = db.execute(f"select {_COLUMNS} from templates {where}", parameters).fetchall()
    return [_template(row) for row in rows]


def _template(row: tuple[Any, ...]) -> Template:
    *plain, definition, updated_at = row
    return Template(*[*plain, _decoder.decode(definition) if definition else None, updated_at])


_decoder = msgspec.json.Decoder(Definition)
