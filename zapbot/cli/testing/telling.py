"""Test results for people: the transcript up to the step that failed, what was expected, what came, what to do."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from zapbot.cli.testing.transcripts import cut, transcript
from zapbot.desk.flow_tests import Result
from zapbot.flow.testing.coverage import Coverage
from zapbot.flow.testing.failing import Difference
from zapbot.flow.testing.mutation.surviving import Mutation

WIDTH = 120
"""Of a line when nothing says how wide the paper is."""

Lines = Iterator[Text]


def console() -> Console:
    """Colour on a terminal only; nothing is read as markup or broken where the reader cannot see it."""
    shown = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    shown.width = shown.width if shown.is_terminal else WIDTH
    return shown


def results(found: Sequence[Result], width: int) -> Lines:
    """A line for each file that passed, a page for each test that failed, and the sum."""
    suites = {id(result.suite): result.suite for result in found}.values()
    for suite in suites:
        own = [result for result in found if result.suite is suite]
        if not any(result.failure for result in own):
            yield _passed(suite.script.flow, len(own), suite.script.source.file)
    for result in found:
        if result.failure:
            yield Text()
            yield from failure(result, width)
    yield from _sum(found)


def failure(result: Result, width: int) -> Lines:
    """Why a test failed."""
    script, failed = result.suite.script, result.failure
    assert failed is not None
    where = f"{script.source.file}:{result.line}"
    yield Text.assemble(("FAIL", "bold red"), "  ", (f"{script.flow} › {result.name}", "bold"), "   ", (where, "cyan"))
    if result.played:
        yield from transcript(result.played.lines, width)
    source = script.source.text.splitlines()[result.line - 1].strip()
    yield Text.assemble((f"{result.line:>7} │ ", "dim"), cut(source, width - 10))
    for line in _reason(failed.message, failed.differences, failed.advice, width - 12):
        yield Text.assemble(("        │ ", "dim"), line)


def coverage(measured: Sequence[Coverage]) -> Lines:
    """Exits taken, and each that never was."""
    for one in measured:
        yield _heading("coverage", one.flow, f"{one.taken} of {one.total} exits", not one.missed)
        width = max((len(_at(one.file, way.line)) for way in one.missed), default=0)
        for way in one.missed:
            yield Text.assemble(
                "  ",
                (_at(one.file, way.line).ljust(width), "cyan"),
                f"  {way.name} → {way.target}",
                ("   never taken", "dim"),
            )


def mutation(tried: Sequence[Mutation]) -> Lines:
    """Mutants killed, and each that no test noticed."""
    for one in tried:
        yield _heading("mutants", one.flow, f"{one.killed} of {one.total} noticed", not one.survivors)
        width = max((len(_at(one.file, survivor.line)) for survivor in one.survivors), default=0)
        for survivor in one.survivors:
            came = f"{survivor.talks} tests came by" if survivor.talks else "no test comes here"
            came = came if survivor.talks != 1 else "1 test came by"
            at = (_at(one.file, survivor.line).ljust(width), "cyan")
            yield Text.assemble("  ", at, f"  {survivor.what}", (f"   {came}", "dim"))


def _passed(flow: str, count: int, file: str) -> Text:
    tests = f"{count} test{'s' * (count != 1)}"
    return Text.assemble(("ok", "bold green"), f"    {flow}   {tests}   ", (file, "cyan"))


def _sum(found: Sequence[Result]) -> Lines:
    failed = sum(result.failure is not None for result in found)
    seconds = f"{sum(result.seconds for result in found):.2f} s"
    tests = f"{len(found)} test{'s' * (len(found) != 1)}"
    if failed:
        yield Text()
        yield Text.assemble((f"{failed} of {tests} failed", "bold red"), f" in {seconds}")
    else:
        yield Text.assemble((f"{tests} passed", "bold green"), f" in {seconds}")


def _heading(what: str, flow: str, count: str, whole: bool) -> Text:
    return Text.assemble((f"{what:<9}", "bold"), f" {flow}  ", (count, "green" if whole else "yellow"))


def _reason(message: str, differences: Sequence[Difference], advice: str, width: int) -> Lines:
    yield Text(message, "bold red")
    for difference in differences:
        yield from _difference(difference, width)
    if advice:
        yield Text.assemble(("hint  ", "bold"), advice)


def _difference(difference: Difference, width: int) -> Lines:
    label = "" if difference.what in ("text", "bot") else f"{difference.what}  "
    if difference.expected != "(none)" or difference.what != "bot":
        yield Text.assemble(("  expected  ", "dim"), label, (difference.expected, "green"))
    for i, line in enumerate(difference.got.splitlines() or [""]):
        yield Text.assemble(("  got       " if i == 0 else " " * 12, "dim"), label if i == 0 else "", (line, "red"))
    start, end = _parting(difference.expected, difference.got)
    fits = len(label) + len(difference.got) + 12 < width and "\n" not in difference.got
    if difference.exact and fits and (start or end < len(difference.got)):
        yield Text(" " * (12 + len(label) + start) + "^" * max(end - start, 1), "red")


def _parting(expected: str, got: str) -> tuple[int, int]:
    """Where the second text begins and ends to differ from the first."""
    start = 0
    while start < min(len(expected), len(got)) and expected[start] == got[start]:
        start += 1
    back = 0
    while back < min(len(expected), len(got)) - start and expected[-1 - back] == got[-1 - back]:
        back += 1
    return start, len(got) - back


def _at(file: str, line: int) -> str:
    return f"{file}:{line}"
