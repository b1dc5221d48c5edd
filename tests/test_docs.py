"""What exists is documented: every command, setting, node and trigger, and the two ways to start."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from zapbot import cli
from zapbot.flow.nodes import KINDS
from zapbot.flow.triggers import TriggerEntry
from zapbot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8").replace("\\|", "|")
SET_UP = ("demo", "test")
HOW_A_TRIGGER_FIRES = {"match", "next", "template"}
"""Keys of a trigger that say how and where to, not what starts it."""


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(_commands(typer.main.get_command(cli.app)))


def _options(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_ends_with_an_example(name: str) -> None:
    lines = COMMANDS[name].help.strip().splitlines()
    assert lines[0].endswith(".")
    assert lines[-1].startswith(f"Example: zapbot {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_of_an_example_exist(name: str) -> None:
    example = COMMANDS[name].help.strip().splitlines()[-1].removeprefix(f"Example: zapbot {name}")
    given = {word for word in shlex.split(example) if word.startswith("-")}
    assert given <= _options(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_has_help(name: str) -> None:
    assert [parameter.name for parameter in COMMANDS[name].params if not parameter.help] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_a_description(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_mentions_every_command(name: str) -> None:
    *group, verb = name.split()
    assert re.search(rf"\b{' '.join(['zapbot', *group])} (\w+\|)*{verb}\b", README)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_mentions_every_setting(name: str) -> None:
    assert re.search(rf"\b{PREFIX}{name.upper()}\b", README)


def test_the_readme_mentions_no_setting_that_does_not_exist() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    mentioned = {name.removesuffix("_FILE") for name in re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", README)}
    assert {name for name in mentioned if not name.startswith(f"{PREFIX}SECRET_")} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_the_readme_mentions_every_kind_of_node(kind: str) -> None:
    assert re.search(rf"\b{kind}\b", README)


@pytest.mark.parametrize("trigger", sorted(TriggerEntry.model_fields.keys() - HOW_A_TRIGGER_FIRES))
def test_the_readme_mentions_every_trigger(trigger: str) -> None:
    assert re.search(rf"\b{trigger}\b", README)


@pytest.mark.parametrize("marker", SET_UP)
def test_setting_up_is_one_line(marker: str) -> None:
    assert _set_up(marker)


def test_there_are_exactly_two_ways_to_set_up() -> None:
    assert re.findall(r"<!-- (\w+) -->", README) == list(SET_UP)


def test_the_integration_server_runs_the_command_the_readme_gives() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "README.md" in script
    assert "<!-- test -->" in script
    assert _set_up("test") not in script


def _set_up(marker: str) -> str:
    """The one line in the block after a marker."""
    blocks = re.findall(rf"<!-- {marker} -->\s*```sh\n([^\n]+)\n```", README)
    assert len(blocks) == 1
    line: str = blocks[0]
    return line
