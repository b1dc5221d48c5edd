"""From a file to a flow."""

from tests.flow import casefiles
from tests.flow.casefiles import STARTER_FLOWS
from zapbot.flow import reader
from zapbot.flow.variables import Variable

FLOW = """\
zapbot: 1
flow: teste
triggers: [{keyword: [Olá!, bom dia], match: starts, next: a}]
vars: {ano: {type: int, default: 1.990}, nome: text}
anytime: {"sair|Até logo!": fim}
settings: {mode: restart, priority: 3}
nodes:
  a: {message: Oi, tag: [x, "{{ nome }}"], set: {nome: Ana}}
  b: {tag: {remove: x}}
  fim: {end: }
"""


def test_a_flow_is_what_its_file_says() -> None:
    flow = casefiles.load(FLOW)
    assert (flow.id, flow.name, flow.mode, flow.priority, flow.first) == ("teste", "teste", "restart", 3, "a")
    assert flow.vars == {"ano": Variable("int", 1990), "nome": Variable("text")}
    assert flow.triggers[0].keywords == ("ola", "bom dia")
    assert flow.anytime[0].words == ("sair", "ate logo")


def test_a_node_carries_its_tags_values_and_what_follows() -> None:
    nodes = casefiles.load(FLOW).nodes
    assert nodes["a"].add_tags == ("x", "{{ nome }}")
    assert nodes["a"].assignments == (("nome", "Ana"),)
    assert nodes["b"].remove_tags == ("x",)
    assert [node.following for node in nodes.values()] == ["b", "fim", None]


def test_equal_files_give_equal_flows() -> None:
    for file in STARTER_FLOWS:
        assert casefiles.load(file.read_text()) == casefiles.load(file.read_text())


def test_the_ignored_keys_of_a_broken_file_leave_a_draft() -> None:
    loaded = reader.load(FLOW.replace("flow: teste", "flow: TESTE"), "f.yaml")
    assert loaded.flow is None
    assert loaded.draft is not None
    assert list(loaded.draft.nodes) == ["a", "b", "fim"]
