"""Finding and removing all that is kept of one person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from zapbot import phone
from zapbot.store import checkpoint, search, settings
from zapbot.store.db import FILE, folder

LOG_BYTES = 256 * 1024
"""A log that was begun anew holds a handful of pages; one larger than this was not."""

_WAMID = re.compile(rb'wamid\.[^"\\]+')
_FILE = re.compile(r"sha256:([0-9a-f]{64})")
_CASCADED = ("messages", "conversations", "trace", "calls", "executions", "consents")
"""Tables counted for the report; with the contact they go by themselves."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a person is recognised by in raw texts: identifiers, and the ids of their messages."""

    identifiers: tuple[bytes, ...]
    messages: frozenset[bytes]

    def mentioned_in(self, body: bytes) -> bool:
        """Whether a body is about the person."""
        if any(identifier in body for identifier in self.identifiers):
            return True
        return not self.messages.isdisjoint(_WAMID.findall(body.replace(rb"\/", b"/")))


def names(db: Database, contact_id: int) -> Names:
    """Every identifier a contact ever had, in every form it may be written in."""
    rows = db.execute("select kind, value from contact_identifiers where contact_id = ?", (contact_id,)).fetchall()
    forms = {form for kind, value in rows for form in ([value] if kind == "bsuid" else phone.variants(value))}
    forms |= {value for _, value in rows}
    wamids = db.execute("select wamid from messages where contact_id = ? and wamid is not null", (contact_id,))
    return Names(
        tuple(form.encode() for form in sorted(forms)), frozenset(wamid.encode() for (wamid,) in wamids.fetchall())
    )


def webhooks(db: Database, wanted: Names) -> list[tuple[int, str]]:
    """The stored webhook bodies that mention a person: id and state."""
    rows = db.execute("select id, state, body from webhook_events")
    return [(id, state) for id, state, body in rows if wanted.mentioned_in(bytes(body))]


def deliveries(db: Database, contact_id: int, wanted: Names) -> list[str]:
    """The deliveries to other systems that tell of a person."""
    rows = db.execute(
        "select id, payload, journal_id in (select id from journal where contact_id = ?) from webhook_deliveries",
        (contact_id,),
    )
    return [id for id, payload, of_theirs in rows if of_theirs or wanted.mentioned_in(payload.encode())]


def files(db: Database, contact_id: int) -> list[str]:
    """The hashes of files that only this person's messages carry."""
    own = {
        sha256
        for (sha256,) in db.execute(
            "select sha256 from media where sha256 is not null "
            "and message_id in (select id from messages where contact_id = ?)",
            (contact_id,),
        )
    }
    contents = db.execute("select content from messages where contact_id = ?", (contact_id,))
    own |= {sha256 for (content,) in contents for sha256 in _FILE.findall(content)}
    return [sha256 for sha256 in sorted(own) if not _used_by_others(db, contact_id, sha256)]


def remove(db: Database, contact_id: int, wanted: Names, files: Sequence[str]) -> dict[str, int]:
    """Remove a person with all that is kept of them; how much of what. Runs in the caller's transaction."""
    bodies, told = webhooks(db, wanted), deliveries(db, contact_id, wanted)
    removed = {table: _count(db, table, contact_id) for table in _CASCADED}
    removed |= {"webhooks": len(bodies), "deliveries": len(told), "files": len(files)}
    db.conn.executemany("delete from webhook_events where id = ?", [(id,) for id, _ in bodies])
    db.conn.executemany("delete from webhook_deliveries where id = ?", [(id,) for id in told])
    db.conn.executemany("delete from uploads where sha256 = ?", [(sha256,) for sha256 in files])
    for table, key in (("orphan_statuses", "wamid"), ("orphan_changes", "wamid"), ("reactions", "message_wamid")):
        db.execute(
            f"delete from {table} where {key} in (select wamid from messages where contact_id = ?)", (contact_id,)
        )
    removed["campaigns"] = _leave_campaigns(db, contact_id, wanted)
    removed["journal"] = db.execute(
        "delete from journal where contact_id = ?1 or message_id in (select id from messages where contact_id = ?1) "
        "or conversation_id in (select id from conversations where contact_id = ?1)",
        (contact_id,),
    ).rowcount
    db.execute("delete from contacts where id = ?", (contact_id,))
    _index_anew(db, contact_id)
    return removed


def scrub(db: Database, now: float) -> bool:
    """Write the file anew, so that no free page holds what was removed, and begin its log anew; whether that worked.

    Nobody else can write meanwhile. The log is cut by a commit that begins it anew, once all of it was moved into
    the file: an unguarded checkpoint could lose pages (see `checkpoint`).
    """
    db.execute("vacuum")
    if not checkpoint.guarded(folder(db)):
        return False
    db.execute("pragma journal_size_limit = 0")
    settings.put(db, "erasure.scrubbed", now, now)
    return (folder(db) / f"{FILE}-wal").stat().st_size < LOG_BYTES


def _leave_campaigns(db: Database, contact_id: int, wanted: Names) -> int:
    """Blank the person's lines in campaigns: the line stays, so that a report still adds up."""
    addresses = [identifier.decode() for identifier in wanted.identifiers]
    marks = ", ".join("?" * len(addresses)) or "null"
    return db.execute(
        "update campaign_recipients set address = 'erased:' || id, name = null, content = '{}', contact_id = null, "
        "reason = 'erased', status = iif(status = 'waiting', 'skipped', status) "
        f"where contact_id = ? or address in ({marks})",
        (contact_id, *addresses),
    ).rowcount


def _index_anew(db: Database, contact_id: int) -> None:
    """Build the search again: an index forgets a word only when it is built without it."""
    db.execute("delete from contact_search where rowid = ?", (contact_id,))
    db.execute("delete from contacts_to_index where contact_id = ?", (contact_id,))
    db.execute("insert into contact_search (contact_search) values ('rebuild')")
    db.execute("insert into message_search (message_search) values ('rebuild')")
    newest, at = db.execute("select coalesce(max(id), 0), unixepoch() from messages").fetchone()
    settings.put(db, search.INDEXED, newest, at)


def _count(db: Database, table: str, contact_id: int) -> int:
    return int(db.execute(f"select count(*) from {table} where contact_id = ?", (contact_id,)).fetchone()[0])


def _used_by_others(db: Database, contact_id: int, sha256: str) -> bool:
    found = db.execute(
        "select exists (select 1 from media where sha256 = ?1 "
        "and message_id not in (select id from messages where contact_id = ?2)) "
        "or exists (select 1 from flow_files where sha256 = ?1) "
        "or exists (select 1 from messages where contact_id <> ?2 and instr(content, 'sha256:' || ?1)) "
        "or exists (select 1 from campaign_recipients where instr(content, 'sha256:' || ?1))",
        (sha256, contact_id),
    ).fetchone()
    return bool(found[0])
