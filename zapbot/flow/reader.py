"""From a flow file's text to a flow, reporting every mistake on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from keyword import iskeyword
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from zapbot.flow import explain, source, variables, words
from zapbot.flow.definition import Anytime, Flow
from zapbot.flow.node import Body, Duration, Node, Rendered
from zapbot.flow.nodes import KINDS
from zapbot.flow.problems import Problem
from zapbot.flow.source import Path, Source
from zapbot.flow.triggers import Trigger, TriggerEntry
from zapbot.flow.validation import Model, validate
from zapbot.flow.variables import Variable

FORMAT = 1
RESERVED = ("contact", "last", "now", "flow", "business", "webhook", "secret", "true", "false", "null")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file: the flow, if it can be understood, and what is wrong with it."""

    source: Source
    flow: Flow | None
    draft: Flow | None = None
    """What could be read of a broken file: enough to look for more mistakes in it."""

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong, from top to bottom."""
        return sorted(set(self.source.problems))


def load(text: str, file: str) -> Loaded:
    """Read a flow file's text. Nothing is raised: problems are in the result."""
    read = source.read(text, file)
    if isinstance(read.data, dict):
        return _Reader(read).load()
    if not read.problems:
        read.report((), "this is not a flow", "start with zapbot: 1, flow: name, then triggers and nodes")
    return Loaded(read, None)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Settings(_Strict):
    mode: Literal["ignore", "restart"] = "ignore"
    priority: int = Field(0, ge=-100, le=100)
    debounce: Duration = Field(0, le=60, description="wait this long for more before answering what was typed")


class Head(_Strict):
    """The top level of a file; what stands under triggers, vars and nodes is read one by one."""

    zapbot: Annotated[int, Field(ge=1, le=FORMAT)]
    flow: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    name: str | None = None
    triggers: list[Any] = []
    vars: dict[str, Any] = {}
    anytime: dict[str, str] = {}
    settings: _Settings = Field(default_factory=lambda: _Settings.model_validate({}))
    nodes: Annotated[dict[str, Any], Field(min_length=1)]


class VariableEntry(_Strict):
    """What stands under a name in `vars`."""

    type: Literal["text", "option", "int", "number", "bool", "date"]
    default: str | None = None


Names = Annotated[list[Rendered], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)]


class _Tags(_Strict):
    add: Names = []
    remove: Names = []


class Extras(_Strict):
    """The keys any node may carry beside its kind."""

    tag: Annotated[_Tags, BeforeValidator(lambda v: v if isinstance(v, dict) else {"add": v})] = _Tags()
    set: dict[str, Rendered] = {}
    next: str | None = None


_EXTRA_KEYS = tuple(Extras.model_fields)


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._failed = bool(source.problems)

    def load(self) -> Loaded:
        """The flow, or the draft of it when something could not be understood."""
        data = self._source.data
        head = self._validate(Head, data, ())
        nodes = dict(self._nodes(data.get("nodes")))
        declared = dict(self._variables(data.get("vars")))
        triggers = tuple(self._triggers(data.get("triggers")))
        anytime = tuple(self._anytime(data.get("anytime")))
        if head is None:
            return Loaded(self._source, None, Flow("", "", triggers, declared, anytime, nodes))
        name, settings = head.name or head.flow, head.settings
        flow = Flow(
            head.flow, name, triggers, declared, anytime, nodes, settings.mode, settings.priority, settings.debounce
        )
        return Loaded(self._source, None if self._failed else flow, flow)

    def _anytime(self, raw: Any) -> Iterator[Anytime]:
        for key, node in raw.items() if isinstance(raw, dict) else ():
            if not isinstance(node, str):
                continue
            said = tuple(filter(None, (words.plain(part) for part in key.split("|"))))
            if not said:
                self._fail(("anytime", key), f"{key!r} has no letter or digit", "nothing could match it")
            yield Anytime(key, said, node)

    def _triggers(self, raw: Any) -> Iterator[Trigger]:
        for i, item in enumerate(raw if isinstance(raw, list) else ()):
            entry = self._validate(TriggerEntry, item, ("triggers", i))
            if entry is not None:
                yield entry.trigger()

    def _variables(self, raw: Any) -> Iterator[tuple[str, Variable]]:
        for name, item in raw.items() if isinstance(raw, dict) else ():
            path: Path = ("vars", name)
            if not name.isidentifier() or name in RESERVED or iskeyword(name):
                self._fail(path, f"{name!r} cannot be a variable's name", "take another: letters, digits, _")
            read = self._validate(VariableEntry, item if isinstance(item, dict) else {"type": item}, path)
            if read is None:
                continue
            try:
                yield name, Variable(read.type, variables.coerce(read.type, read.default))
            except ValueError as error:
                self._fail((*path, "default"), str(error), f"the variable is {read.type}")

    def _nodes(self, raw: Any) -> Iterator[tuple[str, Node]]:
        names = list(raw) if isinstance(raw, dict) else []
        for name, following in zip_longest(names, names[1:]):
            node = self._node(name, raw[name], following)
            if node is not None:
                yield name, node

    def _node(self, name: str, raw: Any, following: str | None) -> Node | None:
        path: Path = ("nodes", name)
        if not isinstance(raw, dict):
            self._fail(path, f"the node {name!r} is empty", f"give it one of {', '.join(KINDS)}, tag, set")
            return None
        kind = self._kind(path, name, raw)
        extras = self._validate(Extras, {k: v for k, v in raw.items() if k in _EXTRA_KEYS}, path)
        body = self._body(path, kind, raw[kind]) if kind in KINDS else None
        if kind is None or extras is None or (kind in KINDS and body is None):
            return None
        if extras.next and body is not None and not body.falls_through:
            advice = f"name every exit inside {kind}, or remove it"
            self._fail((*path, "next"), f"next does not belong beside {kind}", advice)
        tag = extras.tag
        assignments = tuple(extras.set.items())
        return Node(name, kind, body, tuple(tag.add), tuple(tag.remove), assignments, extras.next, following)

    def _kind(self, path: Path, name: str, raw: dict[str, Any]) -> str | None:
        """The key that says what the node is; unknown keys are reported."""
        for key in raw:
            if key not in KINDS and key not in _EXTRA_KEYS:
                advice = explain.nearest(key, (*KINDS, *_EXTRA_KEYS))
                self._fail((*path, key), f"{key!r} is not a kind of node", advice)
        kinds = [key for key in raw if key in KINDS]
        if len(kinds) > 1:
            self._fail((*path, kinds[1]), f"the node {name!r} is {' and '.join(kinds)}", "make two nodes of it")
        if not kinds and set(raw) <= {"next"}:
            self._fail(path, f"the node {name!r} does nothing", f"give it one of {', '.join(KINDS)}, tag, set")
        return next(iter(kinds), next((key for key in ("tag", "set") if key in raw), None))

    def _body(self, path: Path, kind: str, raw: Any) -> Body | None:
        model = KINDS[kind]
        if isinstance(raw, dict) or model.shorthand is None:
            return self._validate(model, raw, (*path, kind))
        place: Path = (*path, kind)
        self._source.shorthands[(*place, model.shorthand)] = place
        return self._validate(model, {} if raw is None else {model.shorthand: raw}, place)

    def _validate(self, model: type[Model], raw: Any, path: Path) -> Model | None:
        """A validated model, or None after reporting what is wrong with it."""
        read = validate(self._source, model, raw, path)
        self._failed = self._failed or read is None
        return read

    def _fail(self, path: Path, message: str, advice: str) -> None:
        self._failed = True
        self._source.report(path, message, advice)
