"""Make the calls flows wait for, and bring their answers back to them."""

from collections.abc import Callable

import structlog
from sqlite_utils import Database

from zapbot.desk import bot, perform
from zapbot.desk.library import Library
from zapbot.flow import words
from zapbot.flow.events import Called
from zapbot.outside import Answer, Outside
from zapbot.store import calls, executions, flow_files, journal, messages
from zapbot.store.calls import StoredCall
from zapbot.store.db import failed, savepoint, transaction

log = structlog.get_logger()

PASSAGES = 5
BACKOFF_SECONDS = 4.0

ReadFile = Callable[[str], bytes | None]


async def ask(db: Database, outside: Outside, call: StoredCall, read_file: ReadFile) -> Answer:
    """Make one call; nothing is raised."""
    if call.kind == "typing":
        show = outside.read if call.request.get("read") else outside.typing
        return await show(call.request.get("number", ""), call.request["message"])
    if call.kind == "http":
        return await outside.http(call.request)
    question = _question(db, call, read_file)
    if question is None:
        return Answer(False, reason=f"the file {call.request['prompt']} is not stored here any more")
    return await outside.ai(question)


def settle(db: Database, library: Library, call: StoredCall, answer: Answer, now: float) -> None:
    """Write down how a call ended, and let its flow go on; one transaction."""
    with transaction(db):
        if not answer.ok and answer.again and call.attempts < call.max_attempts:
            calls.retry(db, call, now + BACKOFF_SECONDS**call.attempts, answer.reason)
            return
        reason = None if answer.ok or call.kind == "typing" or _was_refused(answer) else answer.reason
        value = answer.value if answer.ok else {"reason": answer.reason}
        contact_id = calls.finish(db, call, value, now, reason)
        if contact_id is None:
            return
        journal.append(db, "call.finished", now, contact_id, call=call.call_id, ok=answer.ok)
        _bring_back(db, library, call, contact_id, Called(call.call_id, answer.ok, value), now)


def _was_refused(answer: Answer) -> bool:
    """Whether the other system answered, and said no: 404 is an answer for the flow, nothing for the dead letters."""
    status = answer.value.get("status")
    return isinstance(status, int) and 400 <= status < 500


def give_up_lost(db: Database, library: Library, now: float) -> None:
    """Calls whose worker died in the middle and that may not be made again have failed."""
    for call in calls.lost(db, now):
        settle(db, library, call, Answer(False, reason="the worker stopped while it waited for the answer"), now)


def _bring_back(db: Database, library: Library, call: StoredCall, contact_id: int, called: Called, now: float) -> None:
    """Let the flow that asked go on, if it is still there."""
    try:
        with savepoint(db):
            execution = executions.standing(db, call.execution_id) if call.execution_id else None
            if execution is not None:
                bot.go_on(db, library, execution, called, now)
    except Exception as error:
        if failed(error):
            raise
        log.exception("flow cannot go on with the answer of a call", call=call.id)
        perform.give_up(db, contact_id, "the flow failed on the answer of a call", now)


def _question(db: Database, call: StoredCall, read_file: ReadFile) -> dict[str, object] | None:
    """What the model gets to see: the author's prompt, the passages that fit, what was said before.

    None when the prompt is not here: without it the model would say anything to anybody.
    """
    request, version = call.request, _version(db, call)
    files = {file.path: file.sha256 for file in flow_files.of_version(db, version)}
    prompt = read_file(files.get(request["prompt"], ""))
    if prompt is None:
        return None
    asked = [word for word in words.plain(request["question"]).split() if len(word) > 2]
    return {
        **request,
        "prompt": prompt.decode("utf-8", "replace"),
        "facts": flow_files.search(db, version, asked, PASSAGES),
        "said": messages.said(db, call.contact_id, call.created_at, int(request["history"]) + 1),
    }


def _version(db: Database, call: StoredCall) -> int:
    return executions.version_of(db, call.execution_id) if call.execution_id else 0
