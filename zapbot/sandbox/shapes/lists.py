"""The action of a list: up to ten sections and ten rows in all (Cloud API, list messages)."""

from __future__ import annotations

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.buttons import identifier, unique
from zapbot.sandbox.shapes.fields import Fields

MOST_ROWS = 10


def action(value: Fields) -> None:
    """`{"button": ..., "sections": [{"title": ..., "rows": [...]}]}`"""
    value.text("button", 20)
    sections = value.objects("sections", 1, 10)
    ids: set[str] = set()
    for section in sections:
        if len(sections) > 1:
            section.text("title", 24)
        else:
            section.maybe_text("title", 24)
        for row in section.objects("rows", 1, 100):
            _row(row, ids)
        section.done()
    if len(ids) > MOST_ROWS:
        raise GraphError(131009, f"Total row count exceed max allowed count: {MOST_ROWS}")
    value.done()


def _row(row: Fields, ids: set[str]) -> None:
    unique(ids, identifier(row, 200), row.name("id"))
    row.text("title", 24)
    row.maybe_text("description", 72)
    row.done()
