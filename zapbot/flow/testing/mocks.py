"""Canned answers of the outside world: a model, other systems. No network, no cost, the same every time."""

import re
from typing import Any

import msgspec

from zapbot.flow import template, words
from zapbot.flow.effects import Call
from zapbot.flow.events import Called
from zapbot.flow.testing.setup import AiAnswer, HttpAnswer, Setup

Key = tuple[str, str]
"""A canned answer by its part of the setup, `ai` or `http`, and its key there."""

_MARKED = re.compile("{}(.*?){}".format(*template.SECRET_MARKS))
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
_WORDS = {"true": True, "false": False}


class Mocks:
    """Answers calls from a setup; remembers which answers were used and which call had none."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.used: set[Key] = set()
        self.missing: Call | None = None

    def answer(self, call: Call) -> Called | None:
        """The answer to a call; None, and `missing`, when the setup has none."""
        found = self._ai(call) if call.kind == "ai" else self._http(call)
        self.missing = call if found is None else None
        return found

    def _ai(self, call: Call) -> Called | None:
        asked = words.plain(question(call))
        fitting = [key for key in self._setup.ai if words.contains(asked, words.plain(key))]
        if not fitting:
            return None
        key = max(fitting, key=len)
        self.used.add(("ai", key))
        canned: AiAnswer = self._setup.ai[key]
        if canned.error is not None:
            return Called(call.id, False, {"reason": canned.error, "tokens": canned.tokens})
        return Called(call.id, True, {"say": canned.say, "handoff": canned.handoff, "tokens": canned.tokens})

    def _http(self, call: Call) -> Called | None:
        asked = request(call)
        fitting = [key for key in self._setup.http if _fits(key, asked)]
        if not fitting:
            return None
        key = max(fitting, key=lambda key: (key == asked, len(key)))
        self.used.add(("http", key))
        canned: HttpAnswer = self._setup.http[key]
        if canned.error is not None:
            return Called(call.id, False, {"reason": canned.error})
        return Called(call.id, True, {"status": canned.status, "json": data(canned.json_)})


def keys(setup: Setup) -> set[Key]:
    """Every canned answer of a setup."""
    return {("ai", key) for key in setup.ai} | {("http", key) for key in setup.http}


def question(call: Call) -> str:
    """What a model is asked."""
    return str(call.request.get("question", ""))


def request(call: Call) -> str:
    """A request as a setup names it; secrets stay names."""
    url = _MARKED.sub(r"{{ secret.\1 }}", str(call.request.get("url", "")))
    return f"{call.request.get('method')} {url}"


def data(value: Any) -> Any:
    """What a file says as the JSON meant: plain numbers, true and false are no texts, a text may hold JSON."""
    if isinstance(value, dict):
        return {key: data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [data(item) for item in value]
    if not isinstance(value, str):
        return value
    if value[:1] in ("{", "[", '"'):
        return _decoded(value)
    if _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return _WORDS.get(value, value)


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _fits(key: str, asked: str) -> bool:
    """Whether a key names a request; its * stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, key.split("*"))), asked) is not None
