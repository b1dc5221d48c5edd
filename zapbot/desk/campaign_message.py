"""A campaign's message: a template whose values have places, `{name}`, that are filled in for each recipient."""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from zapbot.errors import InvalidContentError, UsageError
from zapbot.model import Location, Media, Param, Template, TemplateButton

_PLACE = re.compile(r"\{([^{}]*)\}")


def pattern(
    name: str,
    language: str,
    params: Mapping[str, str],
    header: str | Media | None = None,
    buttons: tuple[TemplateButton, ...] = (),
) -> Template:
    """A message from parameters by name, or by place when their names are 1, 2, 3. Raises UsageError for a mix."""
    if not any(name.isdigit() for name in params):
        return Template(name, language, dict(params) or (), header, buttons)
    if set(params) != {str(n) for n in range(1, len(params) + 1)}:
        raise UsageError("parameters are either all named, or numbered 1, 2, 3 ... without a gap")
    return Template(name, language, tuple(params[str(n)] for n in range(1, len(params) + 1)), header, buttons)


def filled(pattern: Template, values: Mapping[str, str]) -> Template:
    """The message for one recipient. Raises InvalidContentError that names what is missing."""
    return replace(
        pattern,
        params=_params(pattern, values),
        header=_header(pattern.header, values),
        buttons=tuple(replace(one, value=_fill(one.value, values)) for one in pattern.buttons),
    )


def key(name: str) -> str:
    """A column's or field's name as it is compared."""
    return name.strip().casefold()


def _params(pattern: Template, values: Mapping[str, str]) -> tuple[Param, ...] | dict[str, Param]:
    if isinstance(pattern.params, dict):
        return {name: _param(param, values) for name, param in pattern.params.items()}
    return tuple(_param(param, values) for param in pattern.params)


def _param(param: Param, values: Mapping[str, str]) -> Param:
    return _fill(param, values) if isinstance(param, str) else param


def _header(header: str | Media | Location | None, values: Mapping[str, str]) -> str | Media | Location | None:
    match header:
        case str():
            return _fill(header, values)
        case Media():
            filename = _fill(header.filename, values) if header.filename else header.filename
            return replace(header, source=_fill(header.source, values), filename=filename)
    return header


def _fill(text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        put = values.get(key(found[1]), "").strip()
        if not put:
            raise InvalidContentError(f"has no value for {{{found[1]}}}")
        return put

    return _PLACE.sub(value, text) if "{" in text else text
