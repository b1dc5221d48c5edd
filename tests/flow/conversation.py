"""Plays a talk written as data: the customer writes, time passes, and what the bot does is compared.

Strict: a message or a hand-over that no step asked for fails. After every turn the state goes through JSON, as
it does in the store, so each talk also shows that nothing is lost there.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from zapbot.flow import dispatch, durations, template
from zapbot.flow.definition import Flow
from zapbot.flow.dispatch import Response, Standing
from zapbot.flow.effects import Call, Say, SetField, Step, Tag, Trace, Transfer
from zapbot.flow.events import Called, Event, Input, Woke
from zapbot.flow.scene import Person, Scene
from zapbot.flow.state import State, Value
from zapbot.flow.testing import mocks
from zapbot.model import Buttons, Content, Location, Media, Menu, Option, Template, summary

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
MARIA = Person("Maria Souza", "+5511987654321")


class Conversation:
    """One contact, some flows, and a clock that only moves when a step says so."""

    def __init__(self, flows: list[Flow], person: Person = MARIA, new_contact: bool = False) -> None:
        self.flows = flows
        self.person = person
        self.new_contact = new_contact
        self.clock = MONDAY
        self.closed: frozenset[str] = frozenset()
        self.standing: Standing | None = None
        self.state: State | None = None
        self.shown: list[Option] = []
        self.unheard: list[Content] = []
        self.calls: list[Call] = []
        self.handed: Transfer | None = None
        self.trace: list[Trace] = []

    def play(self, step: dict[str, Any]) -> None:
        """One step; its first key is the verb, the others say more about it."""
        verb, value = next(iter(step.items()))
        more = {key: step[key] for key in list(step)[1:]}
        getattr(self, f"_{verb}")(value, **more)

    def finish(self) -> None:
        """Nothing was done that no step asked for."""
        assert not self.unheard, f"the bot also said {[summary(content) for content in self.unheard]}"
        assert self.handed is None, f"the conversation was also handed over: {self.handed}"

    def _user(self, text: str) -> None:
        self._receive(Input(text))

    def _tap(self, what: Any) -> None:
        if isinstance(what, dict):
            self._receive(Input(what["title"], "button", what["id"]))
            return
        option = next(option for option in reversed(self.shown) if what in (option.id, option.title))
        self._receive(Input(option.title, "button", option.id))

    def _media(self, kind: str, caption: str = "", id: str = "media-1") -> None:
        self._receive(Input(caption, kind, id=id))

    def _after(self, length: str) -> None:
        self.finish()
        until = self.clock + timedelta(seconds=durations.seconds(length))
        while self.standing and self.standing.state.wake_at is not None:
            if self.standing.state.wake_at > until.timestamp():
                break
            self.clock = datetime.fromtimestamp(self.standing.state.wake_at, self.clock.tzinfo)
            self._go_on(Woke())
        self.clock = until

    def _now(self, text: str) -> None:
        self.clock = datetime.fromisoformat(text).replace(tzinfo=self.clock.tzinfo)

    def _closed(self, teams: list[str]) -> None:
        self.closed = frozenset(teams)

    def _bot(self, said: Any, **more: Any) -> None:
        wanted = said if isinstance(said, dict) else {"is": said}
        for _ in range(int(wanted.get("count", 1))):
            assert self.unheard, f"the bot was silent instead of saying {said}"
            content = self.unheard.pop(0)
        if "is" in wanted:
            assert summary(content) == wanted["is"]
        assert wanted.get("contains", "") in summary(content)
        for part, value in more.items():
            assert _part(content, part) == value

    def _call(self, wanted: dict[str, Any]) -> None:
        """The flow asks the outside world, and for exactly this; the marks around a secret are shown as < and >."""
        assert self.calls, "the flow asked for nothing"
        call = self.calls[-1]
        asked = {"kind": call.kind, "node": call.node, **call.request}
        assert {key: _marked(asked.get(key)) for key in wanted} == {key: mocks.data(wanted[key]) for key in wanted}

    def _answer(self, value: dict[str, Any], ok: str = "true", to: str = "-1") -> None:
        """What was asked comes back; `to` is the call it belongs to, when it is an older one."""
        self.finish()
        self._go_on(Called(self.calls[int(to)].id, ok == "true", mocks.data(value)))

    def _silence(self, _: str) -> None:
        self.finish()

    def _transfer(self, to: Any) -> None:
        wanted = {"reason": "", **(to if isinstance(to, dict) else {"to": to})}
        handed, self.handed = self.handed, None
        assert handed is not None, "the conversation was not handed over"
        for part, value in wanted.items():
            assert _spell(getattr(handed, part)) == value

    def _tags(self, tags: list[str]) -> None:
        assert list(self.person.tags) == tags

    def _fields(self, fields: dict[str, Any]) -> None:
        assert {name: _spell(value) for name, value in self.person.fields.items()} == fields

    def _vars(self, variables: dict[str, Any]) -> None:
        assert self.state is not None
        assert {name: _spell(self.state.vars[name]) for name in variables} == variables

    def _at(self, node: str) -> None:
        assert self.state is not None
        assert self.state.node == node

    def _flow_is(self, flow: str) -> None:
        assert self.state is not None
        assert self.state.flow == flow

    def _ended(self, ended: str) -> None:
        assert self.state is not None
        assert _spell(self.state.status == "ended") == ended

    def _receive(self, given: Input) -> None:
        self.finish()
        response = dispatch.respond(self.flows, self.standing, given, self._scene(), self.new_contact)
        self.new_contact = False
        self._follow(response)

    def _go_on(self, event: Event) -> None:
        assert self.standing is not None
        self._follow(dispatch.go_on(self.flows, self.standing, event, self._scene()))

    def _follow(self, response: Response) -> None:
        for step in (*response.left, *([response.step] if response.step else [])):
            self._take(step)

    def _take(self, step: Step) -> None:
        """Do what a step asks for, as the desk would."""
        self.state = msgspec.json.decode(msgspec.json.encode(step.state), type=State)
        assert self.state == step.state
        self.trace += step.trace
        for effect in step.effects:
            match effect:
                case Say(content=content):
                    self.unheard.append(content)
                    self.shown += content.options if isinstance(content, (Buttons, Menu)) else ()
                case Tag(add=add, remove=remove):
                    self._retag(add, remove)
                case SetField(name=name, value=value):
                    self._know(fields={**self.person.fields, name: value})
                case Call():
                    self.calls.append(effect)
                case Transfer():
                    self.handed = effect
        self.standing = Standing(self._flow(step.state.flow), self.state) if self.state.active else None

    def _retag(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        kept = [tag for tag in dict.fromkeys((*self.person.tags, *add)) if tag not in remove]
        self._know(tags=tuple(kept))

    def _know(self, **new: Any) -> None:
        person = self.person
        known = {"tags": person.tags, "fields": person.fields}
        self.person = Person(person.name, person.phone, **{**known, **new})

    def _flow(self, id: str) -> Flow:
        return next(flow for flow in self.flows if flow.id == id)

    def _scene(self) -> Scene:
        return Scene(self.clock, self.person, self.closed)


def _part(content: Content, part: str) -> Any:
    """What a message holds beside its text, in the words of a talk."""
    match content, part:
        case (Buttons() | Menu(), "buttons" | "rows"):
            return [option.title for option in content.options]
        case (Location(), "place"):
            return [str(content.latitude), str(content.longitude), content.name, content.address]
        case (Media(), "image" | "video" | "audio" | "document" | "sticker"):
            return content.source if content.type == part else None
        case (Template(), "params"):
            return content.params if isinstance(content.params, dict) else list(content.params)
        case (_, "voice"):
            return _spell(bool(getattr(content, "voice", False)))
    return getattr(content, part)


def _spell(value: Value) -> str | None:
    """A value as a case file writes it."""
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _marked(value: Any) -> Any:
    """A request with the marks around secrets made visible."""
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_marked(item) for item in value]
    if isinstance(value, str):
        return value.translate({ord(template.SECRET_MARKS[0]): "<", ord(template.SECRET_MARKS[1]): ">"})
    return value
