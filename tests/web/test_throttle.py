"""How often somebody may call, on a clock of the test's own."""

from zapbot.web.throttle import MOST_KEYS, SignIns, Throttle


def test_so_many_calls_pass_and_the_next_is_too_many() -> None:
    calls = Throttle(3, 60)
    counted = [calls.count("a", at) for at in (0.0, 1.0, 59.0, 59.9)]
    assert [(one.remaining, one.over) for one in counted] == [(2, False), (1, False), (0, False), (0, True)]
    assert round(counted[3].reset, 1) == 0.1
    assert not calls.count("a", 60.0).over


def test_one_caller_is_not_counted_for_another() -> None:
    calls = Throttle(1, 60)
    assert [calls.count(key, 0.0).over for key in ("a", "b", "a")] == [False, False, True]


def test_many_addresses_do_not_fill_the_memory() -> None:
    calls = Throttle(1, 60)
    for number in range(3 * MOST_KEYS):
        calls.count(str(number), number / 1000)
    assert len(calls._windows) <= MOST_KEYS


def test_an_address_has_five_guesses_in_twenty_seconds_and_twenty_in_a_quarter_of_an_hour() -> None:
    tries = SignIns()
    assert [tries.refused("a", 0.0) > 0 for _ in range(6)] == [False] * 5 + [True]
    assert tries.refused("b", 0.0) == 0.0
    waits = [tries.refused("a", at * 30.0) for at in range(1, 20)]
    assert [wait > 0 for wait in waits] == [False] * 14 + [True] * 5
    assert waits[-1] <= 15 * 60
    assert tries.refused("a", 15 * 60 + 1.0) == 0.0


def test_guesses_from_many_addresses_are_slow_and_lock_nobody_out() -> None:
    tries = SignIns()
    for _ in range(9):
        tries.failed("ana@loja.example", 0.0)
    assert tries.delay("ana@loja.example", 1.0) == 0.0
    tries.failed("ANA@loja.example", 1.0)
    assert tries.delay("ana@loja.example", 1.0) == SignIns.DELAY
    for _ in range(100):
        tries.failed("ana@loja.example", 2.0)
    assert tries.delay("ana@loja.example", 3.0) == SignIns.LONGEST_DELAY
    assert tries.delay("eva@loja.example", 3.0) == 0.0
    assert tries.delay("ana@loja.example", 15 * 60.0) == 0.0


def test_right_passwords_from_one_address_keep_nobody_out() -> None:
    tries = SignIns()
    for n in range(100):
        assert tries.refused("a", n * 0.1) == 0.0
        tries.passed("a", n * 0.1)


def test_a_right_password_gives_no_guess_back() -> None:
    tries = SignIns()
    guesses = 0
    for _ in range(20):
        guesses += tries.refused("a", 0.0) == 0.0
        if tries.refused("a", 0.0) == 0.0:
            tries.passed("a", 0.0)
    assert guesses == 5


def test_tries_made_at_once_all_count_until_they_were_right() -> None:
    tries = SignIns()
    assert [tries.refused("a", 0.0) > 0 for _ in range(6)] == [False] * 5 + [True]
    tries.passed("a", 30.0)
    assert tries.refused("a", 30.0) == 0.0


def test_nothing_is_given_back_that_was_not_taken() -> None:
    calls = Throttle(1, 60)
    calls.give_back("a", 0.0)
    assert [calls.count("a", 0.0).over for _ in range(2)] == [False, True]
