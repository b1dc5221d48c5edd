"""The number's rate, over simulated time."""

import pytest

from zapbot.desk.pace import FIRST_PAUSE, LONGEST_PAUSE, SLOWEST, STOP_PAUSE, Pace

T0 = 1_790_000_000.0


def sent(pace: Pace, start: float, seconds: float, tick: float = 0.005) -> int:
    """How many leave in some seconds when there is always more to send."""
    count = 0
    for step in range(int(seconds / tick)):
        room = pace.room(start + step * tick, 0)
        pace.spend(room)
        count += room
    return count


@pytest.mark.parametrize("rate", [1, 20, 80, 250, 1000])
def test_the_rate_is_held_and_reached(rate: int) -> None:
    pace = Pace(rate)
    sent(pace, T0, 1)
    assert sent(pace, T0 + 1, 20) == pytest.approx(rate * 20, rel=0.02, abs=1)


@pytest.mark.parametrize("rate", [20, 80, 1000])
def test_no_second_has_more_than_the_rate_and_one_burst(rate: int) -> None:
    pace = Pace(rate)
    pace.room(T0, 0)
    assert sent(pace, T0 + 3600, 1) <= rate + pace.burst + 1


def test_after_a_rest_only_a_small_burst_leaves_at_once() -> None:
    pace = Pace(80)
    pace.room(T0, 0)
    assert pace.room(T0 + 3600, 0) == 8
    assert Pace(1).room(T0, 0) == 1


def test_too_fast_halves_the_rate_and_it_recovers_slowly() -> None:
    pace = Pace(80)
    pace.slower(T0)
    assert pace.rate == 40
    first = sent(pace, T0, 1)
    assert first <= 45
    assert sent(pace, T0 + 1, 5) / 5 < 60
    sent(pace, T0 + 6, 14)
    assert pace.rate == 80


def test_a_burst_of_complaints_about_messages_sent_together_halves_the_rate_once() -> None:
    pace = Pace(1000)
    for number in range(200):
        pace.slower(T0 + number / 1000)
    assert pace.rate == 500
    pace.slower(T0 + 2)
    assert pace.rate == 250


def test_the_rate_never_falls_to_nothing() -> None:
    pace = Pace(80)
    for second in range(20):
        pace.slower(T0 + 2 * second)
    assert pace.rate == SLOWEST
    assert sent(pace, T0 + 40, 10) >= 8


def test_without_a_connection_the_pauses_grow_and_one_message_tries_the_way() -> None:
    pace, now, pauses = Pace(80), T0, []
    for _ in range(9):
        pace.unreachable(now)
        pace.unreachable(now + 0.01)
        assert pace.room(now + 0.02, 0) == 0
        pauses.append(pace.paused_until - now)
        now = pace.paused_until
        assert pace.room(now, 0) == 1
        assert pace.room(now, 1) == 0
    assert pauses[:3] == pytest.approx([FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE])
    assert max(pauses) == pytest.approx(LONGEST_PAUSE)
    pace.worked()
    assert pace.room(now, 0) > 1
    pace.unreachable(now)
    assert pace.paused_until == pytest.approx(now + FIRST_PAUSE)


def test_a_number_that_may_not_send_tries_one_message_a_minute() -> None:
    pace = Pace(80)
    pace.stopped(T0)
    assert pace.room(T0 + STOP_PAUSE - 0.1, 0) == 0
    assert pace.room(T0 + STOP_PAUSE, 0) == 1
    assert pace.room(T0 + STOP_PAUSE, 1) == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pace = Pace(80)
    pace.pause(T0 + 60)
    pace.pause(T0 + 5)
    assert pace.paused_until == T0 + 60
    assert pace.wait(T0 + 20) == 40


def test_the_wait_for_room_is_known() -> None:
    pace = Pace(10)
    pace.spend(pace.room(T0, 0))
    assert pace.wait(T0) == pytest.approx(0.1)
    assert pace.room(T0 + 0.11, 0) == 1


def test_a_clock_that_goes_back_gives_no_extra_room() -> None:
    pace = Pace(80)
    pace.spend(pace.room(T0, 0))
    assert pace.room(T0 - 3600, 0) == 0
    assert pace.room(T0 - 3599, 0) <= 8
