"""Why a bot says nothing, in a sentence with what to do about it."""

from collections.abc import Sequence
from datetime import datetime

from zapbot.flow.effects import Call
from zapbot.flow.sim import Moment, Sim
from zapbot.flow.source import Path
from zapbot.flow.testing import mocks
from zapbot.flow.testing.failing import Failure


def why(sim: Sim, moments: Sequence[Moment]) -> str:
    """Why nothing more is said now."""
    reason = next((moment.reason for moment in moments if moment.reason), "")
    state = sim.state
    if reason:
        return reason
    if sim.with_people:
        return "a person has this conversation"
    if state is None:
        return "no flow has begun"
    if not state.active:
        return f"the flow {state.flow} is over: {state.status} at {state.node}"
    if state.wake_at is None:
        return f"the flow {state.flow} waits at {state.node or state.start_at} for an answer"
    until = datetime.fromtimestamp(state.wake_at, sim.now.tzinfo)
    return f"the flow {state.flow} waits at {state.node} until {until:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def unanswered(path: Path, call: Call) -> Failure:
    """A call for which no canned answer is there."""
    if call.kind == "ai":
        asked = mocks.question(call)
        return Failure(path, f"the model is asked {asked!r} and no canned answer fits", advice=_add("ai", asked, "say"))
    asked = mocks.request(call)
    return Failure(path, f"{asked} has no canned answer", advice=_add("http", asked, "json"))


def _add(part: str, key: str, how: str) -> str:
    answer = '{say: "..."}' if how == "say" else "{status: 200, json: {...}}"
    return f'add to setup: {part}: {{"{key}": {answer}}}'
