"""Options and waits that do not know each other: a tap that nobody understands, an option nobody can see."""

from collections.abc import Iterator

from zapbot.flow import words
from zapbot.flow.checks import reachable, titles, ways
from zapbot.flow.checks.graph import components
from zapbot.flow.checks.report import WARNING, Report
from zapbot.flow.definition import Flow
from zapbot.flow.node import Node
from zapbot.flow.nodes.message import Message
from zapbot.flow.nodes.wait import Wait

KEEPS_THE_OFFER = ("on_timeout", "on_invalid")
"""Exits of a wait after which the options shown before it still count."""


def check(flow: Flow, report: Report) -> None:
    """Each wait understands the options shown before it, and each of its options was shown or said."""
    waits = [node for node in flow.nodes.values() if isinstance(node.body, Wait)]
    shown: dict[str, set[str]] = {wait.id: set() for wait in waits}
    next_waits, all_waits = _waits_ahead(flow, waits, ()), _waits_ahead(flow, waits, KEEPS_THE_OFFER)
    unknown: set[str] = set()
    for node in flow.nodes.values():
        if isinstance(node.body, Message) and _offers(node.body):
            for wait in _after(node, waits, all_waits):
                shown[wait.id].update(id for _, id, _ in titles.options(node.body))
                unknown |= {wait.id} if node.body.template else set()
            for wait in _after(node, waits, next_waits):
                _check_taps(node, node.body, wait, report)
    said, reached = words.plain(" ".join(_said(flow))), reachable.reached(flow)
    for wait in waits:
        if wait.id in reached and wait.id not in unknown:  # what a template offers is written at Meta, not here
            _check_options(wait, shown[wait.id], said, report)


def _offers(message: Message) -> bool:
    return bool(message.buttons or message.list or message.template)


def _waits_ahead(flow: Flow, waits: list[Node], through: tuple[str, ...]) -> dict[str, int]:
    """The waits that can be reached from each node without another offer, as bits, beyond a wait by some exits."""
    bit = {wait.id: 1 << i for i, wait in enumerate(waits)}
    out: dict[str, list[str]] = {}
    for name, node in flow.nodes.items():
        ends = isinstance(node.body, Message) and _offers(node.body)
        exits = [] if ends else [(exit, to) for _, exit, to in ways.exits(node) if to in flow.nodes]
        out[name] = [to for exit, to in exits if name not in bit or exit in through]
    ahead: dict[str, int] = {}
    for circle in reversed(components(flow.nodes, out.__getitem__)):
        bits = 0
        for name in circle:
            bits |= bit.get(name, 0)
            for to in out[name]:
                bits |= ahead.get(to, 0)
        ahead |= dict.fromkeys(circle, bits)
    return ahead


def _after(message: Node, waits: list[Node], ahead: dict[str, int]) -> Iterator[Node]:
    """The waits ahead of a message."""
    bits = 0
    for _, _, target in ways.exits(message):
        bits |= ahead.get(target, 0)
    while bits:
        yield waits[bits.bit_length() - 1]
        bits ^= 1 << bits.bit_length() - 1


def _check_taps(node: Node, message: Message, wait: Node, report: Report) -> None:
    assert isinstance(wait.body, Wait)
    for path, id, title in titles.options(message) if wait.body.options else ():
        if id not in (wait.body.options or ()):
            text = f"{node.id}: {title!r} leads nowhere, {wait.id} has no option {id!r}"
            advice = f"add {id} to the options of {wait.id}, or remove it here"
            report(("nodes", node.id, node.kind, *path), text, advice, WARNING)


def _check_options(node: Node, shown: set[str], said: str, report: Report) -> None:
    """An option is shown as a button or row, or some text says its name or its number."""
    assert isinstance(node.body, Wait)
    for number, option in enumerate(node.body.options or (), start=1):
        known = option in shown or any(words.contains(said, word) for word in (words.plain(option), str(number)))
        if not known:
            message = f"{node.id}: no message before it offers {option!r}"
            advice = f"add a button or a row with the id {option}, or remove the option"
            report(("nodes", node.id, node.kind, "options", option), message, advice, WARNING)


def _said(flow: Flow) -> Iterator[str]:
    for node in flow.nodes.values():
        yield from (text for _, text in node.body.texts()) if node.body else ()
