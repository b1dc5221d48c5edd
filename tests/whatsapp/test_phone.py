"""Phone numbers as people write them and as WhatsApp names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zapbot import phone


@pytest.mark.parametrize(
    ("number", "canonical", "variants"),
    [
        ("553185550103", "5531985550103", {"5531985550103", "553185550103"}),
        ("5531985550103", "5531985550103", {"5531985550103", "553185550103"}),
        ("5511985550104", "5511985550104", {"5511985550104", "551185550104"}),
        ("5511955550101", "5511955550101", {"5511955550101"}),
        ("551133334444", "551133334444", {"551133334444"}),
        ("5491155550105", "541155550105", {"5491155550105", "541155550105"}),
        ("541155550105", "541155550105", {"5491155550105", "541155550105"}),
        ("5215555550106", "525555550106", {"5215555550106", "525555550106"}),
        ("525555550106", "525555550106", {"5215555550106", "525555550106"}),
        ("552085550103", "552085550103", {"552085550103"}),
        ("14155550100", "14155550100", {"14155550100"}),
    ],
)
def test_a_number_has_one_form_and_is_found_under_all(number: str, canonical: str, variants: set[str]) -> None:
    assert phone.canonical(number) == canonical
    assert set(phone.variants(number)) == variants
    assert phone.variants(number)[0] == canonical


@pytest.mark.parametrize(
    "written",
    [
        "(31) 98555-0103",
        "031 98555-0103",
        "0 15 31 98555-0103",
        "+55 31 98555-0103",
        "55 31 8555-0103",
        "+55 31 8555-0103",
        "5531985550103",
        "31985550103",
    ],
)
def test_a_brazilian_number_is_read_however_it_is_written(written: str) -> None:
    assert phone.parse(written) == "5531985550103"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("(11) 3333-4444", "551133334444"),
        ("+1 415 555 0100", "14155550100"),
        ("+54 9 11 5555-0105", "541155550105"),
    ],
)
def test_a_landline_and_a_foreign_number_stay_what_they_are(written: str, number: str) -> None:
    assert phone.parse(written) == number


@pytest.mark.parametrize("written", ["", "abc", "123", "+", "1" * 16, "٣١ ٩٨٥٥٥-٠١٠٣"])
def test_what_is_no_number_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        phone.parse(written)


def test_a_number_is_shown_as_people_write_it() -> None:
    assert phone.pretty("5531985550103") == "+55 31 98555-0103"
    assert phone.pretty("551133334444") == "+55 11 3333-4444"
    assert phone.pretty("14155550100") == "+14155550100"


@given(st.from_regex(r"(55|54|52|521|549|1)[1-9]\d{6,12}", fullmatch=True))
def test_every_form_of_a_number_leads_to_the_same_one(number: str) -> None:
    main = phone.canonical(number)
    assert phone.canonical(main) == main
    assert all(phone.canonical(variant) == main for variant in phone.variants(number))
