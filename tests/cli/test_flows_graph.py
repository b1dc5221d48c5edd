"""`zapbot flows graph`: files and imported flows, as Mermaid or SVG, with numbers or without."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import FLOW, Zapbot
from zapbot import starter


@pytest.fixture
def quote() -> Path:
    """A starter flow's file."""
    return starter.folder() / "cotacao.yaml"


def test_a_file_is_drawn_without_a_store(zapbot: Zapbot, quote: Path, tmp_path: Path) -> None:
    done = zapbot("flows", "graph", quote)
    assert done.code == 0
    assert done.out.startswith("flowchart TD\n")
    assert "espera_placa" in done.out
    assert not (tmp_path / "data").exists()


def test_a_picture_in_a_file_stands_by_itself(zapbot: Zapbot, quote: Path, tmp_path: Path) -> None:
    done = zapbot("flows", "graph", quote, "--format", "svg", "-o", "out.svg")
    assert (done.code, done.out) == (0, "")
    root = ElementTree.parse(tmp_path / "out.svg").getroot()
    styles = "".join(e.text or "" for e in root.iter() if e.tag.endswith("}style"))
    assert "light-dark(" in styles


def test_the_only_imported_flow_needs_no_name(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / "ola.yaml").write_text(FLOW.format(id="ola", text="Oi"))
    assert zapbot("flows", "import", "ola.yaml").code == 0
    done = zapbot("flows", "graph", "--stats")
    assert done.code == 0
    assert "0 came" in done.out


def test_a_file_that_was_changed_since_shows_the_numbers_of_the_active_version(zapbot: Zapbot, tmp_path: Path) -> None:
    (tmp_path / "ola.yaml").write_text(FLOW.format(id="ola", text="Oi"))
    zapbot("flows", "import", "ola.yaml")
    (tmp_path / "ola.yaml").write_text(FLOW.format(id="ola", text="Bom dia"))
    done = zapbot("flows", "graph", "ola.yaml", "--stats")
    assert "Bom dia" in done.out
    assert "differs from version 1" in done.err


def test_what_cannot_be_drawn_is_said(zapbot: Zapbot, tmp_path: Path) -> None:
    for id in ("um", "dois"):
        (tmp_path / f"{id}.yaml").write_text(FLOW.format(id=id, text="Oi"))
    (tmp_path / "mau.yaml").write_text("zapbot: 1\nflow: mau\nnodes: {a: {mesage: x}}\n")
    zapbot("flows", "import", "um.yaml", "dois.yaml")
    assert "dois, um" in zapbot("flows", "graph").err
    assert zapbot("flows", "graph").code == 2
    assert "'tres'" in zapbot("flows", "graph", "tres").err
    broken = zapbot("flows", "graph", "mau.yaml")
    assert broken.code == 1
    assert "mau.yaml:3" in broken.err
