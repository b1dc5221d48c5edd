"""A list as an address names it: what is asked for becomes a filter, and a filter an address."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from zapbot.store import inbox
from zapbot.store.inbox import Filter

MOST_TAGS = 10
LONGEST = 100
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter and the address it came from. Without a tab the first that holds something is meant."""

    filter: Filter
    view: int | None = None

    @property
    def query(self) -> str:
        """The address of this list, without what goes without saying."""
        return query(self.filter, self.view)

    @property
    def narrowed(self) -> int:
        """How many filters narrow it, beside tab and status."""
        one = self.filter
        single = (one.team, one.agent_id, one.number, one.window, one.unread or None)
        return len(one.tags) + sum(value is not None for value in single)

    def but(self, **changes: Any) -> str:
        """The address of this list with something else."""
        return query(replace(self.filter, **changes))

    def plain(self) -> str:
        """The address of the tab and the status alone."""
        return query(Filter(self.filter.user_id, self.filter.tab, self.filter.status))


def wanted(asked: MultiDict[Any], user_id: int, at: float, tab: str = "all") -> Wanted:
    """What an address asks for; `tab` is meant without one. What is not understood narrows nothing."""
    tags = [str(tag)[:LONGEST] for tag in asked.getall("tag", []) if tag]
    found = Filter(
        user_id,
        _one(asked, "tab", inbox.TABS) or tab,
        _one(asked, "status", inbox.STATUSES) or "open",
        team=_text(asked, "team"),
        agent_id=_number(asked, "agent"),
        number=_text(asked, "number"),
        tags=tuple(dict.fromkeys(tags))[:MOST_TAGS],
        unread=asked.get("unread") == "1",
        window=_one(asked, "window", inbox.WINDOWS),
        order=_one(asked, "order", inbox.ORDERS),
        at=at,
    )
    return Wanted(found, _number(asked, "view"))


def query(filter: Filter, view: int | None = None) -> str:
    """A filter as it is written in an address."""
    values: list[tuple[str, Any]] = [("tab", filter.tab), ("status", filter.status)]
    named = {"team": filter.team, "agent": filter.agent_id, "number": filter.number, "window": filter.window}
    named |= {"order": filter.order, "unread": "1" if filter.unread else None, "view": view}
    values += [(name, value) for name, value in named.items() if value is not None]
    return urlencode([*values, *(("tag", tag) for tag in filter.tags)])


def _one(asked: MultiDict[Any], name: str, known: tuple[str, ...]) -> str | None:
    value = asked.get(name)
    return value if value in known else None


def _text(asked: MultiDict[Any], name: str) -> str | None:
    return str(asked.get(name) or "")[:LONGEST] or None


def _number(asked: MultiDict[Any], name: str) -> int | None:
    value = str(asked.get(name) or "")
    return int(value) if value.isdecimal() and value.isascii() and int(value) <= LARGEST_ID else None
