"""The second step of signing in: the RFC's own figures, and what a code is good for."""

import base64

import pytest

from tests.desk.office import Office
from zapbot.desk import people, second_step, totp
from zapbot.desk.sign_in import by_link, go_on, sign_in
from zapbot.errors import CodeNeededError, NotSignedInError, UsageError
from zapbot.store import audit, second_steps, users

KEY = b"k" * 32
PASSWORD = "tres gatos no telhado"
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture
def ana(office: Office) -> users.User:
    """An agent without a second step."""
    return people.add(office.db, "ana@loja.example", "Ana", "agent", PASSWORD, "cli", office.now)


def _begin(office: Office, ana: users.User) -> str:
    """Turn the second step on; the secret in her app."""
    secret, offer = second_step.offer(KEY, ana)
    second_step.begin(office.db, KEY, ana, offer, _code(secret, office.now), office.now)
    return secret


def _code(secret: str, at: float) -> str:
    return totp.code(secret, int(at // totp.STEP_SECONDS))


def _enter(office: Office, code: str = "", at: float = 0.0) -> users.User:
    return sign_in(office.db, "ana@loja.example", PASSWORD, "203.0.113.7", office.now + at, KEY, code)


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    assert totp.code(RFC_SECRET, at // 30) == code


def test_a_clock_may_be_half_a_minute_off() -> None:
    at = 1_790_000_000.0
    code = _code(RFC_SECRET, at)
    assert [totp.step_of(RFC_SECRET, code, at + off) is not None for off in (-60, -30, 0, 30, 60)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert totp.step_of(RFC_SECRET, f"{code[:3]} {code[3:]}", at)
    assert totp.step_of(RFC_SECRET, "", at) is None
    assert totp.step_of(RFC_SECRET, "çççççç", at) is None


def test_the_password_alone_is_not_enough_any_more(office: Office, ana: users.User) -> None:
    secret = _begin(office, ana)
    with pytest.raises(CodeNeededError) as needed:
        _enter(office)
    assert needed.value.user_id == ana.id
    with pytest.raises(NotSignedInError):
        _enter(office, "000000")
    assert _enter(office, _code(secret, office.now + 30), 30) == ana


def test_who_does_not_know_the_password_is_not_told_of_the_second_step(office: Office, ana: users.User) -> None:
    _begin(office, ana)
    with pytest.raises(NotSignedInError) as refused:
        sign_in(office.db, "ana@loja.example", "outra frase qualquer", "", office.now, KEY)
    assert not isinstance(refused.value, CodeNeededError)


def test_a_code_works_once_and_no_earlier_one_after_it(office: Office, ana: users.User) -> None:
    secret = _begin(office, ana)
    used, later = _code(secret, office.now), _code(secret, office.now + 30)
    with pytest.raises(NotSignedInError):
        _enter(office, used)
    assert _enter(office, later, 30)
    for code in (used, later):
        with pytest.raises(NotSignedInError):
            _enter(office, code, 31)


def test_a_link_asks_for_the_code_too(office: Office, ana: users.User) -> None:
    secret = _begin(office, ana)
    reference = people.link(office.db, ana.email, "cli", office.now)
    with pytest.raises(CodeNeededError):
        by_link(office.db, reference, "", office.now)
    assert go_on(office.db, ana, _code(secret, office.now + 30), KEY, "", office.now + 30)
    with pytest.raises(NotSignedInError):
        by_link(office.db, reference, "", office.now)


def test_it_begins_only_with_a_code_of_the_secret_that_was_offered(office: Office, ana: users.User) -> None:
    bia = people.add(office.db, "bia@loja.example", "Bia", "agent", PASSWORD, "cli", office.now)
    secret, offer = second_step.offer(KEY, ana)
    for user, given, code in ((ana, offer, "000000"), (bia, offer, _code(secret, office.now)), (ana, "x", "000000")):
        with pytest.raises(UsageError):
            second_step.begin(office.db, KEY, user, given, code, office.now)
    assert _enter(office) == ana


def test_the_secret_is_kept_unreadable(office: Office, ana: users.User) -> None:
    secret = _begin(office, ana)
    kept = second_steps.secret(office.db, ana.id)
    assert kept
    assert secret not in kept + repr(audit.listed(office.db)) + repr(users.listed(office.db))


def test_a_reset_is_the_way_out_for_who_lost_the_phone(office: Office, ana: users.User) -> None:
    _begin(office, ana)
    people.reset(office.db, ana.email, "quatro gatos no muro", "cli", office.now + 1)
    assert sign_in(office.db, ana.email, "quatro gatos no muro", "", office.now + 2, KEY)


def test_it_ends_when_its_owner_says_so(office: Office, ana: users.User) -> None:
    _begin(office, ana)
    second_step.end(office.db, ana, f"user:{ana.id}", office.now)
    assert _enter(office) == ana
