"""A value deep inside a frozen structure replaced, in a copy."""

from typing import Any

from pydantic import BaseModel

from zapbot.flow.source import Path

REMOVE = object()
"""Planted where a key or an entry is to go."""


def plant(value: Any, path: Path, new: Any) -> Any:
    """A copy of a model, mapping or list with something else at a path of the file's own keys."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(value, BaseModel):
        name = _field(value, str(key))
        return value.model_copy(update={name: plant(getattr(value, name), rest, new)})
    if not rest and new is REMOVE:
        return _without(value, key)
    if isinstance(value, dict):
        return {**value, key: plant(value[key], rest, new)}
    return [plant(item, rest, new) if i == key else item for i, item in enumerate(value)]


def _field(model: BaseModel, key: str) -> str:
    """The field a key of the file fills."""
    return next((name for name, field in type(model).model_fields.items() if field.alias == key), key)


def _without(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if name != key}
    return [item for i, item in enumerate(value) if i != key]
