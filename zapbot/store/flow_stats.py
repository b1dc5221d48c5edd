"""What became of a flow's executions, counted by the paths they took.

Half a million trace rows hold a few thousand different paths: each execution's rows become one text, equal texts are
counted, and everything a picture shows is worked out from those. It needs no index beyond those that writing needs.
"""

from collections.abc import Iterable

from sqlite_utils import Database

from zapbot.flow.graph.traffic import Journey, Pass

_BETWEEN, _WITHIN = "\x1e", "\x1f"

_STEP = f"""coalesce(node, '') || '{_WITHIN}' || kind || '{_WITHIN}' ||
    case when kind in ('trigger', 'anytime', 'delay') then rule else '' end || '{_WITHIN}' || result"""
"""Rules are kept where the result does not say all; elsewhere they may hold what a customer tapped."""

_JOURNEYS = f"""
select status, coalesce(node, ''), path, count(*) from (
    select e.status, e.node, (
        select group_concat(step, '{_BETWEEN}') from (
            select {_STEP} as step from trace where execution_id = e.id order by id
        )
    ) as path
    from executions e where e.flow_version_id = ?
) group by 1, 2, 3 order by 1, 2, 3
"""


def journeys(db: Database, version_id: int) -> list[Journey]:
    """The paths through a version, each with how many executions took it and where they ended or stand."""
    rows = db.execute(_JOURNEYS, (version_id,))
    return [Journey(status, node, tuple(_passes(path or "")), count) for status, node, path, count in rows.fetchall()]


def outcomes(db: Database) -> dict[str, dict[str, int]]:
    """For each flow, all its versions together, how many executions have which status."""
    rows = db.execute(
        "select v.flow_id, e.status, sum(e.many) from "
        "(select flow_version_id, status, count(*) as many from executions group by 1, 2) e "
        "join flow_versions v on v.id = e.flow_version_id group by 1, 2 order by 1, 2"
    )
    found: dict[str, dict[str, int]] = {}
    for flow_id, status, count in rows.fetchall():
        found.setdefault(flow_id, {})[status] = count
    return found


def _passes(path: str) -> Iterable[Pass]:
    """The steps of a path; one that was written with our own separators in it is left out."""
    for step in path.split(_BETWEEN):
        parts = step.split(_WITHIN)
        if len(parts) == 4:
            yield Pass(*parts)
