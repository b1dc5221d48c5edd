"""The mistakes a flow can have although each part of it is well formed."""

from collections.abc import Iterable

from zapbot.flow.checks import (
    circles,
    ends,
    findings,
    growth,
    idle,
    jumps,
    keywords,
    names,
    offers,
    reachable,
    regexes,
    targets,
    titles,
    window,
)
from zapbot.flow.checks.graph import Graph
from zapbot.flow.checks.ways import exits
from zapbot.flow.definition import Flow
from zapbot.flow.problems import Problem
from zapbot.flow.reader import Loaded

__all__ = ["check", "exits"]


def check(files: Iterable[Loaded]) -> list[Problem]:
    """Every problem of a set of flow files, those between files too, in reading order."""
    loaded = list(files)
    for one in loaded:
        if one.draft is not None:
            _check_parts(one, one.draft)
        if one.flow is not None:
            _check_whole(one, one.flow)
    _check_together(loaded)
    return [problem for one in loaded for problem in one.problems]


def _check_parts(one: Loaded, draft: Flow) -> None:
    """What can be said of each node by itself, even when others are broken."""
    report = one.source.report
    targets.check(draft, _named(one, "nodes"), report)
    names.check(draft, _named(one, "vars"), report)
    findings.check(draft, report)
    titles.check(draft, report)
    regexes.check(draft, report)
    idle.check(draft, one.source.data.get("triggers"), report)


def _check_whole(one: Loaded, flow: Flow) -> None:
    """What can only be said of a flow whose nodes are all understood."""
    report = one.source.report
    reachable.check(flow, report)
    ends.check(flow, report)
    growth.check(flow, report)
    offers.check(flow, report)


def _check_together(loaded: list[Loaded]) -> None:
    """What can only be said of all flows: they share the customer's words, and jump to each other."""
    keywords.check(loaded)
    jumps.check(loaded)
    whole = [(one.flow, one.source.report) for one in loaded if one.flow is not None]
    graph = Graph([flow for flow, _ in whole], [report for _, report in whole])
    circles.check(graph)
    window.check(graph)


def _named(one: Loaded, part: str) -> list[str]:
    """The names a file gives under nodes or vars, those of broken ones too."""
    given = one.source.data.get(part)
    return list(given) if isinstance(given, dict) else []
