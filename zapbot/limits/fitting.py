"""How a message that grew too long is made to fit."""

from typing import Any, TypeVar

import msgspec

from zapbot.limits.figures import (
    BUTTON_TITLE,
    BUTTONS_BODY,
    CAPTION,
    FOOTER,
    HEADER,
    MENU_BODY,
    MENU_BUTTON,
    ROW_DESCRIPTION,
    ROW_TITLE,
    TEMPLATE_PARAMS,
    TEXT,
)
from zapbot.limits.lengths import cut
from zapbot.model import Buttons, Content, Header, Media, Menu, Option, Param, Template, Text

Edged = TypeVar("Edged", Buttons, Menu)


def fit(content: Content) -> Content:
    """The message with everything that grew too long cut and marked with an ellipsis."""
    match content:
        case Text():
            return msgspec.structs.replace(content, text=cut(content.text, TEXT))
        case Media(caption=str(caption)):
            return msgspec.structs.replace(content, caption=cut(caption, CAPTION))
        case Buttons():
            options = tuple(_option(o, BUTTON_TITLE) for o in content.options)
            return _edges(content, text=cut(content.text, BUTTONS_BODY), options=options)
        case Menu():
            options = tuple(_option(o, ROW_TITLE) for o in content.options)
            button = cut(content.button, MENU_BUTTON)
            return _edges(content, text=cut(content.text, MENU_BODY), button=button, options=options)
        case Template():
            return msgspec.structs.replace(content, params=_params(content.params))
    return content


def _option(option: Option, title: int) -> Option:
    description = cut(option.description, ROW_DESCRIPTION) if option.description else None
    return msgspec.structs.replace(option, title=cut(option.title, title), description=description)


def _edges(content: Edged, **fitted: Any) -> Edged:
    footer = cut(content.footer, FOOTER) if content.footer else None
    return msgspec.structs.replace(content, header=_header(content.header), footer=footer, **fitted)


def _header(header: Header | None) -> Header | None:
    """A file stays as it is; a text that came out empty is none."""
    return cut(header, HEADER) if isinstance(header, str) and header else header or None


def _params(params: tuple[Param, ...] | dict[str, Param]) -> tuple[Param, ...] | dict[str, Param]:
    if isinstance(params, dict):
        return {name: _param(param) for name, param in params.items()}
    return tuple(_param(param) for param in params)


def _param(param: Param) -> Param:
    return cut(param, TEMPLATE_PARAMS) if isinstance(param, str) else param
