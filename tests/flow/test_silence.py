"""The greatest silence on arrival, compared with walking every way there is."""

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow import casefiles
from zapbot.flow.checks import silence, window
from zapbot.flow.checks.graph import Graph, Spot, components

NAMES = "abcdef"
HOUR = 3600
name = st.sampled_from(NAMES)
length = st.sampled_from(["0s", "1h", "2h"])
node = st.one_of(
    st.fixed_dictionaries(
        {"wait": st.fixed_dictionaries({"next": name, "timeout": st.just("1h"), "on_timeout": name})}
    ),
    st.fixed_dictionaries({"delay": length, "next": name}),
    st.fixed_dictionaries({"message": st.just("Oi"), "next": name}),
    st.fixed_dictionaries(
        {
            "condition": st.tuples(
                st.fixed_dictionaries({"if": st.just('last.text == "x"'), "next": name}),
                st.fixed_dictionaries({"else": name}),
            ).map(list)
        }
    ),
    st.just({"end": "Tchau"}),
)
nodes = st.lists(node, min_size=len(NAMES), max_size=len(NAMES)).map(lambda made: dict(zip(NAMES, made, strict=True)))


def walked(graph: Graph) -> dict[Spot, float]:
    """The greatest silence by going on until nothing changes; what still grows then has no end."""
    known: dict[Spot, float] = dict.fromkeys(silence.after_an_answer(graph), 0.0)
    for _ in range(3 * len(NAMES)):
        for spot, seconds in list(known.items()):
            for to, spent in silence.silent(graph, spot):
                known[to] = max(known.get(to, 0), seconds + spent)
    before = dict(known)
    for _ in range(3 * len(NAMES)):
        for spot, seconds in list(known.items()):
            for to, spent in silence.silent(graph, spot):
                known[to] = max(known[to], seconds + spent)
    return {spot: seconds if seconds == before[spot] else math.inf for spot, seconds in known.items()}


@settings(derandomize=True, max_examples=500, deadline=None)
@given(nodes)
def test_every_way_is_counted(made: dict[str, Any]) -> None:
    graph = Graph([casefiles.unchecked({"nodes": made})], [])
    found = silence.arrivals(graph)
    assert {spot: arrival.seconds for spot, arrival in found.items()} == walked(graph)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(nodes)
def test_the_way_told_leads_there_in_that_time(made: dict[str, Any]) -> None:
    graph = Graph([casefiles.unchecked({"nodes": made})], [])
    found = silence.arrivals(graph)
    for spot, arrival in found.items():
        if arrival.before is None:
            assert arrival.seconds == 0
        else:
            assert (spot, arrival.spent) in silence.silent(graph, arrival.before)
            assert arrival.seconds == found[arrival.before].seconds + arrival.spent


def test_circles_come_before_what_they_lead_to() -> None:
    out = {"a": "b", "b": "ca", "c": "d", "d": "c", "e": "c"}
    found = [set(circle) for circle in components(out, lambda vertex: out[vertex])]
    assert sorted(map(sorted, found)) == [["a", "b"], ["c", "d"], ["e"]]
    assert found[-1] == {"c", "d"}


def test_a_length_of_time_is_told_in_hours() -> None:
    assert [window.spell(s) for s in (0, 45, 90, 3600, 86100, 90_000)] == ["0s", "45s", "1m30s", "1h", "23h55m", "25h"]
