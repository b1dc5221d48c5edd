"""A new template comes from a file, and what Meta would refuse is said before it is handed in."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from zapbot.desk import template_file, template_rules
from zapbot.errors import InvalidContentError, UsageError
from zapbot.templates import Button, Definition, Header

GOOD = Definition(
    name="aviso_entrega",
    header=Header("text", "Pedido {{1}}", "A-42"),
    body="Olá {{nome}}, seu pedido sai hoje da loja.",
    footer="Padaria Aurora",
    buttons=(Button("quick_reply", "Obrigado"),),
    examples={"nome": "Ana"},
)
LINK = Button("url", "Ver", "https://loja.example/{{1}}", example="https://loja.example/a")


def read(folder: Path, text: str) -> Definition:
    """A template from a file with this text."""
    file = folder / "aviso.yaml"
    file.write_text(text)
    return template_file.read(file)


def wrong(**changed: Any) -> list[tuple[str, str]]:
    """What is wrong with the good template after a change."""
    return list(template_rules.problems(msgspec.structs.replace(GOOD, **changed)))


def test_the_example_that_is_shown_can_be_handed_in(tmp_path: Path) -> None:
    definition = read(tmp_path, template_file.EXAMPLE)
    assert definition.category == "UTILITY"
    assert definition.variables == ("nome", "transportadora")
    assert definition.named


def test_json_is_read_too(tmp_path: Path) -> None:
    data = msgspec.json.encode(GOOD).decode()
    assert read(tmp_path, data) == GOOD


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidContentError) as refused:
        read(tmp_path, "name: Aviso Novo\ncategory: news\nbody: '{{1}} olá'\n")
    assert str(refused.value).splitlines()[1:] == [
        "  name: takes a to z, 0 to 9 and _ only, at most 512: such as aviso_novo",
        "  category: 'NEWS' is none: use utility, marketing, authentication",
        "  body: may not begin with a variable: put a word before it",
        "  body: has 1 words for 1 variables: Meta refuses so little text around so many",
        "  examples.1: is missing: show what the variable may say",
    ]


@pytest.mark.parametrize("text", ["", "[]", "name: a\nbdy: b", "body: b", "name: [a]\nbody: b"])
def test_what_is_no_template_comes_with_an_example(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"is not a template: .*One looks like this"):
        read(tmp_path, text)


def test_what_is_no_yaml_and_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not YAML"):
        read(tmp_path, "name: [")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        template_file.read(tmp_path / "nada.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"body: ol\xe1")
    with pytest.raises(UsageError, match="save it as UTF-8"):
        template_file.read(tmp_path / "latin.yaml")


def test_a_good_template_has_no_problem() -> None:
    assert wrong() == []
    assert wrong(body="a" * 1024, examples={}, footer="a" * 60, header=Header("text", "a" * 60)) == []
    assert wrong(buttons=(Button("quick_reply", "a" * 25), LINK, Button("copy_code", example="a" * 15))) == []
    assert wrong(header=Header("image", example="4::handle"), language="en") == []


@pytest.mark.parametrize(
    ("where", "said", "changed"),
    [
        ("name", "at most 512", {"name": "a" * 513}),
        ("language", "write it like pt_BR", {"language": "português"}),
        ("body", "is empty", {"body": " ", "examples": {}}),
        ("body", "shorten it by 1", {"body": "a" * 1025, "examples": {}}),
        ("body", "may not end with a variable", {"body": "Olá, o seu pedido sai hoje, {{nome}}"}),
        ("body", "braces that are no variable", {"body": "Olá {{nome}}, seu {{pedido novo}} sai hoje"}),
        ("body", "use one kind", {"body": "Olá {{nome}}, seu pedido {{1}} sai hoje mesmo", "examples": {}}),
        ("body", "count from 1", {"body": "Olá {{2}}, seu pedido sai hoje", "examples": {"2": "Ana"}}),
        ("body", "'Nome' takes a to z", {"body": "Olá {{Nome}}, seu pedido sai", "examples": {"Nome": "a"}}),
        ("examples.nome", "is missing", {"examples": {}}),
        ("examples.outro", "is not a variable", {"examples": {"nome": "Ana", "outro": "x"}}),
        ("header.text", "shorten it by 1", {"header": Header("text", "a" * 61)}),
        ("header.text", "one variable at most", {"header": Header("text", "a {{1}} b {{2}}", "x")}),
        ("header.example", "is missing", {"header": Header("text", "Pedido {{1}}")}),
        ("header.example", "handle of a sample", {"header": Header("image")}),
        ("header.format", "'gif' is none", {"header": Header("gif")}),
        ("footer", "shorten it by 1", {"footer": "a" * 61}),
        ("footer", "no variables", {"footer": "Olá {{1}}"}),
        ("buttons", "are 11", {"buttons": tuple(Button("quick_reply", str(i)) for i in range(11))}),
        ("buttons", "two are called 'Sim'", {"buttons": (Button("quick_reply", "Sim"),) * 2}),
        ("buttons.0.type", "'link' is none", {"buttons": (Button("link", "a"),)}),
        ("buttons.0.text", "shorten it by 1", {"buttons": (Button("quick_reply", "a" * 26),)}),
        ("buttons.0.url", "no https address", {"buttons": (Button("url", "a", "loja.example"),)}),
        ("buttons.0.url", "at its end", {"buttons": (Button("url", "a", "https://a.b/{{1}}/c", example="x"),)}),
        ("buttons.0.example", "is missing", {"buttons": (Button("url", "a", "https://a.b/{{1}}"),)}),
        ("buttons.0.phone", "write it like +55", {"buttons": (Button("phone_number", "a", phone="11 4000"),)}),
        ("buttons.0.example", "longer than 15", {"buttons": (Button("copy_code", example="a" * 16),)}),
    ],
)
def test_each_rule_is_told_where_it_is_broken(where: str, said: str, changed: dict[str, Any]) -> None:
    assert [what for place, what in wrong(**changed) if place == where and said in what]
