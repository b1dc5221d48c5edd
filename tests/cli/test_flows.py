"""`zapbot flows`: files checked, stored, listed, and written back byte for byte."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Zapbot
from zapbot import starter

Write = Callable[..., Path]

BROKEN = """zapbot: 1
flow: quebrado
triggers:
  - keyword: quebrado
nodes:
  ola:
    mesage: Olá!
  pergunta:
    message: Tudo bem?
    next: nowhere
  fim:
    end: {}
"""


def changes(done: Ran) -> dict[str, tuple[str, int]]:
    """What an import did to each flow."""
    return {one["flow"]: (one["change"], one["version"]) for one in done.json}


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person who has a name."""
    person = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(folder), *person, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_starter_flows_have_no_problem(zapbot: Zapbot) -> None:
    done = zapbot("flows", "check", starter.folder())
    assert done.code == 0
    assert "no problem" in done.out


def test_every_problem_is_told_with_its_place(zapbot: Zapbot, flow: Write) -> None:
    fine, broken = flow("bom"), flow("x", file="quebrado.yaml")
    broken.write_text(BROKEN)
    done = zapbot("flows", "check", fine.parent)
    assert done.code == 1
    assert f"{broken}:7:5" in done.err
    assert f"{broken}:10:" in done.err
    assert str(fine) not in done.err


def test_problems_as_json_have_file_line_and_column(zapbot: Zapbot, flow: Write) -> None:
    broken = flow("quebrado")
    broken.write_text(BROKEN)
    done = zapbot("flows", "check", broken, "--json")
    assert done.code == 1
    assert {(problem["file"], problem["line"]) for problem in done.json} >= {(str(broken), 7), (str(broken), 10)}
    assert all(problem["column"] >= 1 and problem["severity"] for problem in done.json)


def test_no_problem_as_json_is_an_empty_list(zapbot: Zapbot, flow: Write) -> None:
    done = zapbot("flows", "check", flow("bom"), "--json")
    assert (done.code, done.json) == (0, [])


def test_the_flows_of_this_folder_are_checked_when_none_are_named(zapbot: Zapbot, flow: Write) -> None:
    flow("bom")
    assert zapbot("flows", "check").code == 0


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"zapbot: [", b"a: &a [*a]", b"[" * 5000, b"\x00", b"flow: x\nflow: y\n", b"- 1"]
)
@pytest.mark.parametrize("command", ["check", "import", "sim"])
def test_a_file_that_is_no_flow_is_told_in_a_sentence(
    zapbot: Zapbot, flow: Write, command: str, content: bytes
) -> None:
    path = flow("estranho")
    path.write_bytes(content)
    done = zapbot("flows", command, path)
    assert done.code in (1, 2)
    assert str(path) in done.err


def test_a_folder_without_flows_is_wrong_usage(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "one.test.yaml").write_text("- a test is no flow")
    done = zapbot("flows", "check", tmp_path / "empty")
    assert done.code == 2
    assert "no flow file" in done.err


def test_import_tells_new_changed_and_unchanged(zapbot: Zapbot, flow: Write) -> None:
    folder = flow("um").parent
    flow("dois")
    assert changes(zapbot("flows", "import", folder, "--json")) == {"um": ("new", 1), "dois": ("new", 1)}
    flow("dois", "Outra coisa")
    flow("tres")
    assert changes(zapbot("flows", "import", folder, "--json")) == {
        "um": ("unchanged", 1),
        "dois": ("changed", 2),
        "tres": ("new", 1),
    }
    assert set(changes(zapbot("flows", "import", folder, "--json")).values()) == {("unchanged", 1), ("unchanged", 2)}


def test_import_stores_all_or_nothing(zapbot: Zapbot, flow: Write) -> None:
    folder = flow("um").parent
    flow("quebrado").write_text(BROKEN)
    done = zapbot("flows", "import", folder)
    assert done.code == 1
    assert "quebrado.yaml:7:5" in done.err
    assert "nothing was changed" in done.err
    assert zapbot("flows", "list", "--json").json == []


def test_import_check_changes_nothing_and_says_by_its_exit_code(zapbot: Zapbot, flow: Write) -> None:
    path = flow("um")
    first = zapbot("flows", "import", path, "--check", "--json")
    assert (first.code, changes(first)) == (1, {"um": ("new", 1)})
    assert zapbot("flows", "list", "--json").json == []
    zapbot("flows", "import", path)
    assert zapbot("flows", "import", path, "--check").code == 0
    flow("um", "Outra coisa")
    changed = zapbot("flows", "import", path, "--check", "--json")
    assert (changed.code, changes(changed)) == (1, {"um": ("changed", 2)})
    path.write_text(BROKEN)
    assert zapbot("flows", "import", path, "--check").code == 1


def test_import_keeps_the_commit_a_file_came_from(zapbot: Zapbot, flow: Write) -> None:
    path = flow("um")
    git(path.parent, "init", "-q")
    git(path.parent, "add", ".")
    git(path.parent, "commit", "-q", "-m", "first")
    zapbot("flows", "import", path)
    assert zapbot("flows", "list", "--json").json[0]["git_commit"] == git(path.parent, "rev-parse", "HEAD")


def test_a_file_changed_since_its_commit_has_none(zapbot: Zapbot, flow: Write) -> None:
    path = flow("um")
    git(path.parent, "init", "-q")
    git(path.parent, "add", ".")
    git(path.parent, "commit", "-q", "-m", "first")
    flow("um", "Mudou")
    flow("dois")
    zapbot("flows", "import", path.parent)
    assert [one["git_commit"] for one in zapbot("flows", "list", "--json").json] == [None, None]


def test_a_file_outside_git_has_no_commit(zapbot: Zapbot, flow: Write) -> None:
    zapbot("flows", "import", flow("um"))
    assert zapbot("flows", "list", "--json").json[0]["git_commit"] is None


def test_the_list_shows_what_is_in_force(zapbot: Zapbot, flow: Write) -> None:
    assert "No flows yet" in zapbot("flows", "list").out
    zapbot("flows", "import", flow("um"))
    flow("um", "Outra coisa")
    zapbot("flows", "import", flow("um", "Outra coisa"))
    assert "um flow" in zapbot("flows", "list").out
    listed = zapbot("flows", "list", "--json").json[0]
    assert (listed["id"], listed["version"], listed["standing"]) == ("um", 2, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: f"# a comment\n\n{text}\n\n# the end\n\n",
        lambda text: text.replace("Olá!", "Ação 🙂 日本 é"),
        lambda text: text.replace("message: Olá!", "message:   'Olá!'   # why"),
    ],
    ids=["plain", "crlf", "no final newline", "comments", "unicode", "spaces"],
)
def test_export_gives_back_the_very_bytes(
    zapbot: Zapbot, flow: Write, tmp_path: Path, change: Callable[[str], str]
) -> None:
    path = flow("um", file="o meu fluxo.yml")
    path.write_bytes(change(path.read_text()).encode())
    assert zapbot("flows", "import", path).code == 0
    assert zapbot("flows", "export", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "o meu fluxo.yml").read_bytes() == path.read_bytes()
    assert zapbot("flows", "import", tmp_path / "out", "--check").code == 0


def test_a_byte_order_mark_is_kept_or_clearly_refused(zapbot: Zapbot, flow: Write, tmp_path: Path) -> None:
    path = flow("um")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    done = zapbot("flows", "import", path)
    if done.code == 0:
        zapbot("flows", "export", tmp_path / "out")
        assert (tmp_path / "out" / "um.yaml").read_bytes() == path.read_bytes()
    else:
        assert done.code in (1, 2)
        assert "byte order mark" in done.err


def test_two_files_of_one_name_do_not_overwrite_each_other(zapbot: Zapbot, flow: Write, tmp_path: Path) -> None:
    first, second = flow("um", file="a/fluxo.yaml"), flow("dois", file="b/fluxo.yaml")
    done = zapbot("flows", "import", first, second)
    if done.code == 0:
        zapbot("flows", "export", tmp_path / "out")
        assert len(list((tmp_path / "out").iterdir())) == 2
    else:
        assert "fluxo.yaml" in done.err


def test_export_into_what_is_no_folder_is_told_in_a_sentence(zapbot: Zapbot, flow: Write, tmp_path: Path) -> None:
    zapbot("flows", "import", flow("um"))
    (tmp_path / "taken").write_text("a file")
    done = zapbot("flows", "export", tmp_path / "taken")
    assert done.code in (1, 2)
    assert str(tmp_path / "taken") in done.err


def test_the_starter_flows_go_in_and_out_unchanged(zapbot: Zapbot, tmp_path: Path) -> None:
    shutil.copytree(starter.folder(), tmp_path / "flows")
    assert zapbot("flows", "import").code == 0
    zapbot("flows", "export", tmp_path / "out")
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert written
    for path in written:
        original = starter.folder() / path.relative_to(tmp_path / "out")
        assert path.read_bytes() == original.read_bytes()
