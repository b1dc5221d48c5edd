"""The command line called as a shell calls it, in this process: arguments, standard input, exit code."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from zapbot import cli
from zapbot.settings import PREFIX, Settings

FLOW = """zapbot: 1
flow: {id}
name: {id} flow
triggers:
  - keyword: {id}
nodes:
  ola:
    message: {text}
  fim:
    end: {{}}
"""


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as data."""
        return json.loads(self.out)


Zapbot = Callable[..., Ran]


@pytest.fixture
def zapbot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Zapbot:
    """Run a command in an empty folder, with a data directory of its own."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
        monkeypatch.delenv(f"{PREFIX}{name.upper()}_FILE", raising=False)
    monkeypatch.setenv(f"{PREFIX}DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, input: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["zapbot", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(input.encode()), "utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        ran = Ran(int(ended.value.code or 0), *capsys.readouterr())
        assert "Traceback" not in ran.err
        return ran

    return run


@pytest.fixture
def flow(tmp_path: Path) -> Callable[..., Path]:
    """Write a small flow file; its path."""

    def write(id: str, text: str = "Olá!", file: str | None = None) -> Path:
        path = tmp_path / "flows" / (file or f"{id}.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FLOW.format(id=id, text=text))
        return path

    return write
