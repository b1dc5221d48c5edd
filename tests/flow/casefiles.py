"""Reads case files with the reader flows are read with: text stays text, and every case knows its line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.flow.conversation import MARIA, Conversation
from zapbot.flow import check, reader, source
from zapbot.flow.definition import Flow
from zapbot.flow.scene import Person

HERE = Path(__file__).parent
STARTERS = HERE.parent.parent / "flows"
STARTER_FLOWS = sorted(
    f for f in STARTERS.glob("*.yaml") if not f.name.endswith(".test.yaml") and f.name != "teams.yaml"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A talk, the flows it talks to, and the lines its steps stand in."""

    file: Path
    name: str
    flows: list[dict[str, Any]]
    talk: list[tuple[int, dict[str, Any]]]
    contact: dict[str, Any]
    new_contact: bool

    def __str__(self) -> str:
        return f"{self.file.stem}: {self.name}"

    def play(self, flows: list[Flow]) -> Conversation:
        """Play the talk; a step that fails says where it stands."""
        person = Person(**{"name": MARIA.name, "phone": MARIA.phone, **self.contact})
        conversation = Conversation(flows, person, self.new_contact)
        for line, step in self.talk:
            try:
                conversation.play(step)
            except AssertionError as error:
                raise AssertionError(f"{self.file}:{line}: {step}: {error}") from error
        conversation.finish()
        return conversation


def cases(folder: str) -> list[Case]:
    """Every case of a folder."""
    return [case for file in sorted((HERE / folder).glob("*.yaml")) for case in read(file)]


def read(file: Path) -> Iterator[Case]:
    """The cases of a file; one that names no flow talks to the flow of the case above it."""
    flows: list[dict[str, Any]] = []
    loaded = source.read(file.read_text(), file.name)
    assert not loaded.problems, loaded.problems
    for i, case in enumerate(loaded.data):
        flows = [case["flow"]] if "flow" in case else case.get("flows", flows)
        steps = [(loaded.place((i, "talk", n))[0], step) for n, step in enumerate(case["talk"])]
        contact = {**case.get("contact", {})}
        if "tags" in contact:
            contact["tags"] = tuple(contact["tags"])
        yield Case(file, case["case"], flows, steps, contact, case.get("new_contact") == "true")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A broken file and what is to be said of it."""

    file: Path
    name: str
    text: str
    problems: list[str]

    def __str__(self) -> str:
        return f"{self.file.stem}: {self.name}"


def mistakes() -> list[Mistake]:
    """Every broken file."""
    files = [(file, source.read(file.read_text(), file.name)) for file in sorted((HERE / "mistakes").glob("*.yaml"))]
    assert [file.problems for _, file in files] == [[]] * len(files)
    return [Mistake(path, case["case"], case["file"], case["problems"]) for path, file in files for case in file.data]


def flow(written: dict[str, Any]) -> Flow:
    """A flow without errors; what the case leaves out of its head is filled in."""
    return load(_whole(written))


def unchecked(written: dict[str, Any]) -> Flow:
    """A flow that can be read; whether it makes sense nobody looked."""
    loaded = reader.load(_whole(written), "flow.yaml")
    assert loaded.flow is not None, loaded.problems
    return loaded.flow


def _whole(written: dict[str, Any]) -> str:
    head = {"zapbot": "1", "flow": "caso", "triggers": [{"keyword": "oi"}]}
    return json.dumps({**head, **written}, ensure_ascii=False)


def load(text: str) -> Flow:
    """A flow from its text; every error in it fails the test."""
    loaded = reader.load(text, "flow.yaml")
    assert [problem for problem in check.check([loaded]) if problem.severity == "error"] == []
    assert loaded.flow is not None
    return loaded.flow
