"""`zapbot flows diff`, `rollback` and `list --versions`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from tests.cli.test_flows import git

Write = Callable[..., Path]


@pytest.fixture
def two(zapbot: Zapbot, flow: Write) -> Path:
    """A flow with two versions; its file."""
    zapbot("flows", "import", flow("um"))
    path = flow("um", "Oi!")
    zapbot("flows", "import", path)
    return path


def test_a_file_that_means_the_same_as_the_active_version_exits_with_0(zapbot: Zapbot, two: Path) -> None:
    two.write_text(f"# a comment\n{two.read_text()}")
    done = zapbot("flows", "diff", two)
    assert (done.code, done.out) == (0, f"um: version 2 → {two}: means the same\n")


def test_a_changed_file_exits_with_1_and_says_what_changes(zapbot: Zapbot, two: Path, flow: Write) -> None:
    done = zapbot("flows", "diff", flow("um", "E aí?"))
    assert done.code == 1
    assert done.out.splitlines() == [f"um: version 2 → {two}: 1 text changed", "  ~ ola: text: Oi! → E aí?"]


def test_a_new_flow_is_a_difference(zapbot: Zapbot, two: Path, flow: Write) -> None:
    done = zapbot("flows", "diff", flow("dois"))
    assert done.code == 1
    assert "new flow" in done.out


def test_two_stored_versions_are_compared(zapbot: Zapbot, two: Path) -> None:
    done = zapbot("flows", "diff", "um", "1", "2")
    assert (done.code, done.out.splitlines()[1]) == (1, "  ~ ola: text: Olá! → Oi!")
    assert zapbot("flows", "diff", "um", "2", "1").out.splitlines()[1] == "  ~ ola: text: Oi! → Olá!"
    assert zapbot("flows", "diff", "um", "2", "2").code == 0


def test_one_number_is_compared_with_the_active_version(zapbot: Zapbot, two: Path) -> None:
    assert zapbot("flows", "diff", "um", "1").out.startswith("um: version 1 → version 2: 1 text changed")


def test_the_difference_as_json(zapbot: Zapbot, two: Path) -> None:
    (one,) = zapbot("flows", "diff", "um", "1", "--json").json
    assert one["summary"] == "1 text changed"
    assert one["changes"] == [{"part": "text", "where": "ola", "name": "text", "before": "Olá!", "after": "Oi!"}]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nada", "1"), "there is no flow 'nada'"),
        (("um", "9"), "um has no version 9"),
        (("nowhere.yaml",), "no file or folder"),
    ],
)
def test_what_cannot_be_compared_exits_with_2(zapbot: Zapbot, two: Path, arguments: tuple[str, ...], why: str) -> None:
    done = zapbot("flows", "diff", *arguments)
    assert done.code == 2
    assert why in done.err


def test_a_broken_file_exits_with_2_and_its_problems(zapbot: Zapbot, two: Path) -> None:
    two.write_text("zapbot: 1\nflow: um\nnodes: {}\n")
    done = zapbot("flows", "diff", two)
    assert done.code == 2
    assert f"{two}:3:" in done.err


def test_import_says_what_changes(zapbot: Zapbot, two: Path, flow: Write) -> None:
    assert "1 text changed" in zapbot("flows", "import", flow("um", "E aí?")).out
    (one,) = zapbot("flows", "import", flow("um", "Opa"), "--json").json
    assert one["summary"] == "1 text changed"


def test_rollback_goes_to_the_version_before(zapbot: Zapbot, two: Path, tmp_path: Path) -> None:
    done = zapbot("flows", "rollback", "um")
    assert done.code == 0
    assert done.out.startswith("um: version 3 has the bytes of version 1 again (was 2)\n")
    zapbot("flows", "export", tmp_path / "out")
    assert "Olá!" in (tmp_path / "out" / "um.yaml").read_text()
    assert zapbot("flows", "import", two, "--check").code == 1


def test_rollback_as_json(zapbot: Zapbot, two: Path) -> None:
    done = zapbot("flows", "rollback", "um", "--to", "1", "--json").json
    assert (done["flow"], done["before"], done["to"], done["version"]) == ("um", 2, 1, 3)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nada",), "there is no flow"),
        (("um", "--to", "7"), "there are 1, 2"),
        (("um", "--to", "2"), "active one already"),
    ],
)
def test_a_rollback_that_cannot_be_says_why(zapbot: Zapbot, two: Path, arguments: tuple[str, ...], why: str) -> None:
    done = zapbot("flows", "rollback", *arguments)
    assert done.code == 1
    assert why in done.err


def test_every_version_is_listed_with_commit_author_and_note(zapbot: Zapbot, flow: Write) -> None:
    path = flow("um")
    git(path.parent, "init", "-q")
    git(path.parent, "add", ".")
    git(path.parent, "commit", "-q", "-m", "first")
    zapbot("flows", "import", path)
    zapbot("flows", "import", flow("um", "Oi!"))
    zapbot("flows", "rollback", "um")
    done = zapbot("flows", "list", "--versions", "um")
    lines = done.out.splitlines()
    assert re.match(r"3 ← active +[0-9a-f]{10} +Ana <ana@example.org> .* rollback to 1 +0", lines[2])
    assert re.match(r"2 .* 0", lines[3])
    assert re.match(r"1 +[0-9a-f]{10} +Ana", lines[4])
    versions = zapbot("flows", "list", "--versions", "um", "--json").json
    assert [(one["number"], one["rolled_back_to"], one["standing"]) for one in versions] == [
        (3, 1, 0),
        (2, None, 0),
        (1, None, 0),
    ]


def test_versions_of_a_flow_there_is_none_of(zapbot: Zapbot) -> None:
    assert zapbot("flows", "list", "--versions", "nada").code == 1
