"""The layout: nothing lies on anything else, every way goes from its node to its target, always the same."""

from itertools import combinations, pairwise

import pytest

from tests.flow.graph.flows import large, starters
from zapbot.flow.graph import plan
from zapbot.flow.graph.layout import Box, lay_out
from zapbot.flow.graph.mesh import Lead, Link, Size
from zapbot.flow.graph.plan import Plan

GRAPHS = {**starters(), "40 nodes": large(40)}
PLANS = {
    f"{name}{' with numbers' * numbered}": plan.plan(graph, numbered)
    for name, graph in GRAPHS.items()
    for numbered in (False, True)
}
NODE = Size(200, 50)


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.bottom and b.y < a.bottom


def everything(drawn: Plan) -> list[Box]:
    layout = drawn.layout
    labels = [box for box, bundle in zip(layout.labels, drawn.bundles, strict=True) if bundle.labelled]
    return [*layout.nodes, *layout.leads, *labels]


@pytest.mark.parametrize("name", PLANS)
def test_no_two_boxes_or_labels_overlap(name: str) -> None:
    assert [(a, b) for a, b in combinations(everything(PLANS[name]), 2) if overlap(a, b)] == []


@pytest.mark.parametrize("name", PLANS)
def test_everything_is_inside_the_picture(name: str) -> None:
    layout = PLANS[name].layout
    for box in everything(PLANS[name]):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= layout.width
        assert box.bottom <= layout.height


@pytest.mark.parametrize("name", PLANS)
def test_every_way_goes_from_the_bottom_of_its_node_to_the_top_of_its_target(name: str) -> None:
    drawn = PLANS[name]
    box = {node.id: box for node, box in zip(drawn.graph.nodes, drawn.layout.nodes, strict=True)}
    for bundle, curves in zip(drawn.bundles, drawn.layout.ways, strict=True):
        source, target = box[bundle.source], box[bundle.target]
        x, y = curves[0][:2]
        assert source.x < x < source.x + source.width
        assert y == pytest.approx(source.bottom)
        x, y = curves[-1][6:]
        assert target.x < x < target.x + target.width
        assert y == pytest.approx(target.y)
        for before, after in pairwise(curves):
            assert before[6:] == after[:2]


@pytest.mark.parametrize("name", PLANS)
def test_no_way_runs_through_a_box(name: str) -> None:
    drawn = PLANS[name]
    for curves in drawn.layout.ways:
        upright = [(c[0], min(c[1], c[7]), max(c[1], c[7])) for c in curves if c[0] == c[6]]
        for x, top, bottom in upright:
            crossed = [b for b in drawn.layout.nodes if b.x < x < b.x + b.width and top < b.bottom and b.y < bottom]
            assert crossed == []


@pytest.mark.parametrize("name", GRAPHS)
def test_the_same_flow_gives_the_same_picture(name: str) -> None:
    assert plan.plan(GRAPHS[name]) == plan.plan(GRAPHS[name])


def test_forty_nodes_fit_a_screen() -> None:
    assert PLANS["40 nodes"].layout.width <= 1280


def test_five_hundred_nodes_are_laid_out() -> None:
    drawn = plan.plan(large(500), numbered=True)
    assert len(drawn.layout.nodes) >= 500


def test_a_way_back_and_one_to_the_node_itself_are_drawn() -> None:
    layout = lay_out([NODE, NODE], [], [Link(0, 1), Link(1, 0, Size(40, 18)), Link(1, 1, Size(40, 18))])
    assert layout.back == {1, 2}
    assert layout.nodes[0].bottom < layout.nodes[1].y
    assert all(curves[-1][7] == layout.nodes[end].y for curves, end in zip(layout.ways, (1, 0, 1), strict=True))


def test_who_leads_in_stands_above_the_node() -> None:
    layout = lay_out([NODE, NODE], [Lead(0, Size(80, 24)), Lead(1, Size(80, 24))], [Link(0, 1)])
    for lead, node in zip(layout.leads, layout.nodes, strict=True):
        assert lead.bottom < node.y


def test_rows_stay_narrow() -> None:
    layout = lay_out([NODE] * 11, [], [Link(0, i) for i in range(1, 11)], most=4)
    rows = [box.y for box in layout.nodes[1:]]
    assert max(map(rows.count, rows)) <= 4


def test_one_node_alone_is_a_picture_too() -> None:
    layout = lay_out([NODE], [], [])
    assert layout.width > NODE.width
