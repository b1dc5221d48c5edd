"""The 24-hour window: texts that could go out when WhatsApp lets nothing but templates out."""

import math

from zapbot import limits
from zapbot.flow.checks import silence
from zapbot.flow.checks.graph import Graph, Spot
from zapbot.flow.checks.silence import Arrival
from zapbot.flow.node import Node
from zapbot.flow.nodes.ai_reply import AiReply
from zapbot.flow.nodes.message import Message

ADVICE = "use a template or shorter times"
SHOWN = 3


def check(graph: Graph) -> None:
    """No free text is said where the window may have closed since the customer last wrote."""
    known = silence.arrivals(graph)
    for spot in graph.spots():
        arrival = known.get(spot)
        if arrival and arrival.seconds >= limits.OPEN_SECONDS and says(graph.node(spot)):
            path = _path(graph, known, spot)
            graph.report(spot, f"{spot[1]}: can be sent {_late(arrival)} ({path})", ADVICE)


def says(node: Node) -> bool:
    """Whether a node says something that needs an open window."""
    if isinstance(node.body, Message):
        return node.body.template is None
    return isinstance(node.body, AiReply) or bool(getattr(node.body, "text", None))


def _late(arrival: Arrival) -> str:
    if arrival.seconds >= limits.WINDOW_SECONDS:
        return "24 h after the customer's last message"
    margin = spell(limits.WINDOW_SECONDS - limits.OPEN_SECONDS)
    return f"{spell(arrival.seconds)} after the customer's last message, and {margin} of the 24 h are kept free"


def _path(graph: Graph, known: dict[Spot, Arrival], spot: Spot) -> str:
    """The nodes at which time passes on the way to a node, each with how much."""
    steps: list[str] = []
    seen: set[Spot] = set()
    here: Spot | None = spot
    while here is not None and here not in seen:
        seen.add(here)
        arrival = known[here]
        if arrival.before is not None and arrival.spent:
            steps.append(f"{graph.spell(arrival.before, spot[0])} {spell(arrival.spent)}")
        here = arrival.before
    again = ", again and again" if math.isinf(known[spot].seconds) else ""
    return " → ".join([*_short(steps[::-1]), spot[1]]) + again


def _short(steps: list[str]) -> list[str]:
    """A long way by its beginning and its end."""
    left_out = len(steps) - 2 * SHOWN
    return steps if left_out < SHOWN else [*steps[:SHOWN], f"… {left_out} more …", *steps[-SHOWN:]]


def spell(seconds: float) -> str:
    """A length of time in hours, also when it is more than a day."""
    minutes, left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "m"), (left, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"
