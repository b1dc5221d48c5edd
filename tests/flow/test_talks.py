"""Conversations written as data: every kind of node, and the flows zapbot ships."""

import pytest

from tests.flow import casefiles
from tests.flow.casefiles import HERE, STARTERS, Case
from zapbot.flow import check
from zapbot.flow.nodes import KINDS

ALSO = ("tag", "set", "anytime", "triggers", "vars")


@pytest.mark.parametrize("case", casefiles.cases("cases"), ids=str)
def test_the_talk_goes_as_written(case: Case) -> None:
    case.play([casefiles.flow(written) for written in case.flows])


@pytest.mark.parametrize("kind", [*KINDS, *ALSO])
def test_every_kind_has_cases(kind: str) -> None:
    file = HERE / "cases" / f"{kind}.yaml"
    assert file.exists(), f"write the talks of {kind} in {file}"
    assert list(casefiles.read(file))


@pytest.mark.parametrize("case", casefiles.cases("starters"), ids=str)
def test_the_starter_flow_talks_as_promised(case: Case) -> None:
    case.play([casefiles.load((STARTERS / case.file.name).read_text())])


@pytest.mark.parametrize("name", [file.name for file in STARTERS.glob("*.yaml")])
def test_the_talks_take_every_exit_of_a_starter_flow(name: str) -> None:
    flow = casefiles.load((STARTERS / name).read_text())
    branching = [node for node in flow.nodes.values() if not node.falls_through]
    wanted = {(node.id, f"{exit} → {to}") for node in branching for _, exit, to in check.exits(node)}
    talks = [case.play([flow]) for case in casefiles.read(HERE / "starters" / name)]
    taken = {(trace.node, trace.result) for talk in talks for trace in talk.trace}
    assert wanted - taken == set()
