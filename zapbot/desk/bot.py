"""The bot's turn: what a flow decided, done. Runs inside the transaction of what caused it."""

from sqlite_utils import Database

from zapbot.connector import Inbound
from zapbot.desk.library import Library
from zapbot.desk.send import send
from zapbot.flow import dispatch, engine
from zapbot.flow.effects import Effect, Say, SetField, Step, Tag, Trace, Transfer
from zapbot.flow.events import Input, Woke
from zapbot.model import Contact, Conversation
from zapbot.store import contacts, conversations, executions, journal, messages, trace
from zapbot.store.executions import Execution


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
        _explain(db, contact.id, message_id, inbound, reason, now)
        return
    standing = executions.active(db, contact.id)
    flow = library.version(db, standing.flow_version_id) if standing else None
    if standing and flow is None:
        _lost(db, standing, contact, conversation, now)
        return
    given = Input(inbound.text, inbound.kind, inbound.option, inbound.id)
    scene = library.scene(contact, now)
    place = dispatch.Standing(flow, standing.state) if standing and flow else None
    first = standing is None and messages.is_first(db, contact.id, message_id)
    response = dispatch.respond(library.active(db), place, given, scene, new_contact=first)
    if response.step is None:
        _explain(db, contact.id, message_id, inbound, response.reason, now)
        return
    if response.started:
        executions.stop(db, contact.id, now)
        standing = None
    _carry_out(db, contact, conversation, standing, response.step, message_id, now)


def wake(db: Database, library: Library, execution: Execution, now: float) -> None:
    """Go on with a flow whose time has come."""
    contact = contacts.get(db, execution.contact_id)
    conversation = conversations.current(db, contact.id, now)
    flow = library.version(db, execution.flow_version_id)
    if flow is None:
        _lost(db, execution, contact, conversation, now)
        return
    step = engine.step(flow, execution.state, Woke(), library.scene(contact, now))
    _carry_out(db, contact, conversation, execution, step, None, now)


def _silence(conversation: Conversation, inbound: Inbound) -> str | None:
    """Why the bot says nothing to this message."""
    if conversation.owner == "person":
        return "a person has this conversation"
    if not inbound.wakes_bot:
        return f"a message of kind {inbound.kind} does not wake the bot"
    if inbound.late:
        return "it came more than 24 hours after it was written"
    return None


def _explain(db: Database, contact_id: int, message_id: int, inbound: Inbound, reason: str, now: float) -> None:
    execution = executions.active(db, contact_id)
    line = Trace(None, "silence", inbound.text, reason)
    trace.add(db, [line], contact_id, message_id, execution.id if execution else None, now)


def _carry_out(
    db: Database,
    contact: Contact,
    conversation: Conversation,
    standing: Execution | None,
    step: Step,
    message_id: int | None,
    now: float,
) -> None:
    """Do what the flow decided and remember where it stands."""
    state = step.state
    if standing is None:
        execution_id = executions.begin(db, contact.id, conversation.id, state.version, state, now)
        journal.append(db, "flow.started", now, contact.id, conversation.id, message_id, flow=state.flow)
    else:
        execution_id = standing.id
        executions.save(db, standing.id, state, now)
    trace.add(db, step.trace, contact.id, message_id, execution_id, now)
    for effect in step.effects:
        _do(db, contact, conversation, execution_id, effect, now)
    if not state.active:
        journal.append(
            db, "flow.finished", now, contact.id, conversation.id, message_id, flow=state.flow, status=state.status
        )


def _do(
    db: Database, contact: Contact, conversation: Conversation, execution_id: int, effect: Effect, now: float
) -> None:
    match effect:
        case Say(content, node):
            last = contact.last_inbound_at
            send(
                db, contact.id, conversation.id, content, "flow", now,
                last_inbound_at=last, execution_id=execution_id, node=node,
            )  # fmt: skip
        case Tag(add, remove):
            contacts.tag(db, contact.id, add, remove, now)
        case SetField(name, value):
            contacts.set_field(db, contact.id, name, value)
        case Transfer():
            hand_over(db, contact.id, conversation.id, effect, now)


def hand_over(db: Database, contact_id: int, conversation_id: int, transfer: Transfer, now: float) -> None:
    """Give a conversation to people, with the note they need."""
    conversations.give_to_people(db, conversation_id, transfer.to, now)
    note = transfer.note or (f"The bot could not go on: {transfer.reason}" if transfer.reason else "")
    if note:
        messages.add_note(db, contact_id, conversation_id, note, "flow", now)
    journal.append(
        db, "conversation.transferred", now, contact_id, conversation_id,
        team=transfer.to, queued=transfer.queued, reason=transfer.reason,
    )  # fmt: skip


def _lost(db: Database, execution: Execution, contact: Contact, conversation: Conversation, now: float) -> None:
    """The version a contact stands on cannot be understood any more: a person takes over."""
    reason = f"version {execution.flow_version_id} of the flow {execution.state.flow} cannot be read any more"
    executions.stop(db, contact.id, now)
    trace.add(db, [Trace(execution.state.node, "fault", "", reason)], contact.id, None, execution.id, now)
    hand_over(db, contact.id, conversation.id, Transfer(reason=reason), now)
