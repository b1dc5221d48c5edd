"""Writes models as an editor sees YAML: numbers are numbers there, while our reader takes every scalar as text."""

from collections.abc import Callable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from zapbot.flow import durations

TEXT = ["string", "number", "boolean"]
DURATION = r"^\s*([0-9]{1,6}\s*[dhms]\s*)+$"
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


class Generator(GenerateJsonSchema):
    """Knows the short forms an author may write: it asks each validator what it makes of a text."""

    def generate_definitions(self, inputs: Any) -> Any:
        """Several models, with what they share."""
        references, parts = super().generate_definitions(inputs)
        return references, {name: tidy(part) for name, part in parts.items()}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """A text; `2024` without quotes is one too."""
        return {**super().str_schema(schema), "type": TEXT}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """A whole number, in quotes or not."""
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": r"^[+-]?[0-9]+$"}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        """A number, in quotes or not."""
        return {**super().float_schema(schema), "type": ["number", "string"], "pattern": r"^[+-]?[0-9.]+$"}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What may be left out; a key with nothing after it is unfinished."""
        return self.generate_inner(schema["schema"])

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        """A value with a short form."""
        inner = self.generate_inner(schema["schema"])
        if schema["function"]["type"] != "no-info":
            return inner
        return _with_short_forms(schema["function"]["function"], inner)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A default is only told when it says something."""
        made = super().default_schema(schema)
        default = made.get("default")
        if not default:
            made.pop("default", None)
        elif made.get("pattern") == DURATION:
            made["default"] = durations.spell(default)
        return made


def _with_short_forms(convert: Callable[[Any], Any], inner: JsonSchemaValue) -> JsonSchemaValue:
    if _try(convert, "1h") == durations.seconds("1h"):
        return {"type": "string", "pattern": DURATION, "examples": ["30s", "15m", "20h", "7d", "1h30m"]}
    if _try(convert, "true") is True:
        return {"anyOf": [{"type": "boolean"}, {"enum": ["true", "false"]}]}
    forms = [inner]
    if isinstance(_try(convert, ["x"]), dict):
        forms.insert(0, {"type": "array", "items": {"type": TEXT}, "minItems": 1})
    if isinstance(_try(convert, "x"), dict | list):
        forms.insert(0, {"type": TEXT})
    if _try(convert, " ") is None:
        inner = {**inner, "pattern": inner.get("pattern", r"\S")}
    return {"anyOf": forms} if forms[1:] else inner


def _try(convert: Callable[[Any], Any], value: Any) -> Any:
    """What a validator makes of a value; None when it refuses it."""
    try:
        return convert(value)
    except ValueError:
        return None


def tidy(schema: Any) -> Any:
    """Without the titles pydantic makes up, and without numeric bounds on what became a text."""
    if isinstance(schema, list):
        return [tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    dropped = {"title"} if isinstance(schema.get("title"), str) else set()
    dropped |= set(BOUNDS) if schema.get("type") == "string" else set()
    return {key: tidy(value) for key, value in schema.items() if key not in dropped}
