"""Outgoing webhooks: addresses of other systems that are told what happens here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlite_utils import Database

from zapbot.errors import NotFoundError


class Sealed(msgspec.Struct, frozen=True):
    """One secret of a webhook, encrypted; during a rotation the old one signs too, up to a moment."""

    text: str
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address. No events means all of them; `paused_until` is when it is tried again after it failed too often."""

    id: int
    url: str
    events: tuple[str, ...]
    secrets: tuple[Sealed, ...]
    status: str
    reason: str | None
    failures: int
    paused_until: float | None
    journal_id: int
    created_at: float


_COLUMNS = "id, url, events, secrets, status, reason, failures, paused_until, journal_id, created_at"
_secrets = msgspec.json.Decoder(tuple[Sealed, ...])


def add(db: Database, url: str, events: Sequence[str], now: float) -> int:
    """A new webhook that is told what happens from now on; its id. Its secrets are set with `set_secrets`."""
    cursor = db.execute(
        "insert into webhooks (url, events, journal_id, created_at) "
        "values (?, ?, coalesce((select max(id) from journal), 0), ?)",
        (url, msgspec.json.encode(list(events)).decode(), now),
    )
    return int(cursor.lastrowid or 0)


def set_secrets(db: Database, id: int, secrets: Sequence[Sealed]) -> None:
    """Keep its secrets, the one in force first."""
    db.execute("update webhooks set secrets = ? where id = ?", (msgspec.json.encode(list(secrets)).decode(), id))


def get(db: Database, id: int) -> Webhook:
    """A webhook. Raises NotFoundError."""
    row = db.execute(f"select {_COLUMNS} from webhooks where id = ?", (id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no webhook {id}; `zapbot webhooks list` shows those there are")
    return _webhook(row)


def listed(db: Database) -> list[Webhook]:
    """All webhooks, the oldest first."""
    return [_webhook(row) for row in db.execute(f"select {_COLUMNS} from webhooks order by id").fetchall()]


def remove(db: Database, id: int) -> None:
    """Forget a webhook with its deliveries and their log."""
    db.execute("delete from webhooks where id = ?", (id,))


def behind(db: Database) -> bool:
    """Whether there are lines in the journal that an active webhook has not seen."""
    row = db.execute(
        "select exists (select 1 from webhooks where status = 'active' and journal_id < (select max(id) from journal))"
    ).fetchone()
    return bool(row[0])


def advance(db: Database, id: int, journal_id: int) -> None:
    """A webhook has seen the journal up to a line."""
    db.execute("update webhooks set journal_id = ? where id = ?", (journal_id, id))


def disable(db: Database, id: int, reason: str) -> bool:
    """Send nothing more to it; False when it was disabled already."""
    cursor = db.execute(
        "update webhooks set status = 'disabled', reason = ?, paused_until = null where id = ? and status = 'active'",
        (reason, id),
    )
    return cursor.rowcount > 0


def enable(db: Database, id: int) -> bool:
    """Send to it again, at once; what happened while it was disabled is not told. False when it was active."""
    was_disabled = db.execute(
        "update webhooks set status = 'active', journal_id = coalesce((select max(id) from journal), 0) "
        "where id = ? and status = 'disabled'",
        (id,),
    ).rowcount
    db.execute("update webhooks set reason = null, failures = 0, paused_until = null where id = ?", (id,))
    return was_disabled > 0


def failed(db: Database, id: int) -> int:
    """Count one more failure in a row; how many there are."""
    row = db.execute("update webhooks set failures = failures + 1 where id = ? returning failures", (id,)).fetchone()
    return int(row[0]) if row else 0


def pause(db: Database, id: int, until: float, reason: str) -> None:
    """Send nothing to it before a moment."""
    db.execute(
        "update webhooks set paused_until = max(coalesce(paused_until, 0), ?), reason = ? "
        "where id = ? and status = 'active'",
        (until, reason, id),
    )


def well(db: Database, id: int) -> None:
    """It answers: no failure counts any more."""
    db.execute(
        "update webhooks set failures = 0, paused_until = null, reason = null where id = ? and status = 'active' "
        "and (failures > 0 or paused_until is not null)",
        (id,),
    )


def _webhook(row: tuple[Any, ...]) -> Webhook:
    id, url, events, secrets, *rest = row
    return Webhook(id, url, tuple(msgspec.json.decode(events)), _secrets.decode(secrets), *rest)
