"""Every mistake an author can make: where it is said to be, what it is, what to write instead."""

import json
from itertools import cycle
from typing import Any

import pytest

from tests.flow import casefiles
from tests.flow.casefiles import STARTER_FLOWS, Mistake
from zapbot.flow import check, reader, source

TWO = """\
zapbot: 1
flow: {id}
triggers: [{{keyword: {keyword}}}]
{more}nodes: {{fim: {{end: }}}}
"""


def together(*texts: str) -> list[str]:
    """The problems of files a.yaml, b.yaml, ... read together."""
    return [
        str(problem)
        for problem in check.check([reader.load(t, f"{n}.yaml") for n, t in zip("abc", texts, strict=False)])
    ]


@pytest.mark.parametrize("mistake", casefiles.mistakes(), ids=str)
def test_a_broken_file_says_all_that_is_wrong_with_it(mistake: Mistake) -> None:
    problems = check.check([reader.load(mistake.text, "flow.yaml")])
    assert [str(problem).removeprefix("flow.yaml:") for problem in problems] == mistake.problems


def test_two_files_with_one_id() -> None:
    one = TWO.format(id="a", keyword="oi", more="")
    other = TWO.format(id="a", keyword="olá", more="")
    assert together(one, other) == ["b.yaml:2:1: error: a.yaml is also the flow 'a'; give one another id"]


def test_two_flows_with_one_keyword_although_it_is_written_otherwise() -> None:
    one = TWO.format(id="a", keyword="[menu, Olá]", more="")
    other = TWO.format(id="b", keyword="OLA!", more="")
    advice = "change one of them, or set settings: {priority: 1}"
    assert together(one, other) == [f"b.yaml:3:12: error: 'ola' also starts the flow 'a'; {advice}"]


@pytest.mark.parametrize("more", ["settings: {priority: 1}\n", ""], ids=["priority", "another match"])
def test_two_flows_may_share_a_keyword_when_one_of_them_wins(more: str) -> None:
    one = TWO.format(id="a", keyword="oi", more="")
    other = TWO.format(id="b", keyword="oi" if more else "oi, match: exact", more=more)
    assert together(one, other) == []


def test_a_flow_may_say_its_keyword_twice() -> None:
    assert together(TWO.format(id="a", keyword="[oi, Oi!]", more="")) == []


def test_mistakes_come_in_reading_order_and_once() -> None:
    text = next(m.text for m in casefiles.mistakes() if m.name == "exits that lead nowhere")
    file = reader.load(text, "flow.yaml")
    once, again = check.check([file]), check.check([file])
    assert once == again == sorted(set(once))


def test_a_file_broken_anywhere_is_reported_never_raised() -> None:
    """Each piece of a good flow in turn becomes something of another shape."""
    shapes = cycle([None, "x", "", [], {}, [{"a": "b"}], {"a": {"b": "c"}}, "{{", "012", [None]])
    for file in STARTER_FLOWS:
        whole = source.read(file.read_text(), file.name)
        for path in whole.places:
            broken = json.dumps(replaced(whole.data, path, next(shapes)))
            check.check([reader.load(broken, file.name)])


def replaced(data: Any, path: source.Path, value: Any) -> Any:
    """A copy of the data with another value at a path."""
    if not path:
        return value
    copied = data.copy()
    copied[path[0]] = replaced(data[path[0]], path[1:], value)
    return copied
