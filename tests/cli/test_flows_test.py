"""`zapbot flows test`: what it prints, what it writes, how it exits."""

import json
import shutil
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Zapbot
from zapbot import starter
from zapbot.cli.testing import watching

FLOW = """\
zapbot: 1
flow: oi
triggers: [{keyword: oi}]
nodes: {fim: {end: Olá}}
"""
TESTS = """\
flow: oi
tests:
  bom:
    - user: oi
    - bot: Olá
  ruim:
    - user: oi
    - bot: "Oi <&\\u0007"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A flow with one test that passes and one that does not."""
    flows = tmp_path / "fluxos"
    flows.mkdir()
    (flows / "oi.yaml").write_text(FLOW)
    (flows / "oi.test.yaml").write_text(TESTS)
    return flows


def test_the_starter_flows_pass(zapbot: Zapbot) -> None:
    done = zapbot("flows", "test", str(starter.folder()))
    assert (done.code, done.err) == (0, "")
    assert "tests passed in" in done.out


def test_a_failure_is_told_and_exits_with_1(zapbot: Zapbot, folder: Path) -> None:
    done = zapbot("flows", "test", str(folder))
    assert done.code == 1
    assert "FAIL  oi › ruim" in done.out
    assert "1 of 2 tests failed" in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize("name", ["oi.yaml", "oi.test.yaml"])
def test_a_flow_stands_for_its_tests(zapbot: Zapbot, folder: Path, name: str) -> None:
    assert "1 of 2 tests failed" in zapbot("flows", "test", str(folder / name)).out


def test_tests_are_chosen_by_name(zapbot: Zapbot, folder: Path) -> None:
    done = zapbot("flows", "test", str(folder), "-k", "BOM")
    assert (done.code, "1 test passed" in done.out) == (0, True)
    none = zapbot("flows", "test", str(folder), "-k", "sumiu")
    assert (none.code, none.err) == (1, "no test has 'sumiu' in its name\n")


def test_no_test_is_a_failure_with_advice(zapbot: Zapbot, folder: Path) -> None:
    (folder / "oi.test.yaml").unlink()
    done = zapbot("flows", "test", str(folder))
    assert (done.code, done.err) == (1, "there is no test here: write flows/NAME.test.yaml beside flows/NAME.yaml\n")


def test_a_path_that_is_not_there_is_wrong_usage(zapbot: Zapbot, tmp_path: Path) -> None:
    assert zapbot("flows", "test", str(tmp_path / "nada")).code == 2


def test_mistakes_in_flows_and_tests_are_said_together(zapbot: Zapbot, folder: Path) -> None:
    (folder / "oi.yaml").write_text(FLOW + "nada: x\n")
    (folder / "oi.test.yaml").write_text(TESTS + "nada: x\n")
    done = zapbot("flows", "test", str(folder))
    assert done.code == 1
    assert [line.split(": error: ")[1] for line in done.err.splitlines()] == [
        "'nada' is not a key here; use zapbot, flow, name, triggers, vars, anytime, settings, nodes",
        "'nada' is not a key here; use flow, setup, tests",
    ]


def test_results_as_json(zapbot: Zapbot, folder: Path) -> None:
    done = zapbot("flows", "test", str(folder), "--json", "--coverage")
    assert done.code == 1
    assert [(test["test"], test["passed"]) for test in done.json["tests"]] == [("bom", True), ("ruim", False)]
    assert done.json["tests"][1]["failure"]["differences"] == [{"what": "text", "expected": "Oi <&\a", "got": "Olá"}]
    assert done.json["coverage"][0]["total"] == 1
    assert "mutants" not in done.json


def test_coverage_and_mutants(zapbot: Zapbot, folder: Path) -> None:
    done = zapbot("flows", "test", str(folder), "--coverage", "--mutate")
    assert "coverage  oi  1 of 1 exits" in done.out
    assert done.err == "mutants are tried when all tests pass\n"
    passing = zapbot("flows", "test", str(folder), "--mutate", "-k", "bom")
    assert (passing.code, "mutants   oi  2 of 2 noticed" in passing.out) == (0, True)


def test_junit_is_xml_whatever_the_test_holds(zapbot: Zapbot, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "novo" / "junit.xml"
    assert zapbot("flows", "test", str(folder), "--junit", str(file)).code == 1
    root = ElementTree.parse(file).getroot()
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "2", "1")
    cases = {case.get("name"): case for case in root.iter("testcase")}
    failed = cases["ruim"].find("failure")
    assert failed is not None
    assert "FAIL  oi › ruim" in (failed.text or "")
    assert cases["bom"].find("failure") is None


def test_update_writes_what_the_bot_says(zapbot: Zapbot, folder: Path) -> None:
    done = zapbot("flows", "test", str(folder), "--update")
    assert done.code == 0
    assert "oi.test.yaml: 1 step" in done.out
    assert (folder / "oi.test.yaml").read_text() == TESTS.replace('"Oi <&\\u0007"', "Olá")
    assert "updated" not in zapbot("flows", "test", str(folder), "--update").out


def test_update_says_json_only_where_json_is_wanted(zapbot: Zapbot, folder: Path) -> None:
    assert json.loads(zapbot("flows", "test", str(folder), "--update", "--json").out)["failed"] == 0


def test_watching_sees_a_change_a_new_file_and_one_that_is_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAUSE_SECONDS", 0.01)
    changes = watching.changes([folder / "oi.yaml"])
    next(changes)
    for change in (
        lambda: (folder / "oi.yaml").write_text(FLOW + "\n"),
        lambda: (folder / "novo.yaml").write_text(FLOW),
        lambda: (folder / "novo.yaml").unlink(),
    ):
        threading.Timer(0.05, change).start()
        next(changes)


def test_the_wheel_needs_what_the_tests_need(tmp_path: Path) -> None:
    copied = shutil.copytree(starter.folder(), tmp_path / "flows")
    for name in ("media/como-emitir-boleto.pdf", "prompts/faq.md", "conhecimento/loja.md", "faq.test.yaml"):
        assert (copied / name).is_file()
    assert (copied / "media/como-emitir-boleto.pdf").read_bytes().startswith(b"%PDF-1.4")
