"""What WhatsApp allows in a message, and how a filled-in text is made to fit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zapbot import limits
from zapbot.model import Buttons, Content, Location, Menu, Option, Text

FINE = Option("a", "A")
WORDS = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=150)
OPTIONS = st.lists(st.builds(Option, st.just("a"), WORDS, WORDS), min_size=1, max_size=1).map(tuple)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (Text("a" * 4097), "text has 4097 characters, WhatsApp allows 4096"),
        (Text(" \n"), "text is empty"),
        (Buttons("a" * 1025, (FINE,)), "text has 1025 characters, WhatsApp allows 1024"),
        (Buttons("a", ()), "buttons are 0, WhatsApp allows 1 to 3"),
        (Buttons("a", (FINE,) * 4), "buttons are 4, WhatsApp allows 1 to 3"),
        (Buttons("a", (Option("a", "A" * 21),)), "buttons.a has 21 characters, WhatsApp allows 20"),
        (Buttons("a", (Option("a", ""),)), "buttons.a is empty"),
        (Buttons("a", (FINE, Option("b", "A"))), "buttons.b repeats the title 'A'"),
        (Buttons("a", (FINE,), header="h" * 61), "header has 61 characters, WhatsApp allows 60"),
        (Buttons("a", (FINE,), footer=""), "footer is empty"),
        (Menu("a", "b" * 21, (FINE,)), "button has 21 characters, WhatsApp allows 20"),
        (Menu("a", "b", (FINE,) * 11), "rows are 11, WhatsApp allows 1 to 10"),
        (Menu("a", "b", (Option("a", "A" * 25),)), "rows.a has 25 characters, WhatsApp allows 24"),
        (Menu("a", "b", (Option("a", "A", "d" * 73),)), "rows.a has 73 characters, WhatsApp allows 72"),
        (Location(91, 0), "location is not on Earth: latitude is -90 to 90, longitude -180 to 180"),
    ],
)
def test_what_whatsapp_would_refuse_is_said_with_the_limit(content: Content, problem: str) -> None:
    assert " ".join(next(limits.problems(content))) == problem


@pytest.mark.parametrize("id", ["", " a", "a ", "a" * 257])
def test_an_id_has_a_length_and_no_space_around_it(id: str) -> None:
    problems = list(limits.problems(Buttons("a", (Option(id, "A"),))))
    assert problems == [(f"buttons.{id}", "needs an id of 1 to 256 characters, with no space around it")]


def test_a_text_that_fits_is_left_alone() -> None:
    content = Menu("a", "b", (Option("a", "A" * 24, "d" * 72),), "h" * 60, "f" * 60)
    assert list(limits.problems(content)) == []
    assert limits.fit(content) == content


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.one_of(
        st.builds(Text, WORDS.map(lambda text: text * 50)),
        st.builds(Buttons, WORDS.map(lambda text: text * 20), OPTIONS, WORDS, WORDS),
        st.builds(Menu, WORDS.map(lambda text: text * 50), WORDS, OPTIONS, WORDS, WORDS),
    )
)
def test_a_text_that_grew_too_long_fits_when_it_is_cut(content: Content) -> None:
    assert list(limits.problems(limits.fit(content))) == []
