"""What a file says as a model, with every mistake reported where it stands."""

from collections.abc import Iterable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from zapbot.flow import explain
from zapbot.flow.source import Path, Source

Model = TypeVar("Model", bound=BaseModel)


def validate(source: Source, model: type[Model], raw: Any, path: Path) -> Model | None:
    """What stands at a path as a model, or None after reporting what is wrong with it."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for found in error.errors():
            place = (*path, *found["loc"])
            source.report(place, *explain.explain(found, place[-1] if place else "", _keys(model, found["loc"][:-1])))
    return None


def _keys(model: type[BaseModel], path: Path) -> Iterable[str]:
    """The keys a model allows at a path inside it."""
    for key in path:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        model = (_model_in(fields[str(key)].annotation) if key in fields else None) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model a field holds, be it in a list or under keys."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
