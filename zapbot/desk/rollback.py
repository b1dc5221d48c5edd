"""Make an older version of a flow active again, as a new version with the old bytes: history only grows."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import FlowFilesError, NotFoundError
from zapbot.flow import check, diff, reader
from zapbot.flow.reader import Loaded
from zapbot.store import flow_versions, flows, journal
from zapbot.store.db import transaction
from zapbot.store.flow_versions import Numbered
from zapbot.store.flows import Version


@dataclass(frozen=True, slots=True)
class RolledBack:
    """What was active, whose bytes are active again, the number they have now, and what that changes."""

    flow: str
    before: int
    to: int
    version: int
    summary: str


def rollback(db: Database, flow_id: str, to: int | None, now: float) -> RolledBack:
    """Go back to a version, by default to the one before what is active. Conversations stay on theirs.

    Raises NotFoundError, and FlowFilesError when the old version cannot run beside the other flows of today.
    """
    with transaction(db):
        history = flow_versions.history(db, flow_id)
        if not history:
            raise NotFoundError(f"there is no flow {flow_id!r}: zapbot flows list shows those there are")
        active = next(version for version in history if version.active)
        old = _old(db, flow_id, history, active, to)
        loaded = _runnable(db, old)
        current = flow_versions.numbered(db, flow_id, active.number)
        assert current is not None
        new = flow_versions.restore(db, old, now)
        _name(db, new, loaded)
        journal.append(db, "flow.rolled_back", now, flow=flow_id, version=new.number, to=old.number)
    return RolledBack(flow_id, active.number, old.number, new.number, _summary(current, loaded))


def _old(db: Database, flow_id: str, history: list[Numbered], active: Numbered, to: int | None) -> Version:
    number = _before(history, active) if to is None else to
    old = flow_versions.numbered(db, flow_id, number)
    if old is None:
        numbers = ", ".join(str(version.number) for version in reversed(history))
        raise NotFoundError(f"{flow_id} has no version {number}; there are {numbers}")
    if number in (active.number, active.rolled_back_to):
        raise NotFoundError(f"version {number} of {flow_id} is the active one already")
    return old


def _before(history: list[Numbered], active: Numbered) -> int:
    """The version before what is active. After a rollback that is the one before its origin, not the one undone."""
    origin = active.rolled_back_to or active.number
    earlier = next((version for version in history if version.number < origin), None)
    if earlier is None:
        raise NotFoundError(f"{active.file}: there is no version before {origin} to go back to")
    return earlier.rolled_back_to or earlier.number


def _runnable(db: Database, old: Version) -> Loaded:
    """The old version, checked together with the other flows as they are today."""
    loaded = reader.load(old.source, old.file)
    others = [reader.load(v.source, v.file) for v in flows.active(db) if v.flow_id != old.flow_id]
    wrong = [p for p in check.check([*others, loaded]) if p.severity == "error" and p in loaded.problems]
    if wrong:
        reasons = "\n".join(map(str, wrong))
        raise FlowFilesError(f"version {old.number} of {old.flow_id} cannot run any more; nothing changed:\n{reasons}")
    return loaded


def _name(db: Database, new: Version, loaded: Loaded) -> None:
    """Name and webhooks of the flow are again those of the old version."""
    assert loaded.flow is not None
    flow_versions.rename(db, new.flow_id, loaded.flow.name)
    flows.hook(db, new.flow_id, [trigger.webhook for trigger in loaded.flow.triggers if trigger.webhook])


def _summary(before: Version, after: Loaded) -> str:
    flow = reader.load(before.source, before.file).flow
    return diff.summary(diff.compare(flow, after.flow)) if flow and after.flow else ""
