"""The message that the options of `zapbot send` describe."""

import re
from typing import TYPE_CHECKING

from zapbot.cli.sending import files, options
from zapbot.cli.sending.given import FILES, Given, kind
from zapbot.errors import UsageError

if TYPE_CHECKING:
    from zapbot.cli.sending.files import Keep
    from zapbot.model import Content, Header, Location, Template

_PLACE = re.compile(r"\s*([-+]?\d{1,3}(?:\.\d+)?)\s*[,;]\s*([-+]?\d{1,3}(?:\.\d+)?)\s*")
OPEN_LIST = "Ver opções"


def content(given: Given, keep: "Keep") -> "Content":
    """The message; `keep` stores a file of this machine. Raises UsageError with what to write instead."""
    from zapbot import model

    found, text = kind(given), given.text or ""
    if found in FILES:
        return files.media(found, getattr(given, found), keep, given.caption or given.text, given.filename)
    match found:
        case "template":
            return _template(given, given.template or "", keep)
        case "buttons":
            choices = options.choices(given.buttons or "")
            return model.Buttons(text, choices, _header(given, keep), given.footer)
        case "list":
            button = _one_button(given, OPEN_LIST)
            rows = options.rows(given.list or "")
            return model.Menu(text, button, rows, _header(given, keep), given.footer)
        case "link":
            return model.Link(text, _one_button(given, None), given.link or "", _header(given, keep), given.footer)
        case "location":
            return place(given.location or "", given.place, given.address)
        case "contact":
            return model.Cards(tuple(map(options.card, given.contact)))
        case "reaction":
            return _reaction(given)
        case "ask_location":
            return model.AskLocation(text)
        case "ask_contact":
            return model.AskContact(text)
        case "content":
            return _decoded(given.content or "")
    return model.Text(text, given.preview)


def opener(given: Given, name: str) -> "Template":
    """The template that is sent first when the window is closed; `--param` fills it, unless it fills another one."""
    from zapbot.model import Template

    filling = () if given.template else given.param
    return Template(name, given.language or "pt_BR", options.params(filling))


def place(text: str, name: str | None = None, address: str | None = None) -> "Location":
    """`-23.56,-46.65` on the map. Raises UsageError."""
    from zapbot.model import Location

    found = _PLACE.fullmatch(text)
    if found is None:
        raise UsageError(f"--location {text!r} is no place: write latitude and longitude, as in -23.561414,-46.655881")
    return Location(float(found[1]), float(found[2]), name, address)


def _template(given: Given, name: str, keep: "Keep") -> "Template":
    from zapbot.model import Template

    header = None if given.header is None else _template_header(given.header, keep)
    buttons = tuple(options.template_button(text, place) for place, text in enumerate(given.button))
    return Template(name, given.language or "pt_BR", options.params(given.param), header, buttons)


def _reaction(given: Given) -> "Content":
    from zapbot.model import Reaction

    if given.to_message is None:
        raise UsageError("--reaction needs the message it belongs to: add --to-message ID")
    return Reaction(f"message:{given.to_message}", given.reaction or "")


def _decoded(text: str) -> "Content":
    import msgspec

    from zapbot import model

    try:
        return model.decode(text)
    except msgspec.DecodeError as error:
        raise UsageError(f'--json-content: {error}; write it like {{"kind": "text", "text": "Oi"}}') from None


def _header(given: Given, keep: "Keep") -> "Header | None":
    if given.header is None:
        return None
    found = files.named(given.header)
    return files.media(found, given.header, keep) if found else given.header


def _template_header(text: str, keep: "Keep") -> "Header | Location":
    found = files.named(text)
    if found:
        return files.media(found, text, keep)
    return place(text) if _PLACE.fullmatch(text) else text


def _one_button(given: Given, otherwise: str | None) -> str:
    if len(given.button) > 1:
        raise UsageError("--button is given once here: the words on the one button")
    if given.button:
        return given.button[0]
    if otherwise is None:
        raise UsageError('--link needs the words on its button: add --button "Abrir"')
    return otherwise
