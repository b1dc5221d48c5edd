"""Business hours as people write them."""

from datetime import UTC, datetime, timedelta

import pytest

from zapbot.flow import hours, hours_text

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def open_at(text: str, moment: str) -> bool:
    """Whether a team with these hours is there at a weekday and time such as `sex 17:59`."""
    day, time = moment.split()
    clock = datetime.strptime(time, "%H:%M")
    at = MONDAY + timedelta(days=["seg", "ter", "qua", "qui", "sex", "sab", "dom"].index(day))
    return hours.parse(text).open_at(at.replace(hour=clock.hour, minute=clock.minute))


@pytest.mark.parametrize(
    ("text", "there", "away"),
    [
        ("seg-sex 08:00-18:00", ["seg 08:00", "sex 17:59"], ["seg 07:59", "sex 18:00", "sab 10:00"]),
        ("seg-sex 08:00-18:00, sáb 08:00-12:00", ["sab 08:00", "ter 12:30"], ["sab 12:00", "dom 09:00"]),
        ("seg a sex 8:00-12:00 13:30-18:00", ["qua 11:59", "qua 13:30"], ["qua 12:00", "qua 13:29"]),
        ("Segunda à Sexta 08:00 - 18:00; Sábado 9:00-12:00", ["sab 09:00", "qui 08:00"], ["sab 08:59"]),
        ("seg e qua 08:00-18:00", ["seg 09:00", "qua 09:00"], ["ter 09:00"]),
        ("seg, qua, sex 08:00-18:00", ["seg 09:00", "qua 09:00", "sex 09:00"], ["ter 09:00", "qui 09:00"]),
        ("mon-fri 08:00-18:00", ["seg 09:00"], ["dom 09:00"]),
        ("sex-seg 10:00-24:00", ["sex 23:59", "sab 10:00", "dom 10:00", "seg 10:00"], ["ter 10:00", "qui 10:00"]),
        ("seg 08:00-12:00, 14:00-18:00", ["seg 15:00"], ["seg 13:00", "ter 15:00"]),
        ("sempre", ["dom 00:00", "seg 23:59"], []),
        ("nunca", [], ["dom 00:00", "seg 12:00"]),
    ],
)
def test_a_team_is_there_in_its_hours(text: str, there: list[str], away: list[str]) -> None:
    assert [moment for moment in (*there, *away) if open_at(text, moment)] == there


@pytest.mark.parametrize(
    "text",
    [
        "",
        "seg",
        "08:00-18:00",
        "seg-sex",
        "seg-sex 8h-18h",
        "seg 18:00-08:00",
        "seg 08:00-25:00",
        "seg 08:61-09:00",
        "foo 08:00-18:00",
        "seg 08:00-18:00, ter",
    ],
)
def test_what_are_no_hours_is_said_with_how_to_write_them(text: str) -> None:
    with pytest.raises(ValueError, match="write it like seg-sex 08:00-18:00, sab 08:00-12:00"):
        hours.parse(text)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-02 07:00", "2026-03-02 08:00"),
        ("2026-03-02 12:00", "2026-03-03 08:00"),
        ("2026-03-06 18:00", "2026-03-07 09:00"),
        ("2026-03-07 12:00", "2026-03-09 08:00"),
    ],
)
def test_when_somebody_comes_next_is_known(now: str, opens: str) -> None:
    when = hours.parse("seg-sex 08:00-18:00, sab 09:00-12:00")
    assert when.next_open(datetime.fromisoformat(now)) == datetime.fromisoformat(opens)


def test_nobody_ever_comes_to_a_team_that_is_never_there() -> None:
    assert hours.parse("nunca").next_open(datetime(2026, 3, 2, 10)) is None


@pytest.mark.parametrize(
    ("off", "days"),
    [
        ("exceto 04/03", ["2026-03-04", "2027-03-04"]),
        ("exceto 04/03/2026, 5/3 e 06/03/2026", ["2026-03-04", "2026-03-05", "2026-03-06", "2027-03-05"]),
        ("except 2026-03-04", ["2026-03-04"]),
        ("exceto 29/02", ["2028-02-29"]),
    ],
)
def test_on_a_day_off_nobody_is_there_whatever_day_of_the_week_it_is(off: str, days: list[str]) -> None:
    asked = ["2026-03-04", "2026-03-05", "2026-03-06", "2027-03-04", "2027-03-05", "2028-02-29"]
    for weekly in ("sempre", "seg-dom 08:00-18:00"):
        when = hours.parse(f"{weekly}, {off}")
        assert [day for day in asked if not when.open_at(datetime.fromisoformat(f"{day} 10:00"))] == days


@pytest.mark.parametrize("off", ["exceto", "exceto 31/02", "exceto natal", "exceto 25/12 08:00-12:00", "exceto 25-12"])
def test_what_is_no_day_off_is_said_with_how_to_write_it(off: str) -> None:
    with pytest.raises(ValueError, match="write days off like exceto 25/12, 01/01/2027"):
        hours.parse(f"seg-sex 08:00-18:00, {off}")


def test_who_comes_back_after_days_off_is_known() -> None:
    when = hours.parse("seg-sex 08:00-18:00, exceto 24/12, 25/12, 28/12/2026, 29/12, 30/12, 31/12, 01/01")
    assert when.next_open(datetime(2026, 12, 23, 18)) == datetime(2027, 1, 4, 8)


@pytest.mark.parametrize(
    "text",
    [
        "seg-sex 08:00-12:00 13:00-18:00, sáb 09:00-12:00",
        "seg e qua-sex 08:00-18:00, exceto 25/12, 24/12/2026",
        "sempre, exceto 01/01",
        "dom 10:00-24:00",
        "sempre",
        "nunca",
    ],
)
def test_hours_are_written_the_way_they_are_read(text: str) -> None:
    when = hours.parse(text)
    assert hours_text.written(when.spans, when.off) == text
