"""The API's description laid out for reading: operations by noun, each with what it takes and gives."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[str, str, str, str]]
    """Name, where it stands, its type, what it means."""
    body: str
    answer: str
    statuses: list[tuple[str, str]]


def groups(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """The operations of each noun."""
    found: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            tag = operation.get("tags", ["other"])[0]
            found.setdefault(tag, []).append(_operation(document, path, method, operation))
    return found


def _operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    parameters = [
        (one["name"], one["in"], _type(one.get("schema", {})), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]
    answers = operation["responses"]
    good: dict[str, Any] = next((answer for status, answer in sorted(answers.items()) if status < "300"), {})
    return Operation(
        operation["operationId"],
        method.upper(),
        path,
        operation.get("summary", ""),
        operation.get("description", ""),
        parameters,
        _shape(document, operation.get("requestBody", {})),
        _shape(document, good),
        [(status, answer.get("description", "")) for status, answer in sorted(answers.items())],
    )


def _shape(document: dict[str, Any], holder: dict[str, Any]) -> str:
    """An example of a body, drawn from its schema."""
    content = holder.get("content", {})
    schema = next((kind["schema"] for kind in content.values() if "schema" in kind), None)
    return "" if schema is None else json.dumps(_example(document, schema, 0), ensure_ascii=False, indent=2)


def _example(document: dict[str, Any], schema: dict[str, Any], depth: int) -> Any:
    """A value of a schema: its own example, else one of its type."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _example(document, document["components"]["schemas"][name], depth)
    given = schema.get("examples") or schema.get("enum")
    if given or "const" in schema or "default" in schema:
        return next(iter(given)) if given else schema.get("const", schema.get("default"))
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return _example(document, schema[choice][0], depth)
    return _of_type(document, schema, depth)


def _of_type(document: dict[str, Any], schema: dict[str, Any], depth: int) -> Any:
    kind = schema.get("type", "object")
    if kind == "object" and "properties" in schema and depth < 6:
        return {name: _example(document, part, depth + 1) for name, part in schema["properties"].items()}
    if kind == "array" and "items" in schema and depth < 6:
        return [_example(document, schema["items"], depth + 1)]
    plain: dict[str, Any] = {"string": _text(schema), "integer": 1, "number": 1.5, "boolean": True, "array": []}
    return plain.get(kind if isinstance(kind, str) else kind[0], {})


def _text(schema: dict[str, Any]) -> str:
    return "2026-03-02T10:00:00Z" if schema.get("format") == "date-time" else "..."


def _type(schema: dict[str, Any]) -> str:
    """A parameter's type in a word."""
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return " | ".join(_type(part) for part in schema[choice])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", ""))
