"""The kinds of node, one file each; the key inside a node names its kind."""

from zapbot.flow.node import Body
from zapbot.flow.nodes.condition import Condition
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.end import End
from zapbot.flow.nodes.message import Message
from zapbot.flow.nodes.transfer import Transfer
from zapbot.flow.nodes.wait import Wait

KINDS: dict[str, type[Body]] = {
    "message": Message,
    "wait": Wait,
    "condition": Condition,
    "delay": Delay,
    "transfer": Transfer,
    "end": End,
}

NOT_YET = ("ai_reply", "http")
"""Kinds of the format that this version cannot run; a flow that has one is refused with that word."""
