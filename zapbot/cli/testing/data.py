"""Test results as data for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from zapbot.desk.flow_tests import Result
from zapbot.flow.testing.coverage import Coverage
from zapbot.flow.testing.failing import Failure
from zapbot.flow.testing.mutation.surviving import Mutation


def report(found: Sequence[Result], measured: Sequence[Coverage], tried: Sequence[Mutation]) -> dict[str, Any]:
    """Everything that is known after a run."""
    failed = sum(result.failure is not None for result in found)
    whole: dict[str, Any] = {"passed": len(found) - failed, "failed": failed}
    whole["seconds"] = round(sum(result.seconds for result in found), 4)
    whole["tests"] = [_result(result) for result in found]
    if measured:
        whole["coverage"] = [{**asdict(one), "taken": one.taken} for one in measured]
    if tried:
        whole["mutants"] = [{**asdict(one), "killed": one.killed} for one in tried]
    return whole


def _result(result: Result) -> dict[str, Any]:
    script = result.suite.script
    return {
        "flow": script.flow,
        "test": result.name,
        "file": script.source.file,
        "line": result.line,
        "passed": result.failure is None,
        "seconds": round(result.seconds, 4),
        "failure": _failure(result.failure) if result.failure else None,
        "transcript": [asdict(line) for line in result.played.lines] if result.played and result.failure else [],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    differences = [{"what": d.what, "expected": d.expected, "got": d.got} for d in failure.differences]
    return {"message": failure.message, "differences": differences, "advice": failure.advice}
