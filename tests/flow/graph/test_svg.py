"""The SVG: well-formed whatever a flow says, nothing in it that a strict policy would refuse, readable by all."""

import re
from xml.etree import ElementTree

import pytest

from tests.flow.graph.flows import HOSTILE, drawn, starters
from zapbot.flow.graph import plan, svg
from zapbot.flow.graph.traffic import Traffic, count

NAMESPACE = "{http://www.w3.org/2000/svg}"
GRAPHS = {**starters(), "hostile": drawn(HOSTILE)}


def picture(name: str, traffic: Traffic | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(svg.draw(plan.plan(GRAPHS[name], traffic is not None), traffic))


def texts(root: ElementTree.Element) -> str:
    return " ".join(root.itertext())


@pytest.mark.parametrize("name", GRAPHS)
def test_it_is_well_formed_and_names_every_node_and_exit(name: str) -> None:
    said = " ".join(texts(picture(name)).split())
    for node in GRAPHS[name].nodes:
        assert " ".join(node.id.split()) in said
    for way in GRAPHS[name].ways:
        assert way.exit in said


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("numbered", [False, True])
def test_it_obeys_the_strictest_policy(name: str, numbered: bool) -> None:
    root = picture(name, count(GRAPHS[name], []) if numbered else None)
    for element in root.iter():
        assert element.tag.removeprefix(NAMESPACE) not in ("script", "style", "foreignObject", "image", "use")
        assert not [key for key in element.attrib if key == "style" or key.startswith("on")]
        assert not element.get("href", "#").startswith("javascript")


def test_it_has_a_title_and_a_description() -> None:
    root = picture("cotacao")
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    title, description = (root.get("aria-labelledby") or "").split()
    assert root.get("role") == "img"
    assert named[title] == GRAPHS["cotacao"].name
    assert re.search(r"\d+ nodes", named[description] or "")


def test_in_a_file_it_brings_its_style_and_obeys_nobody_elses() -> None:
    text = svg.draw(plan.plan(GRAPHS["faq"]), style=".fg { color: red } </style><script>")
    root = ElementTree.fromstring(text)
    assert [e.tag for e in root.iter() if "script" in e.tag] == []
    assert root.find(f"{NAMESPACE}style") is not None


def test_nodes_lead_where_they_are_told_to() -> None:
    text = svg.draw(plan.plan(GRAPHS["faq"]), link=lambda node: f"#{node}")
    root = ElementTree.fromstring(text)
    assert [a.get("href") for a in root.iter(f"{NAMESPACE}a")] == [f"#{node.id}" for node in GRAPHS["faq"].nodes]
    assert root.get("role") != "img"


def test_control_characters_and_turned_directions_are_taken_out() -> None:
    text = svg.draw(plan.plan(GRAPHS["hostile"]))
    assert not re.search("[\x00-\x08\u202a-\u202e\ufffe]", text)
