"""People and tokens: who comes in, who does not any more, and what is written down of it."""

import base64
import json
from typing import Any

import jwt
import pytest

from tests.desk import webhooks
from tests.desk.office import Office
from zapbot.desk import access, passwords, people, tokens
from zapbot.desk.assign import assign
from zapbot.desk.sign_in import sign_in
from zapbot.errors import ConflictError, NotFoundError, NotSignedInError, UsageError
from zapbot.store import audit, handling, users

PASSWORD = "tres gatos no telhado"
KEY = b"k" * 32


@pytest.fixture
def ana(office: Office) -> users.User:
    """A supervisor."""
    return people.add(office.db, "ana@loja.example", "Ana", "supervisor", PASSWORD, "cli", office.now)


def _audit(office: Office) -> list[str]:
    return [line.what for line in reversed(audit.listed(office.db))]


def _enter(office: Office, password: str = PASSWORD, email: str = "ana@loja.example") -> users.User:
    return sign_in(office.db, email, password, "198.51.100.7", office.now)


def test_the_right_password_opens_and_is_written_down(office: Office, ana: users.User) -> None:
    assert _enter(office, email="ANA@loja.example").id == ana.id
    assert _audit(office) == ["user.added", "login"]
    assert users.get(office.db, ana.id).seen_at == office.now


def test_a_password_typed_with_other_accents_of_the_keyboard_is_the_same(office: Office) -> None:
    people.add(office.db, "eva@loja.example", "", "agent", "coração de pedra 7", "cli", office.now)
    assert _enter(office, "corac\u0327a\u0303o de pedra 7", "eva@loja.example").name == "eva"


@pytest.mark.parametrize("email", ["ana@loja.example", "nobody@loja.example"])
def test_a_wrong_password_and_an_unknown_person_hear_the_same(office: Office, ana: users.User, email: str) -> None:
    with pytest.raises(NotSignedInError, match=r"^e-mail address or password is wrong$"):
        _enter(office, "errada errada errada", email)
    assert _audit(office)[-1] == "login.failed"
    assert audit.listed(office.db)[0].who == "198.51.100.7"


def test_an_unknown_person_costs_a_hash_too(office: Office, ana: users.User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes: list[str] = []
    verify = passwords._hasher().verify
    monkeypatch.setattr(
        type(passwords._hasher()), "verify", lambda _, *given: hashes.append(given[0]) or verify(*given)
    )
    with pytest.raises(NotSignedInError):
        _enter(office, email="nobody@loja.example")
    assert [hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for hash in hashes] == [True]


def test_who_is_disabled_stays_out_until_enabled(office: Office, ana: users.User) -> None:
    people.disable(office.db, "ana@loja.example", "cli", office.now)
    with pytest.raises(NotSignedInError):
        _enter(office)
    people.enable(office.db, "ana@loja.example", "cli", office.now)
    assert _enter(office).disabled_at is None


def test_neither_password_nor_hash_is_in_what_is_shown_of_a_person(office: Office, ana: users.User) -> None:
    kept = users.password_hash(office.db, ana.id) or ""
    shown = repr(users.listed(office.db)) + repr(audit.listed(office.db))
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in shown + kept
    assert kept not in shown


@pytest.mark.parametrize(
    "password",
    [
        "curta",
        "aaaaaaaaaaaaaaaa",
        "123456789012",
        "abcdefghijklm",
        "senha1234567890",
        "qwertyuiop123",
        "AnaLoja20262026",
    ],
)
def test_a_password_tried_first_is_refused(office: Office, password: str) -> None:
    with pytest.raises(UsageError):
        people.add(office.db, "ana@loja.example", "Ana", "agent", password, "cli", office.now)
    assert users.listed(office.db) == []


def test_a_made_up_password_is_good_enough() -> None:
    for _ in range(200):
        passwords.check(passwords.generated(), "ana@loja.example")


def test_nobody_is_there_twice(office: Office, ana: users.User) -> None:
    with pytest.raises(ConflictError):
        people.add(office.db, "Ana@Loja.Example", "", "agent", PASSWORD, "cli", office.now)


@pytest.mark.parametrize(("email", "role"), [("ana", "agent"), ("a b@c", "agent"), ("b@loja.example", "boss")])
def test_what_is_no_address_or_no_role_is_refused(office: Office, email: str, role: str) -> None:
    with pytest.raises(UsageError):
        people.add(office.db, email, "", role, PASSWORD, "cli", office.now)


def test_an_access_token_says_who_calls_for_a_quarter_of_an_hour(office: Office, ana: users.User) -> None:
    token = access.issue(ana, KEY, office.now)
    caller = access.recognise(office.db, token, KEY, office.now + 899)
    assert caller.name == f"user:{ana.id}"
    assert "campaigns:write" in caller.scopes
    assert "admin" not in caller.scopes
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, token, KEY, office.now + 900)


def test_a_token_given_back_is_dead_and_the_others_are_not(office: Office, ana: users.User) -> None:
    first, second = (access.issue(ana, KEY, office.now) for _ in range(2))
    access.revoke(office.db, access.recognise(office.db, first, KEY, office.now), office.now)
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, first, KEY, office.now)
    assert access.recognise(office.db, second, KEY, office.now)
    assert office.one("select count(*) from revoked_tokens") == 1


def test_a_new_password_or_being_disabled_kills_all_older_tokens(office: Office, ana: users.User) -> None:
    old = access.issue(ana, KEY, office.now)
    people.reset(office.db, ana.email, "quatro gatos no muro", "cli", office.now + 0.5)
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, old, KEY, office.now + 1)
    new = access.issue(ana, KEY, office.now + 0.6)
    assert access.recognise(office.db, new, KEY, office.now + 1)
    people.disable(office.db, ana.email, "cli", office.now + 2)
    people.enable(office.db, ana.email, "cli", office.now + 3)
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, new, KEY, office.now + 4)


def _claims(office: Office, ana: users.User, **changed: Any) -> dict[str, Any]:
    right = {"iss": "zapbot", "aud": "zapbot-api", "sub": f"user:{ana.id}", "jti": "x", "iat": office.now}
    return {name: value for name, value in {**right, "exp": office.now + 60, **changed}.items() if value is not None}


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "other"},
        {"aud": "other"},
        {"exp": None},
        {"jti": None},
        {"sub": "user:99"},
        {"sub": "root"},
        {"sub": "user:" + "9" * 30},
        {"iat": 4e9},
        {"iat": None},
        {"exp": "soon"},
        {"jti": 7},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(office: Office, ana: users.User, changed: dict[str, Any]) -> None:
    assert access.recognise(office.db, jwt.encode(_claims(office, ana), KEY, "HS256"), KEY, office.now)
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, jwt.encode(_claims(office, ana, **changed), KEY, "HS256"), KEY, office.now)


def test_a_token_signed_otherwise_is_refused(office: Office, ana: users.User) -> None:
    claims = _claims(office, ana)
    unsigned = [{"alg": "none", "typ": "JWT"}, claims]
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in unsigned]
    forged = [
        jwt.encode(claims, b"x" * 32, "HS256"),
        jwt.encode(claims, KEY * 2, "HS512"),
        ".".join([*parts, ""]),
        "",
        "a.b.c",
        "zb_",
    ]
    for token in forged:
        with pytest.raises(NotSignedInError):
            access.recognise(office.db, token, KEY, office.now)


def test_an_api_token_does_what_it_was_made_for(office: Office) -> None:
    made = tokens.add(office.db, "crm", ("read",), "cli", office.now, office.now + 100)
    assert access.recognise(office.db, made.token, KEY, office.now).scopes == {"read"}
    assert made.token.split("_", 2)[2] not in str(office.rows("select * from api_tokens"))
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, made.token[:-1], KEY, office.now)
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, made.token, KEY, office.now + 100)


def test_a_revoked_api_token_is_dead(office: Office) -> None:
    made = tokens.add(office.db, "crm", ("read",), "cli", office.now, None)
    tokens.revoke(office.db, made.id, "cli", office.now)
    with pytest.raises(NotSignedInError):
        access.recognise(office.db, made.token, KEY, office.now)
    with pytest.raises(NotFoundError):
        tokens.revoke(office.db, "none", "cli", office.now)
    assert _audit(office) == ["token.added", "token.revoked"]


def test_using_a_token_is_written_down_once_an_hour(office: Office) -> None:
    made = tokens.add(office.db, "crm", ("read",), "cli", office.now, None)
    for later in (0, 10, 3599, 3600):
        access.recognise(office.db, made.token, KEY, office.now + later)
    assert office.one("select seen_at from api_tokens") == office.now + 3600
    access.recognise(office.db, made.token, KEY, office.now + 3700)
    assert office.one("select seen_at from api_tokens") == office.now + 3600


@pytest.mark.parametrize("scopes", [(), ("everything",), ("read", "root")])
def test_a_token_for_nothing_or_for_what_nobody_knows_is_not_made(office: Office, scopes: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="messages:write"):
        tokens.add(office.db, "crm", scopes, "cli", office.now, None)


def test_the_conversations_of_who_is_shut_out_wait_for_the_others(office: Office, ana: users.User) -> None:
    office.post(webhooks.post(webhooks.text("wamid.1", "oi")))
    conversation = office.db.execute("select id from conversations").fetchone()[0]
    assign(office.db, conversation, f"user:{ana.id}", "user:9", office.now)
    people.disable(office.db, ana.email, "user:9", office.now)
    holder = handling.holder(office.db, conversation)
    assert (holder.owner, holder.agent_id, holder.waiting_since is not None) == ("person", None, True)
