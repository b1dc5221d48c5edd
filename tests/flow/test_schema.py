"""The JSON Schema editors use: it takes what is read and refuses, of what is not, all that a shape can show."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tests.flow import casefiles
from tests.flow.casefiles import HERE, STARTERS
from zapbot.flow import check, reader, schema

WRITTEN = Path(__file__).parent.parent.parent / "examples" / "flows-repo" / "zapbot-flow.schema.json"
SCHEMA = schema.build()
VALIDATOR = Draft202012Validator(SCHEMA)
HEAD = {"zapbot": 1, "flow": "teste"}


def as_editors_see(text: str) -> Any:
    """YAML 1.2 with its numbers and truths."""
    return YAML(typ="safe").load(StringIO(text))


def marks(data: Any) -> set[str]:
    """Where the schema finds mistakes."""
    return {".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(data)}


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_file_in_the_examples_is_the_one_printed() -> None:
    printed = json.dumps(SCHEMA, ensure_ascii=False, indent=2) + "\n"
    assert WRITTEN.read_text("utf-8") == printed, f"zapbot flows schema > {WRITTEN}"


def test_it_takes_the_starter_flows() -> None:
    seen = [as_editors_see(file.read_text("utf-8")) for file in STARTERS.glob("*.yaml")]
    flows = [data for data in seen if "nodes" in data]
    assert {"cotacao", "faq"} <= {data["flow"] for data in flows}
    assert [marks(data) for data in flows] == [set()] * len(flows)


@pytest.mark.parametrize("file", sorted((HERE / "cases").glob("*.yaml")), ids=lambda file: file.stem)
def test_it_takes_every_flow_of_the_talks(file: Path) -> None:
    for case in as_editors_see(file.read_text("utf-8")):
        for written in [case["flow"]] if "flow" in case else case.get("flows", []):
            assert marks({**HEAD, **written}) == set(), case["case"]


@pytest.mark.parametrize("mistake", casefiles.mistakes(), ids=str)
def test_it_refuses_nothing_that_is_read(mistake: casefiles.Mistake) -> None:
    if reader.load(mistake.text, "flow.yaml").flow is not None:
        assert marks(as_editors_see(mistake.text)) <= {"nodes.a.message"}  # with four buttons


SHAPES = {
    "head: a misspelt key": {""},
    "head: nodes that are a list": {"nodes"},
    "head: an id with spaces and capitals": {"flow"},
    "head: settings": {"settings", "settings.mode", "settings.priority"},
    "nodes: next where every exit has to be named": {"nodes.a", "nodes.b"},
}


@pytest.mark.parametrize("name", SHAPES)
def test_it_marks_mistakes_where_they_are(name: str) -> None:
    mistake = next(mistake for mistake in casefiles.mistakes() if str(mistake) == name)
    assert marks(as_editors_see(mistake.text)) == SHAPES[name]


@pytest.mark.parametrize("mistake", [m for m in casefiles.mistakes() if m.file.stem == "head"], ids=str)
def test_it_marks_every_broken_head(mistake: casefiles.Mistake) -> None:
    assert marks(as_editors_see(mistake.text))


@pytest.mark.parametrize(
    "node",
    [
        {"mesage": "Oi"},
        {"message": "Oi", "end": None},
        {"message": ""},
        {"message": {"text": "Oi", "buttons": {}}},
        {"message": {"text": "Oi", "typing": "25"}},
        {"wait": {}},
        {"wait": {"options": {"a": "b"}}},
        {"wait": {"next": "a", "timeout": "2 horas", "on_timeout": "a"}},
        {"wait": {"next": "a", "timeout": "2h"}},
        {"wait": {"next": "a", "tries": "muitas"}},
        {"condition": []},
        {"condition": [{"if": "a"}]},
        {"delay": "logo"},
        {"delay": {}},
        {"transfer": None},
        {"transfer": {"to": "a", "queue": "yes"}},
        {"tag": {"ad": "x"}},
        {"next": "a"},
        {},
        None,
    ],
    ids=str,
)
def test_it_refuses_broken_nodes(node: Any) -> None:
    assert marks({**HEAD, "nodes": {"a": node}})


def test_every_key_is_described() -> None:
    described = {
        f"{name}.{key}": "description" in value or "$ref" in value
        for name, part in {"": SCHEMA, **SCHEMA["$defs"]}.items()
        for key, value in part.get("properties", {}).items()
    }
    assert [key for key, known in described.items() if not known] == []


def test_every_case_of_shapes_is_wrong_for_the_check_too() -> None:
    for mistake in casefiles.mistakes():
        if str(mistake) in SHAPES:
            assert check.check([reader.load(mistake.text, "flow.yaml")])


def test_what_is_no_yaml_is_not_its_business() -> None:
    with pytest.raises(YAMLError):
        as_editors_see("a: [")
