"""The composer over HTTP: plain forms work without scripts, scripts get short answers, strangers get nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.desk import approved
from tests.opus import ogg_file
from tests.opus.test_note import block, cluster, packet, webm
from tests.store.people import person
from tests.web.office_door import Browser, Site, site_of
from zapbot.desk import canned
from zapbot.limits import OPEN_SECONDS
from zapbot.store import conversations, drafts, media, windows
from zapbot.store.db import transaction

SCRIPT = {"HX-Request": "true"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with templates and ready answers."""
    with site_of(tmp_path_factory.mktemp("composer") / "data") as found:
        with found.store() as db:
            approved.keep(db, approved.PLAIN, approved.RICH, approved.NUMBERED)
            canned.save(db, None, "pix", "Olá {name}, a chave do pedido {pedido}", "user:1", 1.0)
        yield found


@pytest.fixture(scope="module")
def agent(site: Site) -> Browser:
    """An agent's browser."""
    return site.browser("agent")


class Talk:
    """One conversation with somebody who wrote a while ago."""

    def __init__(self, site: Site, seconds_ago: float = 60.0) -> None:
        self.site = site
        with site.store() as db, transaction(db):
            contact = person(db)
            self.id = conversations.current(db, contact, time.time()).id
            windows.wrote(db, contact, "", time.time() - seconds_ago)
        self.path = f"/c/{self.id}"

    def rows(self, sql: str) -> list[Any]:
        """Rows of its messages."""
        with self.site.store() as db:
            return db.execute(
                f"select {sql} from messages where conversation_id = ? order by id", (self.id,)
            ).fetchall()

    def begun(self, user_id: int = 3) -> dict[str, str]:
        """The agent's drafts in it."""
        with self.site.store() as db:
            return drafts.texts(db, user_id, self.id)


@pytest.fixture
def talk(site: Site) -> Talk:
    """A conversation whose window is open."""
    return Talk(site)


@pytest.fixture
def old(site: Site) -> Talk:
    """A conversation whose window is closed."""
    return Talk(site, 100_000.0)


def key(browser: Browser, talk: Talk) -> str:
    """The key the composer was drawn with."""
    return browser.get(f"{talk.path}/composer").text.partition('name="key" value="')[2].partition('"')[0]


def say(browser: Browser, talk: Talk, script: bool = True, **form: str) -> httpx.Response:
    """Send the composer's form."""
    data = {"mode": "reply", "text": "Olá", "key": key(browser, talk), **form}
    return browser.post(f"{talk.path}/reply", data, headers=SCRIPT if script else {})


def test_without_scripts_the_form_sends_and_leads_back(agent: Browser, talk: Talk) -> None:
    answer = say(agent, talk, script=False)
    assert (answer.status_code, answer.headers["location"]) == (303, talk.path)
    assert talk.rows("text, origin, status") == [("Olá", "agent", "pending")]


def test_a_double_post_is_one_message(agent: Browser, talk: Talk) -> None:
    same = key(agent, talk)
    first, second = say(agent, talk, key=same).json(), say(agent, talk, key=same).json()
    assert first["id"] == second["id"]
    assert (first["undo"], second["undo"]) == (5.0, 0)
    assert len(talk.rows("id")) == 1


def test_every_composer_has_a_key_of_its_own(agent: Browser, talk: Talk) -> None:
    assert len({key(agent, talk) for _ in range(5)}) == 5


def test_without_scripts_a_refused_text_is_kept_and_the_page_says_why(agent: Browser, talk: Talk) -> None:
    answer = say(agent, talk, script=False, text="Pedido {pedido}")
    assert answer.headers["location"] == f"{talk.path}?problem=unfilled"
    assert talk.rows("id") == []
    assert talk.begun() == {"reply": "Pedido {pedido}"}


@pytest.mark.parametrize(
    ("form", "problem", "said"),
    [
        ({"text": "  "}, "empty", "Escreva"),
        ({"text": "x" * 4097}, "long", "4097"),
        ({"text": "Oi {pedido}"}, "unfilled", "{pedido}"),
        ({"at": "2001-01-01T10:00"}, "time", "ainda não passou"),
        ({"at": "amanhã"}, "time", "ainda não passou"),
        ({"file": "sha256:" + "0" * 64}, "refused", ""),
        ({"file": "/etc/passwd"}, "refused", ""),
        ({"key": "curta"}, "refused", ""),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(
    agent: Browser, talk: Talk, form: dict[str, str], problem: str, said: str
) -> None:
    answer = say(agent, talk, **form)
    assert answer.status_code == 422
    assert answer.json()["problem"] == problem
    assert said in answer.json()["error"]
    assert talk.rows("id") == []


def test_past_the_window_the_composer_is_the_choice_of_templates(agent: Browser, old: Talk) -> None:
    page = agent.get(f"{old.path}/composer").text
    assert 'value="template" checked' in page
    assert 'value="reply"' not in page
    assert "bom_dia" in page
    assert say(agent, old).json()["problem"] == "closed"
    assert old.rows("id") == []


def test_a_plan_past_the_window_is_refused_as_too_late(agent: Browser, talk: Talk, site: Site) -> None:
    zone: ZoneInfo = site.app.state.settings.zone
    at = time.strftime("%Y-%m-%dT%H:%M", time.localtime(time.time() + 3 * 86400))
    assert zone
    assert say(agent, talk, at=at).json()["problem"] == "late"


def test_a_template_is_filled_in_shown_and_sent(agent: Browser, old: Talk, site: Site) -> None:
    with site.store() as db:
        id = db.execute("select id from templates where name = 'lembrete'").fetchone()[0]
    form = agent.get(f"{old.path}/templates/{id}").text
    assert 'name="v.1"' in form
    assert "Olá Ana, até amanhã na clínica." in form
    preview = agent.post(f"{old.path}/templates/{id}/preview", {"v.1": "<b>Zé</b>", "v.2": "às 9h"}).text
    assert "Olá &lt;b&gt;Zé&lt;/b&gt;, até às 9h na clínica." in preview
    assert say(agent, old, mode="template", template=str(id)).json()["problem"] == "refused"
    assert say(agent, old, mode="template", template=str(id), **{"v.1": "Zé", "v.2": "às 9h"}).status_code == 200
    assert old.rows("kind, status") == [("template", "pending")]


def test_a_template_is_found_by_its_words(agent: Browser, old: Talk) -> None:
    found = agent.get(f"{old.path}/templates?q=clinica").text
    assert "lembrete" in found
    assert "bom_dia" not in found


def test_a_draft_is_there_again_and_nobody_elses(agent: Browser, talk: Talk, site: Site) -> None:
    agent.post(f"{talk.path}/draft", {"mode": "reply", "text": "começado", "key": "chave-01"})
    agent.post(f"{talk.path}/draft", {"mode": "note", "text": "interno", "key": "chave-01"})
    page = agent.get(f"{talk.path}/composer").text
    assert ">começado</textarea>" in page
    assert 'data-note="interno"' in page
    assert "começado" not in site.browser("admin").get(f"{talk.path}/composer").text
    agent.post(f"{talk.path}/draft", {"mode": "reply", "text": "", "key": "chave-01"})
    assert talk.begun() == {"note": "interno"}


def test_a_draft_that_comes_after_its_message_is_not_kept(agent: Browser, talk: Talk) -> None:
    same = key(agent, talk)
    assert say(agent, talk, key=same).status_code == 200
    agent.post(f"{talk.path}/draft", {"mode": "reply", "text": "Olá", "key": same})
    assert talk.begun() == {}


def test_a_message_is_taken_back_in_time_and_only_in_its_own_conversation(
    agent: Browser, talk: Talk, site: Site
) -> None:
    id = say(agent, talk).json()["id"]
    other = Talk(site)
    assert agent.post(f"{other.path}/undo", {"messages": str(id)}).json() == {"canceled": []}
    assert agent.post(f"{talk.path}/undo", {"messages": f"{id},x"}).json() == {"canceled": [id]}
    assert agent.post(f"{talk.path}/undo", {"messages": str(id)}).json() == {"canceled": []}
    assert talk.rows("status") == [("canceled",)]


def test_who_switched_undo_off_sends_at_once(agent: Browser, talk: Talk, site: Site) -> None:
    with site.store() as db:
        db.execute("update users set preferences = '{\"undo\":false}' where id = 3")
    try:
        assert say(agent, talk).json()["undo"] == 0
        assert talk.rows("next_attempt_at <= created_at") == [(1,)]
    finally:
        with site.store() as db:
            db.execute("update users set preferences = '{}' where id = 3")


def test_a_note_is_kept_and_who_is_named_sees_it_listed(agent: Browser, talk: Talk, site: Site) -> None:
    assert say(agent, talk, mode="note", text="@Supervisor veja {isto}").status_code == 200
    assert talk.rows("direction, text") == [("note", "@Supervisor veja {isto}")]
    named = site.browser("supervisor")
    assert '<span class="badge">1</span>' in named.get("/inbox").text
    assert "veja {isto}" in named.get("/mentions").text
    assert "badge" not in named.get("/mentions/link").text
    assert "veja {isto}" not in agent.get("/mentions").text


def test_ready_answers_and_colleagues_are_offered(agent: Browser, talk: Talk) -> None:
    offered = agent.get(f"{talk.path}/canned?q=pi").text
    assert "a chave do pedido {pedido}" in offered
    assert "/pix" in offered
    assert "/pix" not in agent.get(f"{talk.path}/canned?q=outra").text
    assert 'data-text="@Supervisor "' in agent.get(f"{talk.path}/people?q=su").text


def upload(browser: Browser, talk: Talk, content: bytes, query: str = "") -> httpx.Response:
    """Send a file as the page does."""
    headers = {"X-CSRF-Token": browser.csrf, "Content-Type": "application/octet-stream"}
    return browser.client.post(f"{talk.path}/files?{query}", content=content, headers=headers)


@pytest.mark.parametrize(
    ("content", "name", "kind", "mime"),
    [
        (PNG, "foto.png", "image", "image/png"),
        (b"GIF89a" + bytes(50), "gato.gif", "document", "application/octet-stream"),
        (b"RIFF\0\0\0\0WEBP" + bytes(50), "x.webp", "document", "application/octet-stream"),
        (b"%PDF-1.7", "lista.pdf", "document", "application/pdf"),
        (b"a;b\n1;2", "dados.csv", "document", "text/csv"),
        (PNG + bytes(6 * 1024 * 1024), "grande.png", "document", "application/octet-stream"),
    ],
)
def test_a_file_is_sent_as_what_its_bytes_are(
    agent: Browser, talk: Talk, content: bytes, name: str, kind: str, mime: str
) -> None:
    kept = upload(agent, talk, content, f"name={name}").json()
    assert kept["kind"] == kind
    assert say(agent, talk, text="veja", file=kept["source"], file_name=name).status_code == 200
    (row,) = talk.rows("kind, text, json_extract(content, '$.mime'), json_extract(content, '$.filename')")
    assert row == (kind, "veja", mime, name if kind == "document" else None)


def test_an_empty_file_and_no_recording_are_refused(agent: Browser, talk: Talk) -> None:
    assert upload(agent, talk, b"").status_code == 422
    answer = upload(agent, talk, b"no sound", "voice=true")
    assert answer.status_code == 422
    assert "Grave de novo" in answer.json()["error"]


def test_a_recording_becomes_a_voice_note(agent: Browser, talk: Talk, site: Site) -> None:
    recording = webm(cluster(*(block(packet(number)) for number in range(60))))
    kept = upload(agent, talk, recording, "voice=true").json()
    assert (kept["kind"], kept["voice"]) == ("audio", True)
    stored = media.get(site.data_dir, kept["source"].removeprefix("sha256:"))
    assert stored is not None
    assert len(ogg_file.read(stored).packets) == 60
    assert say(agent, talk, text="", file=kept["source"], voice="1").status_code == 200
    assert talk.rows("kind, json_extract(content, '$.voice')") == [("audio", 1)]


@pytest.mark.parametrize("path", ["reply", "draft", "undo", "react", "files"])
def test_nothing_is_taken_from_a_strange_form(site: Site, agent: Browser, talk: Talk, path: str) -> None:
    assert agent.bare_post(f"{talk.path}/{path}", {"mode": "reply", "text": "x", "key": "12345678"}).status_code == 403
    answer = site.browser().bare_post(f"{talk.path}/{path}", {"mode": "reply", "text": "x", "key": "12345678"})
    assert answer.status_code in (401, 403)
    assert talk.rows("id") == []


def test_what_is_not_there_is_not_found(agent: Browser, talk: Talk) -> None:
    for path in ("composer", "canned", "people", "templates"):
        assert agent.get(f"/c/999999/{path}").status_code == 404
    assert agent.get(f"{talk.path}/templates/999999").status_code == 404


def test_a_text_is_drawn_as_text_and_nothing_else(agent: Browser, talk: Talk) -> None:
    evil = "</textarea><script>alert(1)</script>\" onfocus=alert(1) '"
    agent.post(f"{talk.path}/draft", {"mode": "reply", "text": evil, "key": "chave-01"})
    page = agent.get(f"{talk.path}/composer").text
    assert "<script" not in page
    assert '" onfocus' not in page


def test_without_scripts_a_template_is_chosen_filled_in_and_sent(agent: Browser, old: Talk, site: Site) -> None:
    found = agent.get(f"{old.path}/composer").text
    assert f'href="{old.path}/templates/' in found
    pages = {path: agent.get(f"{old.path}/templates{path}").text for path in ("", "?q=lembrete", f"/{_template(site)}")}
    assert all("<html" in page for page in pages.values())
    assert f'href="{old.path}/templates/{_template(site)}"' in pages["?q=lembrete"]
    form = pages[f"/{_template(site)}"]
    assert f'action="{old.path}/reply"' in form
    assert "data-send" not in form
    filled = {"mode": "template", "template": str(_template(site)), "v.1": "Zé", "v.2": "às 9h"}
    answer = say(agent, old, script=False, **filled)
    assert (answer.status_code, answer.headers["location"]) == (303, old.path)
    assert old.rows("kind, status") == [("template", "pending")]


def test_without_scripts_a_refused_template_is_there_again_with_the_reason_and_the_draft_stays(
    agent: Browser, old: Talk, site: Site
) -> None:
    agent.post(f"{old.path}/draft", {"mode": "reply", "text": "começado", "key": "chave-01"})
    answer = say(agent, old, script=False, mode="template", template=str(_template(site)))
    assert answer.headers["location"] == f"{old.path}/templates/{_template(site)}?problem=refused"
    assert "O WhatsApp não aceitaria" in agent.get(answer.headers["location"]).text
    assert old.begun() == {"reply": "começado"}


def test_a_script_gets_the_part_of_the_page_that_it_asks_for(agent: Browser, old: Talk, site: Site) -> None:
    for path in ("templates", f"templates/{_template(site)}", "composer"):
        assert "<html" not in agent.get(f"{old.path}/{path}", headers=SCRIPT).text
    assert "data-send" in agent.get(f"{old.path}/templates/{_template(site)}", headers=SCRIPT).text


def test_the_composer_drawn_anew_says_why(agent: Browser, old: Talk) -> None:
    assert "fechou enquanto" in agent.get(f"{old.path}/composer?problem=closed").text
    assert "fechou enquanto" not in agent.get(f"{old.path}/composer?problem=other").text


def test_every_clock_of_a_conversation_shows_the_moment_up_to_which_the_composer_is_open(
    agent: Browser, site: Site
) -> None:
    for seconds_ago, is_open in ((OPEN_SECONDS - 60, True), (OPEN_SECONDS + 60, False)):
        talk = Talk(site, seconds_ago)
        with site.store() as db:
            conversation = conversations.get(db, talk.id)
            closes = (windows.last_inbound(db, conversation.contact_id, "") or 0) + OPEN_SECONDS
        page = agent.get(f"{talk.path}?tab=all").text
        assert f'data-closes="{closes}"' in page
        card = page.partition(f'id="card-{talk.id}"')[2].partition("</li>")[0]
        assert f'data-window="{closes}" data-state="{"last" if is_open else "closed"}"' in card
        pane = page.partition('id="contact-window"')[2].partition("</section>")[0]
        assert f'data-window="{closes}"' in pane
        assert ('value="reply" checked' in page) == is_open


def test_the_other_windows_of_who_sends_are_told_what_was_said(agent: Browser, talk: Talk, site: Site) -> None:
    told: list[dict[str, Any]] = []
    live = site.app.state.live
    tell, live.tell = live.tell, told.append
    try:
        same = key(agent, talk)
        say(agent, talk, key=same, text=" Olá ")
        say(agent, talk, key=same, text=" Olá ")
    finally:
        live.tell = tell
    assert told == [{"kind": "sent", "user": 3, "conversation": talk.id, "mode": "reply", "text": "Olá", "key": same}]


def _template(site: Site) -> int:
    """One with two variables."""
    with site.store() as db:
        return int(db.execute("select id from templates where name = 'lembrete'").fetchone()[0])
