"""`zapbot flows check` in its three formats, and `zapbot flows schema`."""

from pathlib import Path

from tests.cli.conftest import Zapbot
from zapbot.flow import schema

HEAD = "zapbot: 1\nflow: a\ntriggers: [{keyword: oi}]\nnodes:\n"
WARNS = f"""{HEAD}
  a: {{message: {{text: Qual?, buttons: {{um: Um, dois: Dois}}}}}}
  b: {{wait: {{options: {{um: c}}, on_invalid: c}}}}
  c: {{end: }}
"""
FAILS = HEAD + "  a: {delay: 12h}\n  b: {delay: 12h}\n  c: {end: 100%}\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_warning_is_told_but_fails_only_when_strict(zapbot: Zapbot, tmp_path: Path) -> None:
    file = write(tmp_path / "a.yaml", WARNS)
    done = zapbot("flows", "check", file)
    assert done.code == 0
    assert f"{file}:6:48: warning: a: 'Dois' leads nowhere" in done.err
    assert done.err.endswith("1 warning in 1 file\n")
    assert zapbot("flows", "check", file, "--strict").code == 1


def test_a_flow_without_problems_is_fine_when_strict(zapbot: Zapbot, tmp_path: Path) -> None:
    file = write(tmp_path / "a.yaml", HEAD + "  a: {end: Oi}\n")
    done = zapbot("flows", "check", file, "--strict")
    assert (done.code, done.out) == (0, "1 flow, no problem\n")


def test_github_shows_problems_beside_their_lines(zapbot: Zapbot, tmp_path: Path) -> None:
    file = write(tmp_path / "a,b:c.yaml", FAILS)
    done = zapbot("flows", "check", file, "--format", "github")
    place = str(file).replace(":", "%3A").replace(",", "%2C")
    message = (
        "c: can be sent 24 h after the customer's last message (a 12h → b 12h → c); use a template or shorter times"
    )
    assert done.code == 1
    assert done.out == f"::error file={place},line=7,col=3::{message}\n"


def test_a_message_for_github_keeps_to_its_line(zapbot: Zapbot, tmp_path: Path) -> None:
    file = write(tmp_path / "a.yaml", HEAD + '  a: {end: , "100%\\n": x}\n')
    done = zapbot("flows", "check", file, "--format", "github")
    assert "'100%25\\n' is not a kind of node" in done.out
    assert done.out.count("\n") == done.out.count("::error")


def test_json_is_a_format_like_the_others(zapbot: Zapbot, tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", WARNS)
    done = zapbot("flows", "check", tmp_path, "--format", "json")
    assert done.code == 0
    assert [(problem["line"], problem["severity"]) for problem in done.json] == [(6, "warning")]
    assert done.out == zapbot("flows", "check", tmp_path, "--json").out


def test_the_schema_is_printed_as_json(zapbot: Zapbot) -> None:
    done = zapbot("flows", "schema")
    assert (done.code, done.json) == (0, schema.build())
