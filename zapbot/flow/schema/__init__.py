"""The flow format as a JSON Schema, made of the very models files are read with, for editors that know YAML.

It marks what a file's shape can tell; `zapbot flows check` also knows what the parts have to do with each other.
"""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from zapbot import limits
from zapbot.flow import reader
from zapbot.flow.node import Body
from zapbot.flow.nodes import KINDS
from zapbot.flow.schema import descriptions, rules
from zapbot.flow.schema.generator import Generator
from zapbot.flow.triggers import TriggerEntry

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REF = "#/$defs/{model}"
NAME = r"^[^0-9\s.-][^\s.-]*$"

Schema = dict[str, Any]


def build() -> Schema:
    """The schema of a flow file."""
    models: tuple[type[BaseModel], ...] = (
        reader.Head,
        reader.VariableEntry,
        reader.Extras,
        TriggerEntry,
        *KINDS.values(),
    )
    _, generated = models_json_schema(
        [(model, "validation") for model in models], ref_template=REF, schema_generator=Generator
    )
    parts = generated["$defs"]
    for name, part in parts.items():
        descriptions.add(name, part)
        part |= rules.ALSO.get(name, {})
    head, extras = parts.pop("Head"), parts.pop("Extras")
    parts["node"] = _node(parts, extras)
    parts["Message"]["properties"]["buttons"]["maxProperties"] = limits.BUTTONS
    parts["Menu"]["properties"]["rows"]["maxProperties"] = limits.ROWS
    _fill(head["properties"], parts)
    return {
        "$schema": DIALECT,
        **head,
        "description": "A flow of zapbot.",
        "$defs": dict(sorted(parts.items())),
    }


def _fill(properties: Schema, parts: Schema) -> None:
    """What the reader takes apart itself: triggers, variables and nodes."""
    kinds = parts["VariableEntry"]["properties"]["type"]
    properties["triggers"] |= {"items": _to("TriggerEntry")}
    properties["vars"] |= {
        "propertyNames": {"pattern": NAME},
        "additionalProperties": {"anyOf": [kinds, _to("VariableEntry")]},
    }
    properties["nodes"] |= {"additionalProperties": _to("node")}


def _node(parts: Schema, extras: Schema) -> Schema:
    """Any node: one kind or none, and what may stand beside it."""
    kinds = {kind: _kind(parts[model.__name__], model) for kind, model in KINDS.items()}
    some = {"anyOf": [rules.has(key) for key in KINDS]}
    alone = {"anyOf": [rules.has("tag"), rules.has("set")], "not": some}
    closed = {"properties": {"next": False}}
    return {
        "type": "object",
        "description": "A node; the key that names its kind says what it does.",
        "properties": kinds | extras["properties"],
        "additionalProperties": False,
        "oneOf": [*map(rules.has, KINDS), alone],
        "dependentSchemas": {kind: closed for kind, model in KINDS.items() if not model.falls_through},
    }


def _kind(part: Schema, model: type[Body]) -> Schema:
    """What may stand under a kind's key: its keys, or the value its shorthand stands for."""
    forms: list[Schema] = [_to(model.__name__)]
    if model.shorthand:
        value = part["properties"][model.shorthand]
        forms.insert(0, {key: item for key, item in value.items() if key != "description"})
    if rules.may_be_empty(model):
        forms.append({"type": "null"})
    return {"description": part.get("description", ""), **({"anyOf": forms} if forms[1:] else forms[0])}


def _to(name: str) -> Schema:
    return {"$ref": REF.format(model=name)}
