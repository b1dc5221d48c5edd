"""What the steps of a new campaign ask, as it travels from one to the next: plain fields, all of them text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

LIST, DAY_SECONDS = "list", 86_400
WHOM = (LIST, "tag", "without_tag", "field", "value", "silent", "everybody")
HOW = ("template", "language", "name", "number", "rate", "quiet", "quiet_from", "quiet_until", "starts_at")
COLUMN, TEXT = "column.", "text."
"""Of each place of a template: the column it is taken from, or the text everybody gets."""
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields that were filled in."""

    fields: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def query(self, *without: str, **more: str) -> str:
        """All of it as the end of an address."""
        return urlencode({**{name: text for name, text in self.fields.items() if name not in without}, **more})

    def only(self, *names: str) -> dict[str, str]:
        """Some of the fields, those filled in."""
        return {name: self[name] for name in names if self[name]}

    @property
    def whom(self) -> dict[str, str]:
        """The fields that say whom it is for."""
        return self.only(*WHOM)

    @property
    def audience(self) -> tuple[tuple[str, str], ...]:
        """The conditions on contacts."""
        pairs = [(kind, self[kind]) for kind in ("tag", "without_tag") if self[kind]]
        pairs += [("silent", str(int(self["silent"]) * DAY_SECONDS))] if self.silent_is_right and self["silent"] else []
        pairs += [(f"field.{self['field']}", self["value"])] if self["field"] else []
        return tuple(pairs)

    @property
    def silent_is_right(self) -> bool:
        """Whether the days of silence are a number."""
        return re.fullmatch(r"[0-9]{0,5}", self["silent"]) is not None

    @property
    def names_somebody(self) -> bool:
        """Whether it is said whom it is for."""
        return bool(self[LIST] or self.audience or self["everybody"])

    def in_words(self) -> str:
        """Whom it is for, as a campaign keeps it."""
        if self[LIST]:
            return "an uploaded list"
        return " ".join(f"{kind}={value}" for kind, value in self.audience) or "everybody"


def read(fields: Mapping[str, Any]) -> Asked:
    """What a form or an address says, and nothing else it may carry."""
    return Asked(dict(_known(fields)))


def _known(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        known = name in WHOM or name in HOW or name.startswith((COLUMN, TEXT))
        if known and isinstance(value, str) and value.strip():
            yield name, value.strip()[:MOST_CHARACTERS]
