"""YAML read strictly: nothing is guessed, everything has its place, no file costs more than it weighs."""

import time

import pytest

from zapbot.flow import source
from zapbot.flow.source import MAX_BYTES, MAX_DEPTH

GUESSED = [
    "on",
    "no",
    "yes",
    "true",
    "012",
    "0x10",
    "1.10",
    "1e3",
    "18:00",
    "01310",
    "2026-01-02",
    "Null",
    ".nan",
    "<<",
]


def said(text: str) -> list[str]:
    return [str(problem) for problem in source.read(text, "f.yaml").problems]


@pytest.mark.parametrize("text", GUESSED)
def test_what_other_readers_guess_at_stays_text(text: str) -> None:
    assert source.read(f"{text}: {text}", "f.yaml").data == {text: text}


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_only_nothing_tilde_and_null_are_null(text: str) -> None:
    assert source.read(f"a: {text}", "f.yaml").data == {"a": None}
    assert source.read(f"a: '{text}'", "f.yaml").data == {"a": text}


def test_long_texts_keep_or_fold_their_lines() -> None:
    assert source.read("a: >-\n  um\n  dois\nb: |\n  um\n  dois\n", "f.yaml").data == {
        "a": "um dois",
        "b": "um\ndois\n",
    }


def test_an_emoji_is_one_character() -> None:
    assert source.read("a: 🙂", "f.yaml").data == {"a": "🙂"}


def test_every_key_and_entry_knows_its_line_and_column() -> None:
    read = source.read("a: {b: c}\nd:\n  - e\n  - f: g\n", "f.yaml")
    assert read.places == {
        (): (1, 1),
        ("a",): (1, 1),
        ("a", "b"): (1, 5),
        ("d",): (2, 1),
        ("d", 0): (3, 5),
        ("d", 1): (4, 5),
        ("d", 1, "f"): (4, 5),
    }
    assert read.place(("d", 1, "f", "deeper")) == (4, 5)
    assert read.place(("nowhere",)) == (1, 1)


@pytest.mark.parametrize("text", ["\ufeffa: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "--- # flow\na: 1\nb: 2\n...\n"])
def test_files_of_any_editor_are_read(text: str) -> None:
    assert source.read(text, "f.yaml").data == {"a": "1", "b": "2"}


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")])
def test_nesting_ends_at_the_limit(opening: str, closing: str) -> None:
    levels = MAX_DEPTH // (opening.count("[") + opening.count("{"))
    assert said(opening * levels + closing * levels) == []
    assert said("[" + opening * levels + closing * levels + "]")[0].endswith(
        f"nested deeper than {MAX_DEPTH} levels; flatten it"
    )


def test_a_file_past_the_limit_is_not_even_read() -> None:
    assert said("#" * MAX_BYTES) == []
    assert said("#" * (MAX_BYTES + 1)) == [
        "f.yaml:1:1: error: the file is larger than 256 KiB; split it into several flows"
    ]
    assert said("#" + "ã" * (MAX_BYTES // 2)) != []


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "{a: " * 50_000,
        "- " * 100_000,
        "? " * 100_000,
        "a:" * 100_000,
        "&a " * 50_000,
        '"' + "a\n" * 100_000,
        "a: " + "x " * 100_000,
    ],
    ids=lambda text: text[:4].strip(),
)
def test_no_file_takes_long(text: str) -> None:
    start = time.monotonic()
    source.read(text, "f.yaml")
    assert time.monotonic() - start < 2


def test_after_a_mistake_that_ends_the_reading_nothing_is_guessed_of_the_rest() -> None:
    read = source.read("flow: a\nnodes: &n {}\n", "f.yaml")
    assert read.data is None
    assert len(read.problems) == 1


def test_half_a_character_in_the_file_is_reported() -> None:
    assert said("a: \ud800") == ["f.yaml:1:4: error: the character U+D800 is not allowed; remove it"]
