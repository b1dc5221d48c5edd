"""Who gets in where: every route has a guard, every scope opens its own doors and no others."""

import time

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.stack import Stack
from tests.web.api.conftest import Api
from zapbot.desk import people, scopes, tokens
from zapbot.web.api.access import Needs
from zapbot.web.api.openapi import scope_of
from zapbot.web.api.routes import api as router
from zapbot.web.server import create_app

OPEN = {("POST", "/api/auth/token"), ("GET", "/api/docs"), ("GET", "/api/schema/openapi.json")}
ROUTES = sorted(
    (method, route.path_format, handler)
    for route in Litestar([router()], openapi_config=None).routes
    if isinstance(route, HTTPRoute)
    for method, (handler, _) in route.route_handler_map.items()
    if method != "OPTIONS"
)
GUARDED = [(method, path, scope_of(handler)) for method, path, handler in ROUTES if (method, path) not in OPEN]
NAMES = [f"{method} {path}" for method, path, _ in GUARDED]


def _path(template: str) -> str:
    for name, value in {"id": "999", "delivery": "9", "name": "a", "language": "b"}.items():
        template = template.replace(f"{{{name}}}", value)
    return template.removeprefix("/api")


@pytest.mark.parametrize(("method", "path", "handler"), ROUTES, ids=[f"{m} {p}" for m, p, _ in ROUTES])
def test_every_route_says_who_may_call_it(method: str, path: str, handler: object) -> None:
    guards = [guard for guard in getattr(handler, "guards", None) or [] if isinstance(guard, Needs)]
    assert len(guards) == 1
    assert (guards[0].scope is None) == ((method, path) in OPEN)
    assert guards[0].scope is None or guards[0].scope in scopes.SCOPES


def test_the_server_has_no_route_of_the_api_but_these(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from tests.stack import SECRETS
    from zapbot import settings

    for name, value in {**SECRETS, "ZAPBOT_DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    served = {route.path_format for route in create_app(settings.load()).routes}
    assert {path for path in served if path.startswith("/api")} == {path for _, path, _ in ROUTES}


@pytest.mark.parametrize(("method", "path", "scope"), GUARDED, ids=NAMES)
def test_a_route_opens_to_its_scope_only(api: Api, method: str, path: str, scope: str) -> None:
    assert api.call(method, _path(path), None).status_code == 401
    assert api.call(method, _path(path), "zb_wrong_token").status_code == 401
    for other in scopes.SCOPES:
        refused = api.call(method, _path(path), other).status_code == 403
        assert refused == (other not in (scope, "admin")), other


@pytest.mark.parametrize("role", list(scopes.OF_ROLE))
@pytest.mark.parametrize(("method", "path", "scope"), GUARDED[::7], ids=NAMES[::7])
def test_a_role_opens_what_its_scopes_do(api: Api, db: object, role: str, method: str, path: str, scope: str) -> None:
    from zapbot.desk import access
    from zapbot.instance_key import derive, instance_key
    from zapbot.store import users

    user = users.named(api.db, f"{role}@loja.example")
    key = derive(instance_key("", api.stack.data_dir), access.PURPOSE)
    token = access.issue(user, key, time.time())
    if path == "/api/auth/revoke":
        pytest.skip("ends the token, which another test does")
    refused = api.call(method, _path(path), token).status_code == 403
    assert refused == (not scopes.allow(scopes.OF_ROLE[role], scope))


def test_signing_in_gives_a_token_that_works_and_can_be_given_back(api: Api) -> None:
    token = api.sign_in("agent")
    assert api.call("GET", "/contacts", token).status_code == 200
    assert api.call("POST", "/auth/revoke", token).status_code == 204
    assert api.call("GET", "/contacts", token).status_code == 401
    assert api.post("/auth/revoke", scope="read").status_code == 409


def test_somebody_disabled_is_out_at_once(api: Api) -> None:
    token = api.sign_in("supervisor")
    assert api.call("GET", "/contacts", token).status_code == 200
    people.disable(api.db, "supervisor@loja.example", "cli", time.time())
    assert api.call("GET", "/contacts", token).status_code == 401


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "bearer x", "Bearer a b", "x" * 5000, "Bearer é"])
def test_a_header_that_is_no_token_is_a_401(api: Api, header: str) -> None:
    answer = api.call("GET", "/contacts", None, headers={"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_cookie_is_no_way_in(api: Api) -> None:
    token = api.tokens["admin"]
    cookies = {"Cookie": f"__Host-zb_s={token}; token={token}; Authorization=Bearer {token}"}
    assert api.call("GET", "/contacts", None, headers=cookies).status_code == 401


def test_many_guesses_from_one_address_are_slowed_down(tmp_path: object) -> None:
    from pathlib import Path

    with Stack(Path(str(tmp_path))) as stack:
        stack.start("serve")
        guessed = Api(stack)
        try:
            body = {"email": "nobody@loja.example", "password": "errada errada"}
            answers = [guessed.post("/auth/token", body, scope=None) for _ in range(7)]
            assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
            assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
            assert "nobody" not in guessed.stack.log("serve")
        finally:
            guessed.db.close()


def test_too_many_calls_of_one_token_are_refused_and_another_goes_on(tmp_path: object) -> None:
    from pathlib import Path

    with Stack(Path(str(tmp_path)), API_PER_MINUTE="3") as stack:
        stack.start("serve")
        hasty = Api(stack)
        try:
            answers = [hasty.call("GET", "/flows", "read") for _ in range(4)]
            assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
            assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
            assert answers[3].headers["ratelimit-limit"] == "3"
            assert 1 <= int(answers[3].headers["retry-after"]) <= 60
            assert hasty.call("GET", "/flows", "admin").status_code == 200
        finally:
            hasty.db.close()


def test_other_sites_are_shut_out_unless_they_are_named(tmp_path: object) -> None:
    from pathlib import Path

    named, other = "https://painel.example", "https://mau.example"
    with Stack(Path(str(tmp_path)), CORS_ORIGINS=f"{named}/, *") as stack:
        stack.start("serve")
        ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        url = f"{stack.server}/api/messages"
        allowed = stack.client.options(url, headers={**ask, "Origin": named})
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == named
        assert "Authorization" in allowed.headers["access-control-allow-headers"]
        for origin, path in ((other, "/api/messages"), ("null", "/api/messages"), (named, "/health"), (named, "/apis")):
            answer = stack.client.get(f"{stack.server}{path}", headers={"Origin": origin})
            assert [name for name in answer.headers if name.startswith("access-control")] == [], (origin, path)
        read = stack.client.get(url, headers={"Origin": named})
        assert (read.status_code, read.headers["access-control-allow-origin"]) == (401, named)
        assert "access-control-allow-credentials" not in read.headers


def test_without_the_setting_no_site_is_named(api: Api) -> None:
    answer = api.call("GET", "/flows", headers={"Origin": "https://painel.example"})
    assert [name for name in answer.headers if name.startswith("access-control")] == []


def test_a_token_made_while_the_server_runs_works_at_once(api: Api) -> None:
    made = tokens.add(api.db, "novo", ("read",), "cli", time.time(), None)
    assert api.call("GET", "/flows", made.token).status_code == 200
    tokens.revoke(api.db, made.id, "cli", time.time())
    assert api.call("GET", "/flows", made.token).status_code == 401
