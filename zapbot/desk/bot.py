"""The bot's turn: what a flow decided, done. Runs inside the transaction of what caused it."""

from sqlite_utils import Database

from zapbot.connector import Inbound
from zapbot.desk.library import Library
from zapbot.desk.perform import Place, hand_over, perform
from zapbot.flow import dispatch
from zapbot.flow.dispatch import Response, Standing, Start
from zapbot.flow.effects import Step, Trace, Transfer
from zapbot.flow.events import Event, Input
from zapbot.model import Contact, Conversation
from zapbot.store import blocks, bursts, contacts, conversations, executions, journal, messages, trace
from zapbot.store.executions import Execution

_TAKEN = "a person has this conversation"


def answer(
    db: Database,
    library: Library,
    contact: Contact,
    conversation: Conversation,
    message_id: int,
    inbound: Inbound,
    now: float,
) -> None:
    """Let the bot react to a customer's message, or note why it does not."""
    reason = _silence(conversation, inbound)
    if reason:
        explain(db, contact.id, message_id, inbound.text, reason, now)
        return
    given = Input(inbound.text, inbound.kind, inbound.option, inbound.id)
    execution = executions.active(db, contact.id)
    standing = _standing(db, library, execution)
    if execution and standing is None:
        _lost(db, execution, contact, conversation, now)
        return
    first = standing is None and messages.is_first(db, contact.id, message_id)
    flows, scene = library.active(db), library.scene(db, contact, conversation, now)
    response = dispatch.respond(flows, standing, given, scene, new_contact=first)
    _take(db, library, contact, conversation, response, message_id, inbound.text, now)


def go_on(db: Database, library: Library, execution: Execution, event: Event, now: float) -> None:
    """Go on with a flow for which a time has come or a call came back; it ends when a person has taken over."""
    contact = contacts.get(db, execution.contact_id)
    conversation = conversations.current(db, contact.id, now)
    if conversation.owner == "person":
        explain(db, contact.id, None, "", _TAKEN, now)
        executions.stop(db, contact.id, now)
        return
    standing = _standing(db, library, execution)
    if standing is None:
        _lost(db, execution, contact, conversation, now)
        return
    scene = library.scene(db, contact, conversation, now)
    response = dispatch.go_on(library.active(db), standing, event, scene)
    _take(db, library, contact, conversation, response, None, "", now)


def begin(db: Database, library: Library, contact_id: int, start: Start, now: float) -> str:
    """Start a flow for a contact who did not write; why not, when it is not started."""
    contact = contacts.get(db, contact_id)
    conversation = conversations.current(db, contact_id, now)
    if conversation.owner == "person":
        return _TAKEN
    if blocks.since(db, contact_id) is not None:
        return "the contact is blocked"
    if executions.active(db, contact_id):
        return "the contact is in another flow"
    response = dispatch.begin_at(library.active(db), start, library.scene(db, contact, conversation, now))
    if response.step is not None:
        _take(db, library, contact, conversation, response, None, start.rule, now)
    return response.reason


def debounce(db: Database, library: Library, contact_id: int, inbound: Inbound) -> int:
    """Seconds the flow that would answer this text waits for more of it; 0 answers at once."""
    execution = executions.active(db, contact_id)
    if execution:
        flow = library.version(db, execution.flow_version_id)
        return flow.debounce if flow else 0
    flows = library.active(db)
    if not any(flow.debounce for flow in flows):
        return 0
    choice = dispatch.choose(flows, Input(bursts.joined(db, contact_id, inbound.text)), False)
    return choice.flow.debounce if choice else 0


def explain(db: Database, contact_id: int, message_id: int | None, text: str, reason: str, now: float) -> None:
    """Note why the bot says nothing."""
    execution = executions.active(db, contact_id)
    line = Trace(None, "silence", text, reason)
    trace.add(db, [line], contact_id, message_id, execution.id if execution else None, now)


def _silence(conversation: Conversation, inbound: Inbound) -> str | None:
    """Why the bot says nothing to this message."""
    if conversation.owner == "person":
        return _TAKEN
    if not inbound.wakes_bot:
        return f"a message of kind {inbound.kind} does not wake the bot"
    if inbound.late:
        return "it came more than 24 hours after it was written"
    return None


def _standing(db: Database, library: Library, execution: Execution | None) -> Standing | None:
    flow = library.version(db, execution.flow_version_id) if execution else None
    return Standing(flow, execution.state) if flow and execution else None


def _take(
    db: Database,
    library: Library,
    contact: Contact,
    conversation: Conversation,
    response: Response,
    message_id: int | None,
    text: str,
    now: float,
) -> None:
    """Carry out a response: each flow left on the way, then the one the contact stands in now."""
    if response.step is None:
        explain(db, contact.id, message_id, text, response.reason, now)
        return
    execution = executions.active(db, contact.id)
    begins_anew = response.started and not response.left
    if execution and begins_anew:
        executions.stop(db, contact.id, now)
        execution = None
    for step in (*response.left, response.step):
        place = Place(contact, conversation, library.files(db, step.state.version), message_id, now)
        _carry_out(db, place, execution, step)
        execution = None


def _carry_out(db: Database, place: Place, execution: Execution | None, step: Step) -> None:
    """Remember where the flow stands, do what it decided."""
    state, contact_id, conversation_id, now = step.state, place.contact.id, place.conversation.id, place.now
    if execution is None:
        execution_id = executions.begin(db, contact_id, conversation_id, state.version, state, now)
        journal.append(db, "flow.started", now, contact_id, conversation_id, place.message_id, flow=state.flow)
    else:
        execution_id = execution.id
        executions.save(db, execution_id, state, now)
    trace.add(db, step.trace, contact_id, place.message_id, execution_id, now)
    for effect in step.effects:
        perform(db, place, execution_id, effect)
    if not state.active:
        ended = {"flow": state.flow, "status": state.status}
        journal.append(db, "flow.finished", now, contact_id, conversation_id, place.message_id, **ended)


def _lost(db: Database, execution: Execution, contact: Contact, conversation: Conversation, now: float) -> None:
    """The version a contact stands on cannot be understood any more: a person takes over."""
    reason = f"version {execution.flow_version_id} of the flow {execution.state.flow} cannot be read any more"
    executions.stop(db, contact.id, now)
    trace.add(db, [Trace(execution.state.node, "fault", "", reason)], contact.id, None, execution.id, now)
    hand_over(db, contact.id, conversation.id, Transfer(reason=reason), now)
