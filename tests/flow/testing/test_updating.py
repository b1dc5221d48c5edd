"""`--update`: what the bot really says goes into the file; not one byte more is touched."""

from pathlib import Path

import pytest

from tests.flow.testing.world import world
from zapbot.desk import flow_tests
from zapbot.flow.testing import updating
from zapbot.flow.testing.failing import Fix

HEAD = """\
flow: loja                             # a comment
setup:
  contact: {name: Ana Lima}

tests:
"""


def updated(folder: Path, tests: str) -> str:
    """The tests of a file after an update, which must leave all before them alone."""
    suite = world(folder, tests, HEAD)
    flow_tests.update(suite)
    text = (folder / "loja.test.yaml").read_text()
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


def test_wrong_texts_buttons_and_counts_are_rewritten_and_comments_stay(tmp_path: Path) -> None:
    tests = """
  # before
  x:   # beside
    - user: oi
    - {bot: "Oi"}   # flow style
    - bot: >-
        Que
        cor?
      buttons: [Azul]    # few
    - user: verde   # wrong
    - bot: {contains: Verde}

  y:
    - user: oi
    - bot: {count: 3}  # many
"""
    assert (
        updated(tmp_path, tests)
        == """\
  # before
  x:   # beside
    - user: oi
    - {bot: "Olá, Ana!"}   # flow style
    - bot: Qual cor?
      buttons: [Azul, Vermelho]    # few
    - user: verde   # wrong
    - bot: Azul ou vermelho?

  y:
    - user: oi
    - bot: {count: 2}  # many
"""
    )


def test_a_skeleton_is_filled_in(tmp_path: Path) -> None:
    tests = """
  x:
    - user: oi         # begin
    # then
    - tap: Vermelho
    - expect: {transfer: vendas}
  y:
    - webhook: lead
"""
    assert (
        updated(tmp_path, tests)
        == """\
  x:
    - user: oi         # begin
    - bot: Olá, Ana!
    - bot: Qual cor?
      buttons: [Azul, Vermelho]
    # then
    - tap: Vermelho
    - bot: O vermelho
      image: media/vermelho.jpg
    - expect: {transfer: vendas}
  y:
    - webhook: lead
    - template: retorno
"""
    )


def test_a_test_that_passes_and_what_cannot_be_mended_stay(tmp_path: Path) -> None:
    tests = """
  x:
    - user: oi
    - bot: {count: 2}
    - expect: {transfer: vendas}
  y:
    - user: nada
    - bot: Oi
"""
    assert updated(tmp_path, tests) == tests.lstrip("\n")


def test_only_tests_that_are_wanted(tmp_path: Path) -> None:
    suite = world(tmp_path, "um:\n  - user: oi\ndois:\n  - user: oi", HEAD)
    assert flow_tests.update(suite, lambda name: name.endswith("dois")) == 2 - 1
    text = (tmp_path / "loja.test.yaml").read_text()
    assert text.index("bot:") > text.index("dois:")


@pytest.mark.parametrize(
    "text",
    [
        "- a",
        "a: b",
        "a #b",
        "#",
        "",
        " ",
        "null",
        "~",
        "[a]",
        "{a}",
        'diz "oi"',
        "it's",
        "um\ndois",
        "tab\t",
        "é 🙂",
        "'",
        '"',
        "\\",
        "- 'a': \"b\" # c",
        "*negrito* _x_",
        "&a",
        "!b",
        "%",
        "@",
        "`",
        "? a",
        ": ",
        "|",
        ">-",
        "a,b",
    ],
)
def test_any_text_reads_back_as_itself(text: str) -> None:
    for before in (
        "t:\n  - bot: x   # c\n  - user: y\n",
        "t: [{bot: x}, {user: y}]\n",
        't:\n  - bot: "x"\n    a: [b]\n',
    ):
        after = updating.apply(before, Fix("set", ("t", 0, "bot"), text))
        assert after is not None, before
        assert after.split("\n")[0].endswith("]") == before.split("\n")[0].endswith("]")
        from zapbot.flow import source

        assert source.read(after, "").data["t"][0]["bot"] == text


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    before = "t:\r\n  - user: oi\r\n  - bot: x # c\r\n"
    after = updating.apply(before, Fix("insert", ("t", 1), [{"bot": "a"}]))
    assert after == "t:\r\n  - user: oi\r\n  - bot: a\r\n  - bot: x # c\r\n"


def test_a_file_without_a_last_line_end(tmp_path: Path) -> None:
    after = updating.apply("t:\n  - user: oi", Fix("insert", ("t", 1), [{"bot": "a"}]))
    assert after == "t:\n  - user: oi\n  - bot: a"


def test_steps_in_flow_style_are_left_alone(tmp_path: Path) -> None:
    assert updating.apply("t: [{user: oi}]\n", Fix("insert", ("t", 1), [{"bot": "a"}])) is None
