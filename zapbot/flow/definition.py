"""A flow that can run, and the triggers that start it."""

from dataclasses import dataclass

from zapbot.flow.node import Node
from zapbot.flow.triggers import Trigger
from zapbot.flow.variables import Variable


@dataclass(frozen=True, slots=True)
class Anytime:
    """Words that lead to a node from wherever the contact is; `key` is how the file writes them."""

    key: str
    words: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Flow:
    """What a flow file says, understood. Equal files give equal flows."""

    id: str
    name: str
    triggers: tuple[Trigger, ...]
    vars: dict[str, Variable]
    anytime: tuple[Anytime, ...]
    nodes: dict[str, Node]
    mode: str = "ignore"
    priority: int = 0
    debounce: int = 0
    version: int = 0

    @property
    def first(self) -> str:
        """The node a trigger without `next` starts at."""
        return next(iter(self.nodes))
