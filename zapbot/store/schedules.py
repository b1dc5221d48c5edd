"""Schedules that struck, and the contacts each run still has to reach: frozen as rows, so none is reached twice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

if TYPE_CHECKING:
    from zapbot.flow.triggers import Audience


@dataclass(frozen=True, slots=True)
class Target:
    """A contact one run of a schedule has to reach."""

    run_id: int
    contact_id: int
    flow_version_id: int
    trigger_index: int
    struck_at: float


def strike(db: Database, flow_id: str, cron: str, version: int, index: int, at: float, audience: "Audience") -> int:
    """Begin a run and freeze whom it reaches; how many.

    Zero when this minute's run for this audience has begun already, and when the flow did not exist yet.
    """
    rule = " ".join((cron, *(f"{kind}={value}" for kind, value in audience)))
    row = db.execute(
        "insert into schedule_runs (flow_id, cron, struck_at, flow_version_id, trigger_index) "
        "select :flow, :rule, :at, :version, :index "
        "where exists (select 1 from flow_versions where flow_id = :flow and imported_at <= :at) "
        "on conflict do nothing returning id",
        {"flow": flow_id, "rule": rule, "at": at, "version": version, "index": index},
    ).fetchone()
    if row is None:
        return 0
    fragments, values = conditions(audience, at)
    cursor = db.execute(
        "insert into schedule_targets (run_id, contact_id) select ?, c.id from contacts c "
        "where exists (select 1 from contact_identifiers i where i.contact_id = c.id and i.retired_at is null) "
        f"{fragments}",
        [row[0], *values],
    )
    return cursor.rowcount


def open_targets(db: Database, limit: int) -> list[Target]:
    """Contacts still to be reached."""
    rows = db.execute(
        "select t.run_id, t.contact_id, r.flow_version_id, r.trigger_index, r.struck_at from schedule_targets t "
        "join schedule_runs r on r.id = t.run_id where t.done_at is null order by t.run_id, t.contact_id limit ?",
        (limit,),
    )
    return [Target(*row) for row in rows.fetchall()]


def reached(db: Database, target: Target, now: float) -> None:
    """This contact is done with."""
    db.execute(
        "update schedule_targets set done_at = ? where run_id = ? and contact_id = ?",
        (now, target.run_id, target.contact_id),
    )


def conditions(audience: "Audience", at: float) -> tuple[str, list[str | float]]:
    """An audience as SQL on `contacts c`: our own fragments, its values bound."""
    fragments: list[str] = []
    values: list[str | float] = []
    for kind, value in audience:
        if kind == "silent":
            fragments.append("and coalesce(c.last_inbound_at, 0) <= ?")
            values.append(at - float(value))
        elif kind in ("tag", "without_tag"):
            negation = "not " if kind == "without_tag" else ""
            fragments.append(f"and {negation}exists (select 1 from tags g where g.contact_id = c.id and g.tag = ?)")
            values.append(value)
        else:
            fragments.append(
                "and exists (select 1 from json_each(c.fields) f where f.key = ? "
                "and iif(f.type in ('true', 'false'), f.type, cast(f.value as text)) = ?)"
            )
            values += [kind.removeprefix("field."), value]
    return " ".join(fragments), values
