"""The thread over HTTP: what a page and each of its later questions are answered."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from tests.store.people import T0, person, queue
from tests.store.test_inbox import writes
from tests.store.test_threads import reacts
from tests.web.office_door import Browser, Site, site_of
from zapbot.connector import Inbound, Sender
from zapbot.desk import settle
from zapbot.desk.note import note
from zapbot.store import contact_notes, conversations, journal, mentions, messages, thread_lines, threads, windows
from zapbot.store.db import transaction


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site."""
    with site_of(tmp_path_factory.mktemp("thread") / "data") as found:
        yield found


@pytest.fixture(scope="module")
def agent(site: Site) -> Browser:
    """An agent's browser."""
    return site.browser("agent")


class Talk:
    """A conversation in which the customer asked something a while ago."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.store() as db, transaction(db):
            self.contact = person(db)
            self.asked = writes(db, self.contact, "Quanto custa?", T0 + 60)
            self.id = conversations.current(db, self.contact, T0).id
            self.wamid = threads.get(db, self.asked).wamid or ""

    def reacts(self, emoji: str, at: float, status: str = "sent") -> int:
        """We react to the question."""
        with self.site.store() as db, transaction(db):
            return reacts(db, self.contact, self.wamid, emoji, at, status)

    def hears(self, text: str, at: float, id: str) -> int:
        """A message comes that was written at a moment."""
        with self.site.store() as db, transaction(db):
            inbound = Inbound(id, at, Sender(), "text", text)
            found = messages.add_inbound(db, self.contact, self.id, inbound, T0 + 3600)
        assert found is not None
        return found

    def writes_now(self) -> None:
        """The customer writes: the window is open."""
        with self.site.store() as db:
            windows.wrote(db, self.contact, "", time.time())

    def drawn(self, browser: Browser, query: str = "") -> str:
        """A part of the thread."""
        answer = browser.get(f"/c/{self.id}/messages?{query}")
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def talk(site: Site) -> Talk:
    """A conversation."""
    return Talk(site)


def stands(html: str) -> list[str]:
    """What stands in a part of a thread, from top to bottom: msg-1, line-2."""
    return re.findall(r'<li [^>]*?id="((?:msg|line)-\d+)"', html)


def reactions(html: str) -> list[tuple[str, str]]:
    """The emoji on messages with what is said of each."""
    return [(emoji, said) for said, emoji in re.findall(r'<li class="by-\w+[^"]*" title="([^"]+)">([^<]+)<', html)]


def test_our_reaction_is_seen_on_its_message_with_who_reacted(agent: Browser, talk: Talk, site: Site) -> None:
    with site.store() as db:
        messages.react(db, talk.contact, talk.wamid, "😂", T0 + 61)
        db.execute("update messages set sender = 'user:3' where id = ?", (talk.reacts("👍", T0 + 62),))
    html = talk.drawn(agent)
    assert [one for one in stands(html) if one.startswith("msg")] == [f"msg-{talk.asked}"]
    assert reactions(html) == [("😂", "Cliente reagiu"), ("👍", "Agent reagiu")]


def test_a_reaction_on_its_way_says_so_and_its_message_is_asked_for_again(agent: Browser, talk: Talk) -> None:
    talk.reacts("👍", T0 + 62, "pending")
    html = talk.drawn(agent)
    assert reactions(html) == [("👍", "Equipe reagiu; ainda a caminho do WhatsApp")]
    assert " data-moving" in html


def test_who_asks_what_came_is_told_which_message_a_new_reaction_sits_on(agent: Browser, talk: Talk) -> None:
    new = talk.reacts("👍", T0 + 62)
    html = talk.drawn(agent, f"since={talk.asked}&line=99999999")
    assert stands(html) == []
    assert f'data-touched="{talk.asked}"' in html
    assert f'data-seen="{new}"' in html
    assert "data-newer" not in html
    assert "data-touched" not in talk.drawn(agent, f"since={new}")
    assert stands(talk.drawn(agent, f"some={new}")) == [f"msg-{talk.asked}"]
    assert "data-wanted" in (page := agent.get(f"/c/{talk.id}?message={new}").text)
    assert f'data-wanted="{talk.asked}"' in page


def test_a_reaction_that_failed_is_a_bubble_that_says_what_it_was_and_can_be_sent_again(
    agent: Browser, talk: Talk
) -> None:
    failed, emptied = talk.reacts("👍", T0 + 62, "failed"), talk.reacts("", T0 + 63, "dead")
    closed = talk.drawn(agent, f"some={failed},{emptied}")
    assert (closed.count("/resend"), closed.count("choose-template")) == (0, 2)
    talk.writes_now()
    html = talk.drawn(agent, f"some={failed},{emptied}")
    assert stands(html) == [f"msg-{failed}", f"msg-{emptied}"]
    assert "Reagiu com 👍" in html
    assert "Retirou a reação" in html
    assert html.count("/resend") == 4
    assert f'data-jump="{talk.asked}"' in html


def test_a_reaction_is_a_line_of_the_exported_conversation(agent: Browser, talk: Talk) -> None:
    talk.reacts("👍", T0 + 62)
    talk.reacts("", T0 + 63, "failed")
    lines = agent.get(f"/c/{talk.id}/export/text").text.splitlines()
    assert [line.split(": ", 1)[1] for line in lines][1:] == ["Reagiu com 👍", "Retirou a reação (não enviada)"]


def test_messages_of_another_persons_thread_are_not_shown_anew(agent: Browser, talk: Talk, site: Site) -> None:
    with site.store() as db:
        other = person(db, "5511955550177")
        theirs = writes(db, other, "segredo", T0 + 61)
    assert stands(talk.drawn(agent, f"some={theirs}")) == []
    with site.store() as db:
        mine = writes(db, talk.contact, "em outro número", T0 + 62)
        db.execute("update messages set number = 'outro' where id = ?", (mine,))
        db.execute("update conversations set number = 'outro' where id = ?", (talk.id,))
    assert stands(talk.drawn(agent, f"some={mine}")) == [f"msg-{mine}"]


def test_a_conversation_begins_above_its_first_message_though_that_came_last(
    agent: Browser, talk: Talk, site: Site
) -> None:
    with site.store() as db:
        line = db.execute("select id from journal where conversation_id = ?", (talk.id,)).fetchone()[0]
        newest = thread_lines.newest(db)
        db.execute("update journal set at = ? where id = ?", (T0 + 70, line))
    assert stands(talk.drawn(agent)) == [f"line-{line}", f"msg-{talk.asked}"]
    first = talk.hears("Bom dia", T0 + 30, "wamid.FIRST")
    told = talk.drawn(agent, f"since={talk.asked}&line={newest}")
    assert stands(told) == [f"line-{line}", f"msg-{first}"]
    assert stands(talk.drawn(agent)) == [f"line-{line}", f"msg-{first}", f"msg-{talk.asked}"]
    later = talk.hears("Boa tarde", T0 + 90, "wamid.LATER")
    assert stands(talk.drawn(agent, f"since={first}&line={newest}")) == [f"msg-{later}"]


def test_what_is_from_before_a_conversation_stands_above_its_beginning(agent: Browser, talk: Talk, site: Site) -> None:
    old = talk.hears("há uma semana", T0 - 7 * 86400, "wamid.OLD")
    with site.store() as db:
        line = db.execute("select id from journal where conversation_id = ?", (talk.id,)).fetchone()[0]
    assert stands(talk.drawn(agent)) == [f"msg-{old}", f"line-{line}", f"msg-{talk.asked}"]


def test_who_opens_a_thread_has_seen_where_they_are_named_in_it(agent: Browser, talk: Talk, site: Site) -> None:
    with site.store() as db:
        elsewhere = Talk(site)
        for id in (talk.id, elsewhere.id):
            note(db, id, 2, "@Agent veja", f"chave-da-nota-{id}", T0 + 99)
        assert mentions.unseen(db, 3) == 2
        agent.get("/inbox")
        assert mentions.unseen(db, 3) == 2
        agent.get(f"/c/{talk.id}")
        assert mentions.unseen(db, 3) == 1
        site.browser("supervisor").get(f"/c/{elsewhere.id}")
        assert mentions.unseen(db, 3) == 1


def test_the_details_of_a_message_are_a_page_where_there_are_no_scripts(agent: Browser, talk: Talk) -> None:
    (path,) = re.findall(r'<div class="about-body"><noscript><a href="([^"]+)">', talk.drawn(agent))
    whole, part = agent.get(path).text, agent.get(path, headers={"HX-Request": "true"}).text
    assert f'href="/c/{talk.id}?message={talk.asked}"' in whole
    for page in (whole, part):
        assert "<dt>Escrita</dt>" in page
    assert '<p class="card said" dir="auto">Quanto custa?</p>' in whole
    assert "<html" not in part


def test_a_note_that_names_whoever_looks_at_the_thread_is_seen_at_once(agent: Browser, talk: Talk, site: Site) -> None:
    agent.get(f"/c/{talk.id}")
    with site.store() as db:
        mentions.see(db, 3, T0)
        id = note(db, talk.id, 2, "@Agent veja", f"outra-chave-{talk.id}", T0 + 99)
        assert mentions.unseen(db, 3) == 1
        assert agent.post(f"/c/{talk.id}/seen", {"until": str(id)}).status_code == 204
        assert mentions.unseen(db, 3) == 0


def test_what_is_noted_about_a_contact_and_a_flow_that_did_not_start_are_told(
    agent: Browser, talk: Talk, site: Site
) -> None:
    with site.store() as db:
        contact_notes.add(db, talk.contact, "gosta de bolo", "user:2", T0)
        journal.append(db, "contact.noted", T0 + 70, talk.contact, talk.id, by="user:2")
        journal.append(db, "flow.requested", T0 + 71, talk.contact, flow="vendas", by="user:2", started=True)
        journal.append(db, "schedule.reached", T0 + 72, talk.contact, flow="vendas", started=False)
    told = re.findall(r'<li class="happening".*?<span dir="auto">(.*?)</span>', talk.drawn(agent))
    assert told[1:] == [
        "Supervisor mudou as anotações sobre o contato",
        "O fluxo vendas estava agendado, mas não começou",
    ]


def test_what_waits_behind_a_message_in_trouble_says_for_which_and_when_the_number_is_stopped_that(
    agent: Browser, talk: Talk, site: Site
) -> None:
    with site.store() as db, transaction(db):
        first, second = queue(db, talk.contact, "um"), queue(db, talk.contact, "dois")
        later = "update messages set next_attempt_at = ?, failed_code = 131016, failed_reason = 'busy' where id = ?"
        db.execute(later, (time.time() + 900, first))
    one, two = talk.drawn(agent, f"some={first}"), talk.drawn(agent, f"some={second}")
    assert "O WhatsApp teve um problema." in one
    assert "Nova tentativa em" in one
    assert "Espera uma mensagem anterior" in two
    assert f'data-jump="{first}"' in two
    with site.store() as db, transaction(db):
        settle.stop_number(db, "", 190, "token expired", time.time())
    assert talk.drawn(agent, f"some={first},{second}").count("O número está parado") == 2
    with site.store() as db, transaction(db):
        settle.resume_number(db, "", time.time())
    assert "O número está parado" not in talk.drawn(agent, f"some={first},{second}")
