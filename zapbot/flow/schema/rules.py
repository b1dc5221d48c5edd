"""What keys of one model have to do with each other, as far as a schema can say it."""

from typing import Any

from pydantic import ValidationError

from zapbot.flow.node import Body


def has(*keys: str) -> dict[str, Any]:
    """Something with these keys."""
    return {"required": list(keys)}


ALSO: dict[str, dict[str, Any]] = {
    "Case": {"oneOf": [has("if", "next"), has("is", "next"), has("matches", "next"), has("else")]},
    "Delay": {"oneOf": [has("for"), has("until")]},
    "TriggerEntry": {"oneOf": [has("keyword"), has("new_contact"), has("webhook"), has("schedule")]},
    "Wait": {
        "anyOf": [has("options"), has("next")],
        "dependentRequired": {
            "timeout": ["on_timeout"],
            "on_timeout": ["timeout"],
            "options": ["on_invalid"],
        },
    },
    "_Keywords": {"oneOf": [has("words"), has("regex")]},
}
"""Said by the models' own validators when a file is read."""


def may_be_empty(model: type[Body]) -> bool:
    """Whether a node's key may stand without anything, as in `end:`."""
    try:
        model.model_validate({})
    except ValidationError:
        return False
    return model.shorthand is not None
