"""The Mermaid text: every node and exit, and no text that could become part of the chart."""

import re

import pytest

from tests.flow.graph.flows import HOSTILE, drawn, starters
from zapbot.flow.graph import mermaid
from zapbot.flow.graph.edges import Graph
from zapbot.flow.graph.traffic import Journey, Pass, count

GRAPHS = {**starters(), "hostile": drawn(HOSTILE)}
ENTRY = r't\d+\(\["[^"]*"\]\):::start --> n\d+'
NODE = r'n\d+(\[|\{\{|\{|\(\[|>|\[\[|\[\()"[^"]*"(\]|\}\}|\}|\]\)|\]\]|\)\])(:::zap_\w+)?'
WAY = r'n\d+ (-- "[^"]*" -->|-->) n\d+'
CLASS = r"classDef \w+ stroke:#[0-9a-f]{6},stroke-width:2px"


def plain(text: str) -> str:
    """Codes turned back into the characters they stand for."""
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text)


def number(graph: Graph, node: str) -> str:
    return f"n{[one.id for one in graph.nodes].index(node)}"


@pytest.mark.parametrize("name", GRAPHS)
def test_every_line_is_of_the_chart_and_nothing_else(name: str) -> None:
    first, *lines = mermaid.text(GRAPHS[name]).splitlines()
    assert first == "flowchart TD"
    for line in lines:
        assert re.fullmatch(f"    ({ENTRY}|{NODE}|{WAY}|{CLASS})", line), line


@pytest.mark.parametrize("name", GRAPHS)
def test_every_node_entry_and_exit_is_there(name: str) -> None:
    graph = GRAPHS[name]
    text = mermaid.text(graph)
    for node in graph.nodes:
        assert f'"{mermaid.escape(node.id)}' in text
    for way in graph.ways:
        label = f'-- "{mermaid.escape(way.label)}" -->' if way.label else "-->"
        assert f"{number(graph, way.source)} {label} {number(graph, way.target)}\n" in text
    assert text.count(":::start") == len(graph.entries)


def test_the_words_can_be_read() -> None:
    text = plain(mermaid.text(GRAPHS["faq"]))
    assert "Como posso ajudar?" in text
    assert "on_timeout 15m" in text
    assert "matches \\b(preco|valor|quanto)" in text


def test_what_markdown_or_mermaid_would_take_for_its_own_is_written_as_codes() -> None:
    assert mermaid.escape('1. "a" `b` **c** <d> #e; -f') == (
        "1#46; #34;a#34; #96;b#96; #42;#42;c#42;#42; #60;d#62; #35;e#59; #45;f"
    )


def test_numbers_stand_on_nodes_and_exits() -> None:
    graph = GRAPHS["faq"]
    steps = (Pass("", "trigger", "keyword menu", "start → menu"), Pass("menu", "message", "", ""))
    text = mermaid.text(graph, count(graph, [Journey("active", "escolha", steps, 1200)]))
    assert "menu<br/>Como posso ajudar?<br/>1,200 came" in text
    assert '"next 1,200 (100%)"' in text
    assert '"horario 0 (0%)"' in text
