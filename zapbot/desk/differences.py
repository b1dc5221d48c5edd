"""How flows differ in meaning: files from the active versions, or two stored versions from each other."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.errors import UsageError
from zapbot.flow import diff, reader
from zapbot.flow.definition import Flow
from zapbot.flow.diff import Change
from zapbot.flow.reader import Loaded
from zapbot.store import flow_versions, flows
from zapbot.store.flows import Version


@dataclass(frozen=True, slots=True)
class Difference:
    """One flow in two states; the words say which. `known` is false when there is nothing to compare with."""

    flow: str
    before: str
    after: str
    changes: tuple[Change, ...]
    known: bool = True

    @property
    def differs(self) -> bool:
        """Whether the two do not mean the same."""
        return bool(self.changes) or not self.known

    @property
    def summary(self) -> str:
        """All that differs, on one line."""
        return diff.summary(list(self.changes)) if self.known else "new flow"


def from_active(db: Database, loaded: list[Loaded]) -> list[Difference]:
    """What each file would change."""
    current = {version.flow_id: version for version in flows.active(db)}
    return [_of_file(one, one.flow, current.get(one.flow.id)) for one in loaded if one.flow]


def between(db: Database, flow_id: str, numbers: list[int]) -> Difference:
    """Two stored versions of a flow; with one number, that one and the active one. Raises UsageError."""
    active = next((version for version in flows.active(db) if version.flow_id == flow_id), None)
    if active is None:
        raise UsageError(f"there is no flow {flow_id!r}: zapbot flows list shows those there are")
    old, new = (_version(db, flow_id, number) for number in (*numbers, active.number)[:2])
    changes = diff.compare(_read(old), _read(new))
    return Difference(flow_id, f"version {old.number}", f"version {new.number}", tuple(changes))


def _of_file(one: Loaded, flow: Flow, active: Version | None) -> Difference:
    if active is None:
        return Difference(flow.id, "nothing", one.source.file, (), known=False)
    changes = diff.compare(_read(active), flow)
    return Difference(flow.id, f"version {active.number}", one.source.file, tuple(changes))


def _version(db: Database, flow_id: str, number: int) -> Version:
    version = flow_versions.numbered(db, flow_id, number)
    if version is None:
        raise UsageError(f"{flow_id} has no version {number}: zapbot flows list --versions {flow_id} shows them")
    return version


def _read(version: Version) -> Flow:
    flow = reader.load(version.source, version.file).flow
    if flow is None:
        raise UsageError(f"version {version.number} of {version.flow_id} cannot be read by this zapbot")
    return flow
