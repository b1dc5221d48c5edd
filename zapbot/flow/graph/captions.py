"""The words in a picture: what a node says of itself, and what stands on its exits. They are the file's own."""

from zapbot.flow import durations
from zapbot.flow.node import Node
from zapbot.flow.nodes.ai_reply import AiReply
from zapbot.flow.nodes.condition import Case, Condition
from zapbot.flow.nodes.delay import Delay
from zapbot.flow.nodes.end import End
from zapbot.flow.nodes.http import Http
from zapbot.flow.nodes.jump import Jump
from zapbot.flow.nodes.message import Message
from zapbot.flow.nodes.transfer import Transfer
from zapbot.flow.nodes.wait import Wait
from zapbot.flow.triggers import Trigger


def node(node: Node) -> str:
    """One line that says what a node does."""
    return " ".join(_own(node).split())


def exit(node: Node, name: str) -> str:
    """The words on an exit; none on the only way out of a node that falls through."""
    if name.startswith("options."):
        return name.removeprefix("options.")
    if name == "on_timeout" and isinstance(node.body, Wait) and node.body.timeout:
        return f"{name} {durations.spell(node.body.timeout)}"
    if name.startswith("cases.") and isinstance(node.body, Condition):
        return _case(node.body.cases[int(name.removeprefix("cases.")) - 1])
    return "" if name == "next" and node.falls_through else name


def trigger(trigger: Trigger) -> str:
    """What starts a flow."""
    if trigger.regex:
        return f"/{trigger.regex}/"
    if trigger.webhook or trigger.cron:
        return f"{trigger.kind} {trigger.webhook or trigger.cron}"
    return ", ".join(trigger.keywords) or trigger.kind


def _own(node: Node) -> str:
    match node.body:
        case Message() as message:
            return _message(message)
        case Wait() as wait:
            return _wait(wait)
        case Condition(value=value):
            return value or ""
        case Delay() as delay:
            return durations.spell(delay.for_) if delay.for_ is not None else delay.until or ""
        case Transfer(to=to, note=note):
            return f"{to}: {note}" if note else to
        case End(text=text):
            return text or ""
        case AiReply(prompt=prompt):
            return prompt
        case Http(method=method, url=url):
            return f"{method} {url}"
        case Jump(to=to):
            return to
        case _:
            return _extras(node)


def _message(message: Message) -> str:
    media = message.media()
    if message.location:
        return message.location.name or message.location.address or "location"
    if message.template:
        return f"template {message.template.name}"
    if media:
        return message.caption or f"{media[0]} {media[1]}"
    return message.text or " / ".join(message.one_of or ())


def _wait(wait: Wait) -> str:
    answers = " | ".join(wait.options) if wait.options else wait.accept or "text"
    return f"{wait.save} = {answers}" if wait.save else answers


def _extras(node: Node) -> str:
    added = [f"+{tag}" for tag in node.add_tags]
    removed = [f"−{tag}" for tag in node.remove_tags]
    return ", ".join((*added, *removed, *(f"{name} = {text}" for name, text in node.assignments)))


def _case(case: Case) -> str:
    if case.if_ is not None:
        return case.if_
    return f"is {', '.join(case.is_)}" if case.is_ else f"matches {case.matches}"
