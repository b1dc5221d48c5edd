"""Flows to draw: the starters, one that means harm, and as large a one as asked for."""

from zapbot import starter
from zapbot.flow import reader
from zapbot.flow.graph import edges
from zapbot.flow.graph.edges import Graph

HOSTILE = """
zapbot: 1
flow: mau
name: '</title><script>alert(1)</script>'
triggers:
  - keyword: {regex: '"\\]\\);<script>alert\\(1\\)</script>'}
anytime:
  'x" --> y | <b>': click
nodes:
  end:
    message: |
      1. "quoted" `code` **bold** <img src=x onerror=alert(1)> & ]]> %%{init: {}}%% \u202e
  'subgraph "x"] & <i>':
    message: "- list ~~~ \\x08 \\uFFFE"
  click:
    wait: {options: {'a"] --> b': end, '<script>': ';--> fim'}, on_invalid: end}
  ';--> fim':
    end:
"""


def drawn(text: str) -> Graph:
    """The graph of a flow's text, which must be without a mistake."""
    loaded = reader.load(text, "flow.yaml")
    assert loaded.flow is not None, loaded.problems
    return edges.graph(loaded.flow)


def starters() -> dict[str, Graph]:
    """Every starter flow by its id."""
    files = sorted(file for file in starter.folder().glob("*.yaml") if "\nflow:" in file.read_text("utf-8"))
    graphs = [drawn(file.read_text("utf-8")) for file in files if not file.name.endswith(".test.yaml")]
    return {graph.flow: graph for graph in graphs}


def large(nodes: int) -> Graph:
    """A flow of questions, details and rules that lead on, further on, and sometimes back."""
    lines = ["zapbot: 1", "flow: grande", "triggers: [{keyword: oi}]", "anytime: {humano: pessoa}", "nodes:"]
    last = nodes - 3
    for i in range(0, last, 4):
        after, later = (f"q{n}" if n < last else "fim" for n in (i + 4, i + 8))
        lines += [
            f"  q{i}: {{message: {{text: Pergunta {i}?, buttons: {{a: Sim, b: Nao}}}}}}",
            f"  r{i}: {{wait: {{options: {{a: d{i}, b: {later}}}, on_invalid: pessoa, timeout: 1h,",
            "    on_timeout: frio}}",
            f"  d{i}: {{message: Detalhe {i}}}",
            f'  c{i}: {{condition: [{{if: last.text == "x", next: q{max(0, i - 4)}}}, {{else: {after}}}]}}',
        ]
    return drawn("\n".join([*lines, "  fim: {end: }", "  pessoa: {transfer: vendas}", "  frio: {tag: frio, end: ok}"]))
