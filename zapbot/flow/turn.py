"""One turn of the bot: what nodes may read, and where they put what they want done."""

from typing import Any, Literal
from urllib.parse import quote

from zapbot import limits
from zapbot.flow import expression, template, variables
from zapbot.flow.effects import Call, Effect, Say, SetField, Tag, Trace
from zapbot.flow.events import Input
from zapbot.flow.scene import Scene
from zapbot.flow.state import State, Value
from zapbot.flow.variables import Variable
from zapbot.model import Buttons, Content, Menu


class FlowFault(Exception):
    """The flow itself is broken at this point: a person has to take over. The message says why."""


class Turn:
    """The working copy of a state while nodes run; only the engine sees it."""

    def __init__(self, state: State, declared: dict[str, Variable], scene: Scene, input: Input | None) -> None:
        self.scene = scene
        self.input = input
        self.vars: dict[str, Value] = dict(state.vars)
        self.tries = state.tries
        self.offered = dict(state.offered)
        self.last = {"text": input.text, "type": input.kind, "id": input.id} if input else dict(state.last)
        self.effects: list[Effect] = []
        self.trace: list[Trace] = []
        self.node = state.node or ""
        self.seed = state.seed
        self.calls = state.calls
        self.call: str | None = None
        self.ai_turns = state.ai_turns
        self.ai_tokens = state.ai_tokens
        self._secrets_allowed = False
        self._flow = state.flow
        self._declared = declared
        self._fields = dict(scene.person.fields)
        self._changes: dict[str, Value] = {}

    def lookup(self, name: str) -> Any:
        """A variable's value by its name; FlowFault when nothing has that name."""
        if name in self.vars:
            value = self.vars[name]
            is_date = isinstance(value, str) and name in self._declared and self._declared[name].type == "date"
            return variables.Day(value) if is_date else value
        if name in self._declared:
            return None
        head, _, rest = name.partition(".")
        if head == "contact":
            return self._of_contact(rest)
        if head == "last" and rest in ("text", "type", "id"):
            return self.last.get(rest, "")
        if name == "now":
            return self.scene.now.strftime("%d/%m/%Y %H:%M")
        if name == "flow":
            return self._flow
        if head == "secret" and self._secrets_allowed:
            return template.Secret(rest)
        raise FlowFault(f"{self.node}: there is no variable {name!r}")

    def render(self, text: str) -> str:
        """A text with its slots filled, no longer than a message: a text in a text could double at each turn."""
        try:
            return limits.cut(template.parse(text).render(self.lookup), limits.TEXT)
        except (expression.ExpressionError, expression.ComparisonError) as error:
            raise FlowFault(f"{self.node}: {error}") from error

    def render_request(self, value: Any) -> Any:
        """Every text of a request filled, however deep; here, and only here, secrets may be named."""
        self._secrets_allowed = True
        try:
            return self._deep(value)
        finally:
            self._secrets_allowed = False

    def render_address(self, text: str) -> str:
        """An address filled; what a customer wrote cannot lead elsewhere in it, because it is percent-encoded."""
        return template.parse(text).fill(self._encoded)

    def ask(self, kind: Literal["http", "ai"], request: dict[str, Any]) -> None:
        """Make a call; its id is what the flow waits for."""
        self.calls += 1
        self.call = f"{self.seed}-{self.calls}"
        self.effects.append(Call(self.call, self.node, kind, request))

    def evaluate(self, text: str) -> Any:
        """What an expression yields now."""
        try:
            return expression.parse(text).evaluate(self.lookup)
        except (expression.ExpressionError, expression.ComparisonError) as error:
            raise FlowFault(f"{self.node}: {error}") from error

    def say(self, content: Content, typing: float = 0.0) -> None:
        """Send a message, cut to WhatsApp's limits; remembers the options it offers."""
        content = limits.fit(content)
        refused = next(limits.problems(content), None)
        if refused:
            raise FlowFault(f"{self.node}: the {' '.join(refused)}")
        if isinstance(content, (Buttons, Menu)):
            self.offered = {option.id: option.title for option in content.options}
        self.effects.append(Say(content, self.node, typing))

    def assign(self, name: str, value: Value) -> None:
        """Give a variable a value of its type, or set a lasting field with `contact.x`.

        Raises ValueError when the value is not of the declared type.
        """
        value = str(value) if isinstance(value, variables.Day) else value
        if name.startswith("contact."):
            field = name.removeprefix("contact.").removeprefix("fields.")
            self._fields[field] = value
            self.effects.append(SetField(field, value))
        elif name in self._declared:
            self.vars[name] = value = variables.coerce(self._declared[name].type, value)
        else:
            raise FlowFault(f"{self.node}: the variable {name!r} is not declared in vars")
        self._changes[name] = value

    def tag(self, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Put tags on the contact and take others off."""
        added = tuple(filter(None, (self.render(t).strip() for t in add)))
        removed = tuple(filter(None, (self.render(t).strip() for t in remove)))
        self.effects.append(Tag(added, removed))

    def note(self, kind: str, rule: str = "", result: str = "", brought: dict[str, Value] | None = None) -> None:
        """Write down one decision, with the variables changed since the one before."""
        text = self.input.text if self.input else ""
        self.trace.append(Trace(self.node or None, kind, text, rule, result, {**(brought or {}), **self._changes}))
        self._changes = {}

    def _encoded(self, slot: expression.Expression) -> str:
        self._secrets_allowed = True
        try:
            value = self.evaluate(slot.text)
        finally:
            self._secrets_allowed = False
        shown = template.show(value)
        return shown if isinstance(value, template.Secret) else quote(shown, safe="")

    def _deep(self, value: Any) -> Any:
        if isinstance(value, str):
            slots = template.parse(value)
            kept = self.evaluate(slots.slots[0].text) if slots.is_one_slot else None
            return kept if isinstance(kept, (int, float, bool)) else self.render(value)
        if isinstance(value, dict):
            return {key: self._deep(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._deep(item) for item in value]
        return value

    def _of_contact(self, name: str) -> Any:
        if name in ("name", "first_name", "phone", "tags"):
            return getattr(self.scene.person, name)
        return self._fields.get(name.removeprefix("fields."))
