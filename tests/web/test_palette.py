"""`/palette`: what typed letters find, and that nobody is offered what their role does not allow."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from markupsafe import escape

from tests.stack import Stack, until
from tests.web.test_shortcuts import CHATWOOT
from zapbot.web import places, shortcuts

PASSWORD = "uma frase bem comprida 42"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A server with an admin and an agent, and somebody who wrote."""
    with Stack(tmp_path_factory.mktemp("palette")) as stack:
        for name, role in (("ana", "admin"), ("beto", "agent")):
            options = ("--name", name.title(), "--role", role, "--password-stdin")
            done = stack.zapbot("users", "add", f"{name}@padaria.example", *options, input=f"{PASSWORD}\n")
            assert done.returncode == 0, done.stderr
        stack.start("sandbox", "serve", "worker")
        stack.say(stack.customer(name="João Braga <b>", phone="5511955550144"), "oi")
        yield stack


@pytest.fixture(scope="module")
def people(stack: Stack) -> Iterator[dict[str, httpx.Client]]:
    """Both, signed in."""
    with ExitStack() as clients:
        yield {name: clients.enter_context(_signed_in(stack, name)) for name in ("ana", "beto")}


@contextmanager
def _signed_in(stack: Stack, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stack.server, trust_env=False, headers={"Accept-Language": "en"}) as client:
        answer = client.post("/sign-in", data={"email": f"{name}@padaria.example", "password": PASSWORD})
        assert answer.status_code == 303
        yield client


def _groups(html: str) -> list[str]:
    return re.findall(r'id="commands-(\w+)"', html)


def test_before_anything_is_typed_actions_and_places_are_offered(people: dict[str, httpx.Client]) -> None:
    html = people["ana"].get("/palette").text
    assert _groups(html) == ["actions", "places"]
    assert 'data-name="resolve"' in html
    assert 'data-name="close"' not in html
    assert html.count('aria-selected="true"') == 1
    assert CHATWOOT["next"] in html


def test_all_that_can_be_done_is_offered_and_says_where_it_makes_sense(people: dict[str, httpx.Client]) -> None:
    html = people["beto"].get("/palette").text
    offered = re.findall(r'data-name="([\w-]+)"', html)
    keys = [key.name for key in shortcuts.ALL if key.name not in ("palette", "close")]
    assert offered == [*keys, "take-over", "hand-back", "assign", "reopen", "label", "sign-out"]
    inside = dict(re.findall(r'data-name="([\w-]+)" data-inside="([^"]+)"', html))
    assert inside["snooze"] == "#handling [data-key=snooze]"
    assert not {"search", "next", "sign-out"} & inside.keys()


def test_the_choices_say_what_they_were_asked_for_with(people: dict[str, httpx.Client]) -> None:
    for typed in ("", " resolve", "zzzzqq", '<i>"'):
        html = people["ana"].get("/palette", params={"q": typed}).text
        assert set(re.findall(r'data-for="([^"]*)"', html)) == {escape(typed)}


def test_every_part_of_the_settings_is_found_by_its_name(people: dict[str, httpx.Client]) -> None:
    page = people["ana"].get("/admin/people").text
    (tabs,) = re.findall(r'<nav class="tabs-line".*?</nav>', page, re.DOTALL)
    parts = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', tabs)
    assert len(parts) > 10
    for path, name in parts:
        assert f'data-href="{path}"' in people["ana"].get("/palette", params={"q": name.lower()}).text, name
    assert people["ana"].get("/palette", params={"q": "settings"}).text.count("data-href=") == len(parts) + 1
    assert 'data-href="/admin/webhooks"' not in people["ana"].get("/palette").text


def test_every_place_that_is_offered_can_be_seen(people: dict[str, httpx.Client]) -> None:
    for place in places.ALL:
        codes = {name: client.get(place.path, follow_redirects=True).status_code for name, client in people.items()}
        assert codes == {"ana": 200, "beto": 200 if place.role == "agent" else 403}, place.path
    assert 'data-href="/admin' not in people["beto"].get("/palette", params={"q": "settings"}).text
    assert 'data-href="/mentions"' in people["beto"].get("/palette", params={"q": "mentions"}).text


def test_an_agent_is_not_offered_what_only_others_may_see(people: dict[str, httpx.Client]) -> None:
    assert 'data-href="/admin"' in people["ana"].get("/palette").text
    assert 'data-href="/admin"' not in people["beto"].get("/palette").text
    assert 'data-href="/reports"' not in people["beto"].get("/palette").text


def test_a_conversation_is_found_by_name_without_its_accents_and_by_number(people: dict[str, httpx.Client]) -> None:
    until(
        lambda: 'data-href="/c/1"' in people["ana"].get("/palette", params={"q": "joao"}).text,
        15,
        "the contact is indexed",
    )
    html = people["ana"].get("/palette", params={"q": "95555-0144"}).text
    assert 'data-href="/c/1"' in html
    assert "<b>João" not in html.replace("<b dir", "")
    assert "João Braga &lt;b&gt;" in html


def test_what_nothing_fits_says_so(people: dict[str, httpx.Client]) -> None:
    html = people["ana"].get("/palette", params={"q": "zzzzqq"}).text
    assert _groups(html) == []
    assert "Nothing found." in html


def test_a_stranger_gets_nothing(stack: Stack) -> None:
    answer = httpx.get(f"{stack.server}/palette", params={"q": "joao"}, trust_env=False)
    assert answer.status_code in (303, 401)
    assert "João" not in answer.text


def test_a_part_of_a_page_that_cannot_be_shown_leaves_the_page_as_it_is(people: dict[str, httpx.Client]) -> None:
    answer = people["ana"].get("/c/999", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.headers["HX-Reswap"] == "none"
    assert "zapbot:toast" in answer.headers["HX-Trigger"]
    assert "<h1>" in people["ana"].get("/c/999", headers={"Accept": "text/html"}).text
    assert "<h1>" in people["ana"].get("/nowhere", headers={"Accept": "text/html"}).text
