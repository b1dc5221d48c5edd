"""A message that is only a wish about marketing (PARAR, SAIR): kept as one, and no answer to any question."""

from collections.abc import Iterable

from sqlite_utils import Database

from zapbot import limits
from zapbot.connector import Inbound
from zapbot.desk import bot, consent
from zapbot.desk.library import Library
from zapbot.desk.send import send
from zapbot.flow import words
from zapbot.flow.definition import Flow
from zapbot.flow.nodes.wait import Wait
from zapbot.flow.state import State
from zapbot.model import Conversation, Text
from zapbot.store import executions


def obey(
    db: Database, library: Library, conversation: Conversation, message_id: int, inbound: Inbound, now: float
) -> bool:
    """Keep the wish a message is, if it is one and no flow asked for this very word; whether it was."""
    wishes = library.wishes
    said = words.plain(inbound.text) if inbound.kind in ("text", "option") else ""
    if said not in wishes.stop | wishes.resume or _meant_for_the_bot(db, library, conversation, said, inbound):
        return False
    contact_id = conversation.contact_id
    if said in wishes.resume:
        consent.opt_in(db, contact_id, "message", inbound.at, now, inbound.text)
    elif consent.opt_out(db, contact_id, "message", inbound.at, now, inbound.text):
        _confirm(db, conversation, wishes.reply, inbound, now)
    bot.explain(db, contact_id, message_id, inbound.text, "it is about marketing messages, not for a flow", now)
    return True


def _confirm(db: Database, conversation: Conversation, reply: str, inbound: Inbound, now: float) -> None:
    """Say once that it was understood, if there is a reply and still time for it."""
    if reply and now < inbound.at + limits.OPEN_SECONDS:
        send(db, conversation, Text(reply), "flow", now)


def _meant_for_the_bot(db: Database, library: Library, conversation: Conversation, said: str, inbound: Inbound) -> bool:
    """Whether a flow would take this very word: as an option it just offered, a word for anytime, or a keyword."""
    if conversation.owner == "person":
        return False
    execution = executions.active(db, conversation.contact_id)
    if execution is None:
        return _starts(library.active(db), said)
    flow = library.version(db, execution.flow_version_id)
    if flow is None:
        return False
    again = [flow] if flow.mode == "restart" else []
    return _offered(flow, execution.state, said, inbound.option) or _anytime(flow, said) or _starts(again, said)


def _starts(flows: Iterable[Flow], said: str) -> bool:
    return any(said in trigger.keywords for flow in flows for trigger in flow.triggers)


def _anytime(flow: Flow, said: str) -> bool:
    return any(said in anytime.words for anytime in flow.anytime)


def _offered(flow: Flow, state: State, said: str, tapped: str | None) -> bool:
    """Whether the question that is open has this answer, by id or title."""
    node = flow.nodes.get(state.node or "")
    options = node.body.options if node and isinstance(node.body, Wait) else None
    if not options:
        return False
    titles = (state.offered.get(option, option) for option in options)
    return tapped in options or said in {words.plain(name) for name in (*options, *titles)}
