"""A message of the bot in the words of a test file, and on one line for people."""

from typing import Any

from zapbot import model
from zapbot.model import Buttons, Content, Location, Media, Menu, Param, Template


def text(content: Content) -> str:
    """What `bot:` is compared with."""
    return model.summary(content).strip()


def source(content: Media) -> str:
    """The file of a message as its flow names it."""
    return content.source.removeprefix("file:")


def line(content: Content) -> str:
    """The whole message on one line."""
    match content:
        case Buttons(said, options):
            return f"{said}  {_titles(options)}"
        case Menu(said, button, options):
            return f"{said}  ({button}) {_titles(options)}"
        case Location():
            return f"📍 {model.summary(content)}"
        case Media(kind):
            caption = f"  {content.caption}" if content.caption else ""
            return f"📎 {kind} {source(content)}{caption}"
        case Template(name, _, params):
            filled = ", ".join(map(shown, params.values() if isinstance(params, dict) else params))
            return f"template {name}" + (f" ({filled})" if filled else "")
    return model.summary(content)


def shown(param: Param) -> str:
    """What a parameter of a template shows."""
    return param if isinstance(param, str) else param.text


def step(content: Content) -> dict[str, Any]:
    """The step that asks for exactly this message."""
    match content:
        case Template(name):
            return {"template": name}
        case Media(kind):
            return {"bot": text(content), kind: source(content)}
        case Buttons(options=options):
            return {"bot": text(content), "buttons": [option.title for option in options]}
        case Menu(options=options):
            return {"bot": text(content), "list": [option.title for option in options]}
    return {"bot": text(content)}


def _titles(options: tuple[model.Option, ...]) -> str:
    return " ".join(f"[{option.title}]" for option in options)
