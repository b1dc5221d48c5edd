"""The kinds of node, one file each; the key inside a node names its kind."""

from zapbot.flow.node import Body
from zapbot.flow.nodes.ai_reply import AiReply
from zapbot.flow.nodes.condition import Condition
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.end import End
from zapbot.flow.nodes.http import Http
from zapbot.flow.nodes.jump import Jump
from zapbot.flow.nodes.message import Message
from zapbot.flow.nodes.transfer import Transfer
from zapbot.flow.nodes.wait import Wait

KINDS: dict[str, type[Body]] = {
    "message": Message,
    "wait": Wait,
    "condition": Condition,
    "delay": Delay,
    "transfer": Transfer,
    "ai_reply": AiReply,
    "http": Http,
    "flow": Jump,
    "end": End,
}
