"""What happened around messages: every kind of line the code writes is a sentence, or known to be none."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import zapbot
from zapbot.store.thread_lines import Happening
from zapbot.web import catalogue
from zapbot.web.happenings import SILENT, TOLD, sentence

HERE = Path(zapbot.__file__).parent
WRITERS = ("store", "desk", "worker")
ABOUT = ("call", "contact", "conversation", "flow", "hook", "media", "message", "note", "schedule")
"""How the kinds begin of lines that are about somebody."""
DERIVED = {"flow.failed", "media.failed"}
"""What other systems are told in these words and no line of the journal is."""
FILES = {"media.db"}
PORTUGUESE = catalogue.words("pt_BR")


def literals() -> Iterator[str]:
    """Every text in the code that writes the journal which looks like a line's kind."""
    for folder in WRITERS:
        for file in (HERE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+\.[a-z_]+", str(node.value)):
                    yield str(node.value)


def written() -> set[str]:
    """The kinds about somebody that the code writes."""
    return {text for text in literals() if text.startswith(tuple(f"{one}." for one in ABOUT))} - DERIVED - FILES


def appended() -> Iterator[ast.Call]:
    """Every place where a line is written that is about somebody."""
    for folder in WRITERS:
        for file in (HERE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "journal.append" and len(node.args) > 3:
                    yield node


def test_every_kind_of_line_about_somebody_is_told_or_known_to_be_silent() -> None:
    assert written() - TOLD - SILENT == set()
    assert written() >= TOLD | SILENT
    assert TOLD.isdisjoint(SILENT)


def test_no_line_about_somebody_begins_in_a_way_that_is_not_looked_at() -> None:
    kinds = [call.args[1].value for call in appended() if isinstance(call.args[1], ast.Constant)]
    assert len(kinds) > 20
    assert [kind for kind in kinds if not str(kind).startswith(tuple(f"{one}." for one in ABOUT))] == []


def test_what_is_told_has_a_sentence_and_what_is_silent_has_none() -> None:
    said = {key.removeprefix("line.") for key in PORTUGUESE if key.startswith("line.")}
    assert [kind for kind in TOLD if not any(key == kind or key.startswith(f"{kind}.") for key in said)] == []
    assert [kind for kind in SILENT if any(key == kind or key.startswith(f"{kind}.") for key in said)] == []


def test_a_person_is_named_and_what_is_missing_leaves_no_hole() -> None:
    noted = Happening(1, 0.0, "contact.noted", {"by": "user:3"}, "Ana")
    assert sentence(PORTUGUESE, noted) == "Ana mudou as anotações sobre o contato"
    blocked = Happening(2, 0.0, "contact.blocked", {})
    assert sentence(PORTUGUESE, blocked) == "alguém bloqueou o contato"
    assert sentence(PORTUGUESE, Happening(3, 0.0, "message.status", {})) is None
    assert sentence(PORTUGUESE, Happening(4, 0.0, "hook.received", {"hook": "pix", "started": True})) is None
