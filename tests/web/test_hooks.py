"""`POST /hooks/{id}`: who knows the key starts a flow, nobody else does anything."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.stack import Stack
from tests.web.conftest import Door
from zapbot.hook_key import hook_key
from zapbot.web import hooks

SECRET_KEY = "chave-da-casa"
BODY = b'{"phone": "+5511955550101", "origem": "site"}'
FLOW = """
zapbot: 1
flow: lead
triggers:
  - webhook: lead-site
    template: retorno
  - webhook: outro
    template: retorno
  - webhook: muitos
    template: retorno
nodes:
  ola:
    message: Oi!
    next: fim
  fim:
    end: {}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server with a flow that a web site may start."""
    with Stack(tmp_path_factory.mktemp("site"), SECRET_KEY=SECRET_KEY) as stack:
        stack.import_flow(FLOW)
        stack.start("serve")
        yield Door(stack)


def start(
    door: Door, id: str = "lead-site", body: bytes = BODY, key: str | None = None, query: bool = False
) -> httpx.Response:
    """Knock with a key, by default the right one."""
    word = hook_key(SECRET_KEY, id) if key is None else key
    return door.http.post(
        f"{door.stack.server}/hooks/{id}",
        content=body,
        params={"key": word} if query else None,
        headers={} if query else {"Authorization": f"Bearer {word}"},
    )


def test_the_right_key_is_accepted_and_the_body_is_on_disk_by_then(site: Door) -> None:
    for n, query in enumerate((False, True)):
        body = BODY.replace(b"site", b"site%d" % n)
        answer = start(site, body=body, query=query)
        assert (answer.status_code, answer.json()) == (202, {"accepted": True})
        assert site.stored(body) == 1


def test_nothing_is_accepted_before_the_commit(site: Door) -> None:
    answers: list[httpx.Response] = []
    body = BODY.replace(b"site", b"waits")
    knock = threading.Thread(target=lambda: answers.append(start(site, body=body)))
    with site.locked():
        knock.start()
        knock.join(0.4)
        assert answers == []
    knock.join(10)
    assert answers[0].status_code == 202
    assert site.stored(body) == 1


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"\xff" * 1000])
def test_a_body_that_is_nothing_is_stored_all_the_same(site: Door, body: bytes) -> None:
    before = site.count()
    assert start(site, body=body).status_code == 202
    assert site.count() == before + 1


def test_an_unknown_hook_is_told_to_who_knows_its_key_only(site: Door) -> None:
    before = site.count()
    assert start(site, "nenhum").status_code == 404
    assert start(site, "nenhum", key="wrong").status_code == 401
    assert site.count() == before


def test_a_body_may_have_64_kib_and_no_more(site: Door) -> None:
    before = site.count()
    assert start(site, body=b" " * hooks.BODY_LIMIT).status_code == 202
    assert start(site, body=b" " * (hooks.BODY_LIMIT + 1)).status_code == 413
    assert site.count() == before + 1


def test_too_many_in_a_minute_are_told_when_to_come_again(site: Door) -> None:
    statuses = [start(site, "muitos").status_code for _ in range(hooks.PER_MINUTE)]
    assert set(statuses) == {202}
    refused = start(site, "muitos")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert start(site, "outro").status_code == 202


def test_the_key_is_compared_in_constant_time() -> None:
    assert "hmac.compare_digest" in inspect.getsource(hooks._check_key)


@pytest.fixture
def own_site(tmp_path: pytest.TempPathFactory, own_door: Callable[..., Door]) -> Callable[..., Door]:
    """Servers with settings of their own, started."""

    def open_(**settings: str) -> Door:
        door = own_door(**settings)
        door.stack.import_flow(FLOW)
        door.stack.start("serve")
        return door

    return open_


def test_a_wrong_key_changes_nothing_and_ten_of_them_are_enough(own_site: Callable[..., Door]) -> None:
    door = own_site(SECRET_KEY=SECRET_KEY)
    right = hook_key(SECRET_KEY, "lead-site")
    wrong = ["", "wrong", right[:-1], right.upper(), f"{right}x", hook_key(SECRET_KEY, "outro"), "ç€", SECRET_KEY]
    for key in wrong:
        assert start(door, key=key.encode().decode("latin-1"), query=True).status_code == 401
    for scheme in ("Basic ", "bearer: "):
        headers = {"Authorization": f"{scheme}{right}"}
        assert door.http.post(f"{door.stack.server}/hooks/lead-site", content=BODY, headers=headers).status_code == 401
    refused = start(door, key="wrong")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert door.count() == 0
    assert start(door).status_code == 202
    assert [word for word in (right, SECRET_KEY, "wrong key:") if word in door.log()] == []
    assert "hook with a wrong key refused" in door.log()


def test_without_a_secret_key_nobody_knows_a_key(own_site: Callable[..., Door]) -> None:
    door = own_site()
    for key in ("", "x", hook_key("", "lead-site")):
        assert start(door, key=key, query=True).status_code == 401
    assert start(door, key=hook_key("", "lead-site")).status_code == 401
    assert door.count() == 0


def test_until_the_store_is_ready_the_sender_is_told_to_come_again(own_door: Callable[..., Door]) -> None:
    door = own_door(SECRET_KEY=SECRET_KEY)
    with door.locked():
        door.launch()
        door.answers("/health", 200)
        answer = start(door)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    door.answers("/ready", 200)
    assert start(door).status_code == 404


def test_a_store_that_breaks_is_no_internal_error(own_site: Callable[..., Door]) -> None:
    door = own_site(SECRET_KEY=SECRET_KEY)
    door.write("alter table flow_hooks rename to elsewhere")
    assert start(door).status_code == 503
    door.write("alter table elsewhere rename to flow_hooks")
    assert start(door).status_code == 202


def test_other_methods_are_not_for_hooks(site: Door) -> None:
    assert site.get("/hooks/lead-site").status_code == 405
    assert site.get("/hooks").status_code in (404, 405)
