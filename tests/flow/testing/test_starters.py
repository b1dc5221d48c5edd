"""The flows zapbot ships and the tests beside them."""

import time

from tests.flow.casefiles import STARTER_FLOWS, STARTERS
from zapbot.desk import flow_tests

SUITES = flow_tests.find([STARTERS])


def test_every_starter_flow_has_tests() -> None:
    assert {suite.script.flow for suite in SUITES} == {file.stem for file in STARTER_FLOWS}


def test_the_tests_pass_take_every_exit_and_are_quick() -> None:
    begun = time.monotonic()
    suites = flow_tests.find([STARTERS])
    assert flow_tests.problems(suites) == []
    results = [result for suite in suites for result in flow_tests.run(suite)]
    assert time.monotonic() - begun < 1
    assert [(result.suite.script.flow, result.name, result.failure) for result in results if result.failure] == []
    assert [(one.flow, way.name) for one in flow_tests.cover(results) for way in one.missed] == []


def test_hardly_a_mistake_in_quote_and_faq_would_go_unnoticed() -> None:
    results = [r for suite in SUITES if suite.script.flow in ("cotacao", "faq") for r in flow_tests.run(suite)]
    assert [survivor.what for one in flow_tests.mutate(results) for survivor in one.survivors] == []
