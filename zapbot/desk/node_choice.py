"""The nodes a flow can go on at when a person hands a conversation back, each with what it says or does."""

from dataclasses import dataclass

from sqlite_utils import Database

from zapbot.desk.hand_back import left
from zapbot.desk.library import Library
from zapbot.errors import NotFoundError
from zapbot.flow.definition import Flow
from zapbot.flow.graph import captions
from zapbot.store import flows

MOST_CHARACTERS = 140


@dataclass(frozen=True, slots=True)
class Step:
    """One node: its kind, the text or what else it is about, and whether the flow stood there."""

    node: str
    kind: str
    about: str
    here: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The nodes of one version of a flow; `own` when the contact was in it, so that it goes on knowing what it knew.

    `version` is the version's id, `number` what people call it.
    """

    flow: str
    name: str
    version: int
    number: int
    own: bool
    steps: tuple[Step, ...]


def choice(db: Database, library: Library, contact_id: int, flow: str | None = None) -> Choice | None:
    """The nodes of a flow: without a name, of the one the contact was in; None when there is none to choose from.

    The flow a contact was in is shown at the version it was on, another at the one new conversations begin with.
    Raises NotFoundError for a flow there is not.
    """
    found = left(db, library, contact_id)
    if found is not None and flow in (None, found[0].id):
        return _choice(db, found[0], own=True, at=found[1].state.node)
    active = library.active(db)
    chosen = next((one for one in active if flow in (None, one.id)), None)
    if chosen is None and flow is not None:
        raise NotFoundError(f"there is no flow {flow}: choose one of {', '.join(one.id for one in active)}")
    return _choice(db, chosen, own=False, at=None) if chosen else None


def _choice(db: Database, flow: Flow, own: bool, at: str | None) -> Choice:
    stored = flows.version(db, flow.version)
    steps = (
        Step(node.id, node.kind, captions.node(node)[:MOST_CHARACTERS], node.id == at) for node in flow.nodes.values()
    )
    return Choice(flow.id, flow.name, flow.version, stored.number if stored else 0, own, tuple(steps))
