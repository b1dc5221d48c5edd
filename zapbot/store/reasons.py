"""Why the bot said something: the flow, and what it decided in the step in which it said so."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision of that step, as `trace` keeps it."""

    node: str | None
    kind: str
    input: str
    rule: str
    result: str


@dataclass(frozen=True, slots=True)
class Why:
    """The flow's version and the node that spoke; `commit` is where its file stood in git."""

    flow: str
    name: str
    version: int
    commit: str | None
    node: str | None
    decided: tuple[Decided, ...]


def of_message(db: Database, id: int) -> Why | None:
    """Why the bot said a message; None when no flow did."""
    row = db.execute(
        "select f.id, f.name, v.number, v.git_commit, m.node, m.execution_id, m.created_at from messages m "
        "join executions e on e.id = m.execution_id join flow_versions v on v.id = e.flow_version_id "
        "join flows f on f.id = v.flow_id where m.id = ?",
        (id,),
    ).fetchone()
    if row is None:
        return None
    *about, execution_id, at = row
    decided = db.execute(
        "select node, kind, input, rule, result from trace where execution_id = ? and at = ? order by id",
        (execution_id, at),
    ).fetchall()
    return Why(*(*about, tuple(Decided(*one) for one in decided)))
