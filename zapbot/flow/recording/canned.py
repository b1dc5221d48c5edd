"""What the outside world answered, masked, in the order it was asked: as answers now, as the test's setup later."""

from typing import Any

import msgspec

from zapbot.flow import words
from zapbot.flow.effects import Call
from zapbot.flow.events import Called
from zapbot.flow.past import Asked
from zapbot.flow.recording.masking import Mask
from zapbot.flow.testing import mocks

CONFLICT = "one question was answered in two ways, and a test knows one answer for each"

_WORDED = ("json", "say", "reason")
"""Parts of an answer that may hold something personal; the others are counts and codes."""


class Canned:
    """Answers calls; `problem` says why a test could not."""

    def __init__(self, answers: tuple[Asked, ...], mask: Mask) -> None:
        self.problem = ""
        self._left = list(answers)
        self._mask = mask
        self._kept: dict[str, dict[str, Any]] = {}

    def answer(self, call: Call) -> Called | None:
        """The next answer of this kind; None when there was none, or a test could not give it."""
        asked = next((one for one in self._left if one.kind == call.kind), None)
        key = mocks.question(call) if call.kind == "ai" else mocks.request(call)
        if asked is None or not words.plain(key):
            self.problem = "what the outside world answered is not kept"
            return None
        self._left.remove(asked)
        value = {name: self._mask.data(item) if name in _WORDED else item for name, item in asked.value.items()}
        canned = _ai(asked.ok, value) if call.kind == "ai" else _http(asked.ok, value)
        if self._kept.setdefault(call.kind, {}).setdefault(key, canned) != canned:
            self.problem = CONFLICT
        return Called(call.id, asked.ok, value)

    def setup(self) -> dict[str, Any]:
        """The answers as the setup of a test has them."""
        return self._kept


def _ai(ok: bool, value: dict[str, Any]) -> dict[str, Any]:
    tokens = {"tokens": value["tokens"]} if value.get("tokens") else {}
    if not ok:
        return {"error": value.get("reason") or "no answer", **tokens}
    handoff = {"handoff": True} if value.get("handoff") else {}
    return {"say": value.get("say") or "", **handoff, **tokens}


def _http(ok: bool, value: dict[str, Any]) -> dict[str, Any]:
    """JSON stays JSON in a text: plain YAML would make a number of the text "123"."""
    if not ok:
        return {"error": value.get("reason") or "no answer"}
    body = {} if value.get("json") is None else {"json": msgspec.json.encode(value["json"]).decode()}
    return {"status": value.get("status") or 200, **body}
