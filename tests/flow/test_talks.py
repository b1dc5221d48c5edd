"""Conversations written as data: every kind of node, and what is beside nodes in a flow."""

import pytest

from tests.flow import casefiles
from tests.flow.casefiles import HERE, Case
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
