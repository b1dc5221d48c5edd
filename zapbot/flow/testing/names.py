"""Names in a test file that no flow has: a typing mistake would otherwise be a test that always fails, or never."""

from collections.abc import Iterable, Sequence

from zapbot.flow import explain
from zapbot.flow.definition import Flow
from zapbot.flow.source import Path
from zapbot.flow.testing.reading import Script
from zapbot.flow.testing.steps import Expect, Schedule, Step, Webhook


def check(script: Script, flows: Sequence[Flow]) -> None:
    """Report every name that does not exist."""
    check = _Check(script, flows)
    check.one(("flow",), "flow", script.flow, check.flows)
    for talk in script.talks:
        for path, step in talk.steps:
            check.step(path, step)


class _Check:
    def __init__(self, script: Script, flows: Sequence[Flow]) -> None:
        own = sorted(flows, key=lambda flow: flow.id != script.flow)  # what is near is most likely of this flow
        triggers = [trigger for flow in own for trigger in flow.triggers]
        self.flows = [flow.id for flow in own]
        self._nodes = [name for flow in own for name in flow.nodes]
        self._vars = [name for flow in own for name in flow.vars]
        self._hooks = [trigger.webhook for trigger in triggers if trigger.webhook]
        self._crons = [trigger.cron for trigger in triggers if trigger.cron]
        self._report = script.source.report

    def step(self, path: Path, step: Step) -> None:
        """The names of one step."""
        if isinstance(step, Webhook):
            self.one((*path, "webhook"), "webhook", step.webhook, self._hooks)
        elif isinstance(step, Schedule):
            self.one((*path, "schedule"), "schedule", step.schedule, self._crons)
        elif isinstance(step, Expect):
            place = (*path, "expect")
            self.one((*place, "at"), "node", step.expect.at, self._nodes)
            self.one((*place, "flow"), "flow", step.expect.flow, self.flows)
            for name in step.expect.vars:
                self.one((*place, "vars", name), "variable", name, self._vars)

    def one(self, path: Path, what: str, name: str | None, known: Iterable[str]) -> None:
        """Report a name that is not among those known."""
        there = list(known)
        if name and name not in there:
            advice = explain.nearest(name, there) if there else "no flow beside this file has one"
            self._report(path, f"there is no {what} {name!r}", advice)
