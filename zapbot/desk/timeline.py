"""What happened with a contact, in order, with the bot's reasons: read by `zapbot trace` and the inbox."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlite_utils import Database

from zapbot.model import Contact
from zapbot.store import contacts, executions, flows, history, trace
from zapbot.store.trace import Decision, Said

Entry = Said | Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """The flow a contact is in now, at which node, and when it goes on by itself."""

    flow: str
    version: int
    node: str | None
    wake_at: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A contact, who has the conversation, where it stands in a flow, and everything said and decided."""

    contact: Contact
    owner: str
    team: str | None
    standing: Standing | None
    entries: list[Entry]


def timeline(db: Database, contact_id: int, since: float, conversation_id: int | None = None) -> Timeline:
    """Everything since a moment, oldest first; of one conversation only, if that is given. Raises NotFoundError."""
    contact = contacts.get(db, contact_id)
    said = trace.said(db, contact_id, since, conversation_id)
    decided = trace.decisions(db, contact_id, since, conversation_id)
    owner, team = history.owner(db, contact_id) or ("bot", None)
    return Timeline(contact, owner, team, _standing(db, contact_id), _woven(said, decided))


def _standing(db: Database, contact_id: int) -> Standing | None:
    execution = executions.active(db, contact_id)
    version = flows.version(db, execution.flow_version_id) if execution else None
    if execution is None or version is None:
        return None
    return Standing(version.flow_id, version.number, execution.state.node, execution.state.wake_at)


def _woven(said: list[Said], decided: list[Decision]) -> list[Entry]:
    """Each decision after the message it is about, each thing the bot said after the decision to say it."""
    moments: dict[float, _Moment] = defaultdict(_Moment)
    for one in said:
        moment = moments[one.at]
        (moment.heard if one.direction == "in" else moment.spoken).append(one)
    for decision in decided:
        moments[decision.at].decided.append(decision)
    return [entry for _, moment in sorted(moments.items()) for entry in moment.woven()]


@dataclass(slots=True)
class _Moment:
    """What has one and the same time: all of one transaction."""

    heard: list[Said] = field(default_factory=list)
    decided: list[Decision] = field(default_factory=list)
    spoken: list[Said] = field(default_factory=list)

    def woven(self) -> Iterator[Entry]:
        """Decisions about nothing heard now come first: a timer, a call, a burst."""
        heard = {one.id for one in self.heard}
        yield from self._with_words(decision for decision in self.decided if decision.message_id not in heard)
        for one in self.heard:
            yield one
            yield from self._with_words(decision for decision in self.decided if decision.message_id == one.id)
        yield from self.spoken

    def _with_words(self, decisions: Iterable[Decision]) -> Iterator[Entry]:
        for decision in decisions:
            yield decision
            for one in self.spoken:
                if (one.execution_id, one.node or None) == (decision.execution_id, decision.node):
                    self.spoken.remove(one)
                    yield one
                    break
