"""How long what a variable holds can become when it is put into a text."""

from zapbot import limits
from zapbot.flow import template
from zapbot.flow.checks.graph import components
from zapbot.flow.definition import Flow
from zapbot.flow.expression import Expression
from zapbot.flow.node import Body
from zapbot.flow.nodes.wait import MEDIA, Wait

WHOLE = len("-") + 15
NUMBER = WHOLE + len(",") + 15
PROFILE_NAME = 25
"""The longest name a customer can give themselves in WhatsApp."""

_BY_TYPE = {"int": WHOLE, "number": NUMBER, "bool": len("não"), "date": len("2026-12-31")}
_BY_ACCEPT = {"cpf": 11, "cep": len("01310-100"), "plate": 7, "date": 10, "int": WHOLE, "number": NUMBER}
_PROVIDED = {
    "contact.name": PROFILE_NAME,
    "contact.first_name": PROFILE_NAME,
    "contact.phone": len("+") + 15,
    "last.type": max(map(len, MEDIA)),
    "now": len("31/12/2026 23:59"),
    "true": len("sim"),
    "false": len("não"),
}


class Bounds:
    """The longest that texts of one flow can become."""

    def __init__(self, flow: Flow) -> None:
        self._known: dict[str, int] = {**_PROVIDED, "flow": len(flow.id)}
        written = _written(flow)
        reads = {name: _reads(writes) & written.keys() for name, writes in written.items()}
        for circle in reversed(components(written, reads.__getitem__)):
            endless = len(circle) > 1 or circle[0] in reads[circle[0]]  # set from itself, it may grow for ever
            longest = limits.TEXT if endless else max(map(self._write, written[circle[0]]))
            for name in circle:
                self._known[name] = longest

    def text(self, text: str) -> int:
        """The most characters a text can have once its slots are filled."""
        parsed = template.parse(text)
        return sum(map(len, parsed.literals)) + sum(map(self._slot, parsed.slots))

    def _slot(self, slot: Expression) -> int:
        """A name is as long as its values; of a choice between names, as the longest."""
        longest = max(map(self._name, slot.names), default=0)
        alone = slot.names == {slot.text.strip()}
        return longest if alone else max(longest, len("não"), len(slot.text))

    def _name(self, name: str) -> int:
        if name in self._known:
            return self._known[name]
        return limits.TEXT if name.startswith(("contact.", "last.")) else 0  # 0: there is no such variable

    def _write(self, written: str | int) -> int:
        return self.text(written) if isinstance(written, str) else written


def _written(flow: Flow) -> dict[str, list[str | int]]:
    """What the flow puts into each variable: texts, or how long what it gets from outside can be."""
    from_outside = any(trigger.kind == "webhook" for trigger in flow.triggers)
    found: dict[str, list[str | int]] = {
        name: [_BY_TYPE.get(variable.type, len(template.show(variable.default)))]
        for name, variable in flow.vars.items()
    }
    texts = {name: writes for name, writes in found.items() if flow.vars[name].type not in _BY_TYPE}
    for writes in texts.values() if from_outside else ():
        writes.append(limits.TEXT)
    for node in flow.nodes.values():
        for name, text in node.assignments:
            texts.get(name, []).append(text)
        for _, name in node.body.writes() if node.body else ():
            texts.get(name, []).append(_answer(node.body))
    return found


def _reads(writes: list[str | int]) -> set[str]:
    """The variables that are put into a variable."""
    return {name for text in writes if isinstance(text, str) for name in template.parse(text).names}


def _answer(body: Body | None) -> int:
    """The most a node can put into a variable of texts."""
    if not isinstance(body, Wait):
        return limits.TEXT
    if body.options:
        return max(map(len, body.options))
    return _BY_ACCEPT.get(body.accept or "", limits.TEXT)
