"""Who may import whom. A module imports only from lines above its own; siblings on a line never each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "zapbot"

LINES = """
errors, model, phone, templates, mime, filenames
limits
settings, connector, logs, lean, children, starter, hook_key, file_link, wire, instance_key, sealed, opus
pour
flow, whatsapp, twilio
store, outside
desk
worker
app
sandbox
web
cli
__main__
"""
"""`__version__` may be asked for by all."""

ONLY_FOR = {
    "whatsapp": {"app", "sandbox"},  # the rest knows Connector: app is the only place that names a concrete one
    "twilio": {"app"},
    "sandbox": {"cli"},
    "app": {"web", "cli"},
    "worker": {"app", "web", "cli"},
    "flow": {"store", "outside", "desk", "cli"},
}
"""Parts that not everybody below may use."""

SANDBOX_MAY_USE = "zapbot.whatsapp.signature"

LINE_OF = {part.strip(): line for line, parts in enumerate(LINES.strip().splitlines()) for part in parts.split(",")}

PURE = {
    "ast",
    "bisect",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "functools",
    "heapq",
    "itertools",
    "keyword",
    "math",
    "msgspec",
    "operator",
    "pydantic",
    "pydantic_core",
    "re",
    "re2",
    "ruamel",
    "string",
    "typing",
    "unicodedata",
    "urllib.parse",
    "zlib",
    "zoneinfo",
}
"""What the flow engine may import from outside: nothing that reads a clock, a file, a socket or a die."""

IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
CLOCKS = {"now", "utcnow", "today"}

FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(file: Path) -> str:
    """The dotted name of a file of the package."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """The part of the package a module belongs to."""
    return module.split(".")[1] if "." in module else "zapbot"


def imports(source: str, module: str) -> Iterator[tuple[int, str]]:
    """Every import wherever it stands, also in functions and under TYPE_CHECKING: its line and dotted name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = module.split(".")[: -node.level] if node.level else []
            origin = ".".join([*parent, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def wrong_imports(source: str, module: str) -> list[str]:
    """The imports of a module that the table forbids, each with a sentence."""
    ours = part_of(module)
    found = []
    for line, name in imports(source, module):
        if name.split(".")[0] != "zapbot" or name == "zapbot.__version__" or part_of(name) == ours:
            continue
        if not _allowed(ours, name):
            found.append(f"{module}:{line} imports {name}")
    return found


def impurities(source: str, module: str) -> list[str]:
    """What a module does that a pure one cannot: imports of the outside world, clocks, input, output."""
    found = [
        f"{module}:{line} imports {name}"
        for line, name in imports(source, module)
        if not any(f"{name}.".startswith(f"{pure}.") for pure in (*PURE, "zapbot"))
    ]
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in IMPURE_CALLS:
            found.append(f"{module}:{node.lineno} calls {called.id}")
        elif isinstance(called, ast.Attribute) and called.attr in CLOCKS and _is_clock(called.value):
            found.append(f"{module}:{node.lineno} reads the clock")
    return found


def test_every_part_of_the_package_has_its_line() -> None:
    parts = {part_of(module_of(file)) for file in FILES} - {"zapbot"}
    assert parts == set(LINE_OF)


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_module_imports_only_from_lines_above_its_own(file: Path) -> None:
    assert wrong_imports(file.read_text("utf-8"), module_of(file)) == []


@pytest.mark.parametrize("file", sorted((PACKAGE / "flow").rglob("*.py")), ids=module_of)
def test_the_flow_engine_has_no_clock_and_does_no_input_or_output(file: Path) -> None:
    assert impurities(file.read_text("utf-8"), module_of(file)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("zapbot.store.messages", "from zapbot.desk import send"),
        ("zapbot.store.messages", "import zapbot.web.server"),
        ("zapbot.store.messages", "from zapbot import whatsapp"),
        ("zapbot.flow.engine", "from zapbot.store import flows"),
        ("zapbot.flow.engine", "from zapbot.whatsapp.client import CloudApi"),
        ("zapbot.whatsapp.client", "from zapbot.flow import engine"),
        ("zapbot.model", "from zapbot.errors import ZapbotError"),
        ("zapbot.desk.receive", "from zapbot.whatsapp import inbound"),
        ("zapbot.web.door", "def f():\n    from zapbot.whatsapp import signature"),
        ("zapbot.desk.receive", "if TYPE_CHECKING:\n    from zapbot.web.door import Door"),
        ("zapbot.worker.drains", "from .. import app"),
        ("zapbot.sandbox.sends", "from zapbot.store import db"),
        ("zapbot.sandbox.sends", "from zapbot.whatsapp import client"),
        ("zapbot.sandbox.sends", "from zapbot import model"),
        ("zapbot.web.server", "from zapbot.sandbox import app"),
    ],
)
def test_a_planted_import_is_caught(module: str, source: str) -> None:
    assert len(wrong_imports(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("zapbot.sandbox.webhooks.envelope", "from zapbot.whatsapp.signature import sign"),
        ("zapbot.sandbox.webhooks.envelope", "from zapbot.whatsapp import signature"),
        ("zapbot.store.executions", "from zapbot.flow.state import State"),
        ("zapbot.whatsapp.client", "from zapbot import __version__"),
        ("zapbot.store.messages", "from .db import transaction"),
        ("zapbot.app", "from zapbot.whatsapp.client import CloudApi"),
    ],
)
def test_a_proper_import_is_let_through(module: str, source: str) -> None:
    assert wrong_imports(source, module) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from urllib import request",
        "def f():\n    from random import choice",
        "import sqlite3",
        "from httpx import get",
        "from datetime import datetime\nat = datetime.now()",
        "import datetime\nat = datetime.datetime.utcnow()",
        "from datetime import date\nat = date.today()",
        "text = open('flows.yaml').read()",
        "print('hello')",
    ],
)
def test_a_planted_impurity_is_caught(source: str) -> None:
    assert len(impurities(source, "zapbot.flow.engine")) == 1


def _allowed(ours: str, name: str) -> bool:
    theirs = part_of(name)
    if ours == "sandbox":
        return name == SANDBOX_MAY_USE or name.startswith(f"{SANDBOX_MAY_USE}.")
    if ours not in LINE_OF or theirs not in LINE_OF:
        return False
    return LINE_OF[theirs] < LINE_OF[ours] and ours in ONLY_FOR.get(theirs, {ours})


def _is_clock(value: ast.expr) -> bool:
    return (isinstance(value, ast.Name) and value.id in {"datetime", "date"}) or (
        isinstance(value, ast.Attribute) and value.attr in {"datetime", "date"}
    )
