"""Who may do what: every route of the server in one table, checked against its guards and by asking.

A route that is not in the table fails: whoever adds one says here whom it is for.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from tests.store.people import T0, person
from tests.web.office_door import PEOPLE, Browser, Site, site_of
from zapbot.desk import access, scopes
from zapbot.store import conversations, users
from zapbot.store.db import transaction
from zapbot.web.api.access import key

ROLES = ("agent", "supervisor", "admin")
CANARY = "Canarinho Amarelo"
FOR_EVER = {"GET /live"}
"""What never ends when it is let in."""

TABLE = {
    "anyone": """
        POST /api/auth/token
        GET /api/docs
        GET /api/schema/openapi.json
        GET /files/{sha256:str}
        GET /health
        POST /hooks/{id:str}
        GET /metrics
        GET /ready
        GET POST /sign-in
        POST /sign-in/code
        GET POST /sign-in/{link:str}
        GET /static/{name:str}
        GET POST /webhook
    """,
    "agent": """
        GET /
        GET POST /alerts
        GET /c/{id:int}
        POST /c/{id:int}/assign
        GET /c/{id:int}/canned
        GET /c/{id:int}/composer
        POST /c/{id:int}/draft
        GET /c/{id:int}/export/json
        GET /c/{id:int}/export/print
        GET /c/{id:int}/export/text
        POST /c/{id:int}/files
        POST /c/{id:int}/hand-back
        GET /c/{id:int}/handling
        GET /c/{id:int}/messages
        POST /c/{id:int}/pend
        GET /c/{id:int}/people
        POST /c/{id:int}/react
        POST /c/{id:int}/reopen
        POST /c/{id:int}/reply
        POST /c/{id:int}/resolve
        POST /c/{id:int}/seen
        POST /c/{id:int}/snooze
        GET /c/{id:int}/steps
        POST /c/{id:int}/take-back
        POST /c/{id:int}/take-over
        GET /c/{id:int}/templates
        GET /c/{id:int}/templates/{template:int}
        POST /c/{id:int}/templates/{template:int}/preview
        POST /c/{id:int}/undo
        GET POST /contacts
        GET /contacts/add
        GET /contacts/labels
        GET /contacts/{id:int}
        POST /contacts/{id:int}/block
        POST /contacts/{id:int}/fields
        POST /contacts/{id:int}/labels
        POST /contacts/{id:int}/marketing
        POST /contacts/{id:int}/name
        POST /contacts/{id:int}/notes
        GET /contacts/{id:int}/pane
        POST /contacts/{id:int}/start
        POST /contacts/{id:int}/unblock
        GET /flows
        GET /flows/{id:str}
        GET /flows/{id:str}/live
        GET /inbox
        POST /inbox/bulk
        POST /inbox/bulk/{id:int}/undo
        GET /inbox/cards
        GET /inbox/filters
        GET /inbox/list
        POST /inbox/views
        POST /inbox/views/{id:int}/remove
        GET /live
        GET /live/here
        GET /live/trouble
        GET /media/{id:int}
        GET /mentions
        GET /mentions/link
        GET /messages/{id:int}/about
        POST /messages/{id:int}/cancel
        POST /messages/{id:int}/fetch
        POST /messages/{id:int}/resend
        GET /palette
        POST /presence
        GET POST /profile
        POST /profile/password
        POST /profile/preferences
        GET POST /profile/second-step
        POST /profile/second-step/end
        POST /profile/sessions
        GET /search
        GET /search/more
        POST /sign-out
    """,
    "supervisor": """
        GET /admin
        GET POST /admin/replies
        POST /admin/replies/{id:int}
        POST /admin/replies/{id:int}/remove
        GET POST /admin/tags
        POST /admin/tags/remove
        GET /campaigns
        GET /campaigns/new
        POST /campaigns/new/check
        GET /campaigns/new/check/{job:str}
        POST /campaigns/new/check/{job:str}/create
        GET /campaigns/new/check/{job:str}/wrong.csv
        GET /campaigns/new/count
        POST /campaigns/new/list
        GET /campaigns/new/message
        GET /campaigns/new/preview
        GET /campaigns/new/template
        GET /campaigns/{id:int}
        GET /campaigns/{id:int}/live
        GET /campaigns/{id:int}/recipients.csv
        POST /campaigns/{id:int}/{verb:str}
        GET /contacts/export.csv
        GET POST /contacts/import
        POST /contacts/import/now
        GET /contacts/{id:int}/export.json
        GET POST /contacts/{id:int}/merge
        POST /contacts/{id:int}/merges/{merge_id:int}/undo
        GET /reports
        GET /reports/{name:str}
    """,
    "admin": """
        GET /admin/audit
        GET /admin/dead
        GET /admin/dead/{id:str}
        POST /admin/dead/{verb:str}
        GET /admin/numbers
        GET POST /admin/people
        POST /admin/people/{id:int}/disable
        POST /admin/people/{id:int}/enable
        POST /admin/people/{id:int}/link
        POST /admin/people/{id:int}/reset
        POST /admin/people/{id:int}/role
        POST /admin/people/{id:int}/sign-out
        GET POST /admin/rules
        GET POST /admin/teams
        POST /admin/teams/{team:str}
        POST /admin/teams/{team:str}/hours
        POST /admin/teams/{team:str}/put-back
        POST /admin/teams/{team:str}/remove
        POST /admin/teams/{team:str}/rename
        GET /admin/templates
        GET POST /admin/templates/new
        GET /admin/templates/new/examples
        GET /admin/templates/new/look
        POST /admin/templates/sync
        GET /admin/templates/{name:str}/{language:str}
        POST /admin/templates/{name:str}/{language:str}/delete
        GET POST /admin/tokens
        POST /admin/tokens/{id:str}/revoke
        GET POST /admin/webhooks
        GET /admin/webhooks/{id:int}
        GET /admin/webhooks/{id:int}/deliveries/{delivery:int}
        POST /admin/webhooks/{id:int}/deliveries/{delivery:int}/redeliver
        POST /admin/webhooks/{id:int}/disable
        POST /admin/webhooks/{id:int}/enable
        POST /admin/webhooks/{id:int}/redeliver
        POST /admin/webhooks/{id:int}/remove
        POST /admin/webhooks/{id:int}/rotate
        POST /admin/webhooks/{id:int}/test
        GET POST /contacts/{id:int}/erase
        GET /dashboard
    """,
    "scope campaigns:write": """
        POST /api/campaigns
        POST /api/campaigns/{id:int}/pause
        POST /api/campaigns/{id:int}/resume
        POST /api/campaigns/{id:int}/start
        POST /api/campaigns/{id:int}/stop
    """,
    "scope contacts:write": """
        POST /api/contacts
        PATCH /api/contacts/{id:int}
        POST /api/contacts/{id:int}/opt-in
        POST /api/contacts/{id:int}/opt-out
    """,
    "scope flows:start": """
        POST /api/flows/{id:str}/start
    """,
    "scope media:write": """
        POST /api/media
    """,
    "scope messages:write": """
        PATCH /api/conversations/{id:int}
        POST /api/messages
    """,
    "scope read": """
        POST /api/auth/revoke
        GET /api/campaigns
        GET /api/campaigns/{id:int}
        GET /api/contacts
        GET /api/contacts/{id:int}
        GET /api/conversations
        GET /api/conversations/{id:int}
        GET /api/conversations/{id:int}/messages
        GET /api/flows
        GET /api/media/{id:str}
        GET /api/messages
        GET /api/messages/{id:int}
        GET /api/stats
        GET /api/templates
        GET /api/templates/{name:str}/{language:str}
        POST /api/templates/{name:str}/{language:str}/preview
    """,
    "scope templates:write": """
        POST /api/templates/sync
    """,
    "scope webhooks:write": """
        GET POST /api/webhooks
        DELETE /api/webhooks/{id:int}
        GET /api/webhooks/{id:int}/deliveries
        POST /api/webhooks/{id:int}/deliveries/{delivery:int}/redeliver
        POST /api/webhooks/{id:int}/test
    """,
}
"""For whom each route is. A role stands for those above it; a scope is of the API's tokens, which cookies never are."""

EXPECTED = {
    f"{method} {path}": whom
    for whom, lines in TABLE.items()
    for *methods, path in map(str.split, lines.strip().splitlines())
    for method in methods
}
ASKED = sorted(route for route, whom in EXPECTED.items() if whom in ROLES)
CALLED = sorted(route for route, whom in EXPECTED.items() if whom.startswith("scope "))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with its people, and a customer nobody may hear of who is not signed in."""
    with site_of(tmp_path_factory.mktemp("site") / "data", api_per_minute=1_000_000) as site:
        with site.store() as db, transaction(db):
            contact = person(db, "5511955550101")
            db.execute("update contacts set name = ? where id = ?", (CANARY, contact))
            conversations.current(db, contact, T0)
        yield site


@pytest.fixture(scope="module")
def browsers(site: Site) -> dict[str, Browser]:
    """A browser of each role."""
    return {role: site.browser(role) for role in ROLES}


def test_every_route_is_in_the_table_and_guarded_as_it_says(site: Site) -> None:
    assert dict(_routes(site.app)) == EXPECTED


def test_who_is_not_signed_in_gets_nothing(site: Site) -> None:
    stranger = site.browser()
    for route in ASKED:
        answer = _ask(stranger, route, {"Accept": "text/html"})
        assert answer.status_code in (303, 401), route
        assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in"), route
        assert CANARY not in answer.text, route


@pytest.mark.parametrize("role", ROLES[:-1])
def test_a_lower_role_gets_nothing_of_a_higher_ones(browsers: dict[str, Browser], role: str) -> None:
    above = [route for route in ASKED if ROLES.index(EXPECTED[route]) > ROLES.index(role)]
    assert above
    for route in above:
        answer = _ask(browsers[role], route, {"X-CSRF-Token": browsers[role].csrf})
        assert (answer.status_code, CANARY in answer.text) == (403, False), route


@pytest.mark.parametrize("role", ROLES)
def test_what_changes_something_needs_the_forms_token(browsers: dict[str, Browser], role: str) -> None:
    for route in ASKED:
        if route.startswith("GET ") or ROLES.index(EXPECTED[route]) > ROLES.index(role):
            continue
        assert _ask(browsers[role], route, {}).status_code == 403, route
        another = browsers[ROLES[ROLES.index(role) - 1]].csrf
        assert _ask(browsers[role], route, {"X-CSRF-Token": another}).status_code == 403, route
    assert browsers[role].get("/live/here").status_code == 204


@pytest.mark.parametrize("role", ROLES)
def test_who_may_look_is_let_in(browsers: dict[str, Browser], role: str) -> None:
    for route in ASKED:
        if route.startswith("GET ") and route not in FOR_EVER and ROLES.index(EXPECTED[route]) <= ROLES.index(role):
            assert _ask(browsers[role], route, {}).status_code not in (401, 403, 500), route


def test_the_api_wants_a_token_and_no_cookie(site: Site, browsers: dict[str, Browser]) -> None:
    for route in CALLED:
        for caller in (site.browser(), browsers["admin"]):
            answer = _ask(caller, route, {"X-CSRF-Token": caller.csrf}, json={})
            assert (answer.status_code, CANARY in answer.text) == (401, False), route


@pytest.mark.parametrize("role", ROLES)
def test_a_roles_token_does_what_its_scopes_allow(site: Site, role: str) -> None:
    with site.store() as db:
        user = users.named(db, PEOPLE[role])
    bearer = {"Authorization": f"Bearer {access.issue(user, key(site.app.state), time.time())}"}
    stranger = site.browser()
    for route in CALLED:
        allowed = scopes.allow(scopes.OF_ROLE[role], EXPECTED[route].removeprefix("scope "))
        if not allowed:
            assert _ask(stranger, route, bearer, json={}).status_code == 403, route
        elif route.startswith("GET "):
            assert _ask(stranger, route, bearer).status_code not in (401, 403, 500), route


def _ask(browser: Browser, route: str, headers: dict[str, str], **options: Any) -> Any:
    """Ask for a route of something that does not exist: nothing of it can happen."""
    method, path = route.split()
    return browser.client.request(method, _filled(path), headers=headers, follow_redirects=False, **options)


@cache
def _filled(path: str) -> str:
    parts = ("999999" if part.endswith(":int}") else part for part in path.split("/"))
    return "/".join("x" if part.startswith("{") else part for part in parts)


def _routes(app: Litestar) -> Iterator[tuple[str, str]]:
    """Each method and path of the application, and whom its guards let in."""
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            whom = _whom([getattr(guard, "func", guard) for guard in handler.resolve_guards()])
            for method in handler.http_methods:
                if method != "OPTIONS":
                    yield f"{method} {route.path}", whom


def _whom(guards: list[Any]) -> str:
    """The strictest of some guards."""
    roles = [guard.role for guard in guards if hasattr(guard, "role")]
    needed = [guard.scope for guard in guards if getattr(guard, "scope", None)]
    assert len(roles) + sum(1 for guard in guards if hasattr(guard, "scope")) == len(guards)
    if needed:
        return f"scope {needed[-1]}"
    return max(roles, key=ROLES.index) if roles else "anyone"
