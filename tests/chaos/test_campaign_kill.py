"""SIGKILL of the worker in the middle of a campaign: nobody gets it twice, nobody is forgotten."""

from pathlib import Path

from tests.bench.campaign import NAME, SANDBOX, Run, settings
from tests.stack import Stack, until

PEOPLE = 1_500


def test_nobody_is_sent_a_campaign_twice_or_forgotten_when_the_worker_is_killed(tmp_path: Path) -> None:
    with Stack(tmp_path, **settings()) as stack:
        stack.sandbox_options = SANDBOX
        stack.start("sandbox", "serve", "worker")
        run = Run(stack, PEOPLE)
        run.create("--rate", "300")
        run.command("start", NAME)
        run.kill_in_the_middle()
        report = run.finish()
        never_left = PEOPLE - len(run.reached)
        assert report.unknown == never_left
        assert report.sent == len(run.reached)
        assert max(run.reached.values()) == 1
        if never_left:
            run.command("retry-unknown", NAME, "--yes")
            until(lambda: run.look() >= PEOPLE, 30, "what never left has arrived")
    assert sorted(run.reached) == sorted(run.numbers())
    assert set(run.reached.values()) == {1}
