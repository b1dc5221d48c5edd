"""Handing a conversation back at a node: what there is to choose from, and what becomes of the choice."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.desk.team import TALKATIVE
from tests.store.people import person
from tests.web.listening import found
from tests.web.office_door import Browser, Site, site_of
from zapbot.connector import Inbound, Sender
from zapbot.desk import bot, flow_files
from zapbot.desk.library import Library
from zapbot.desk.take_over import take_over
from zapbot.flow.dispatch import Start
from zapbot.store import conversations, executions, handling, messages, users, windows
from zapbot.store.db import transaction

HX = {"HX-Request": "true"}
OTHER = """
zapbot: 1
flow: ola
name: Olá <b>
triggers:
  - keyword: [oi]
nodes:
  menu:
    message: Você disse <i>sim</i>?
  fim:
    end: {}
"""


class House:
    """A site with two flows and a customer whom Caio took from the bot in the middle of the first."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.learn("fala", TALKATIVE)
        self.learn("ola", OTHER)
        self.caio: Browser = site.browser("agent")

    def learn(self, name: str, source: str) -> None:
        """Import a flow file."""
        file = self.folder / f"{name}.yaml"
        file.write_text(source, "utf-8")
        with self.site.store() as db:
            flow_files.import_(db, flow_files.read([file]), time.time())

    def taken(self, number: str) -> int:
        """A customer's conversation with Caio; its id."""
        now = time.time()
        with self.site.store() as db:
            library = Library(ZoneInfo("America/Sao_Paulo"))
            with transaction(db):
                contact = person(db, number)
                id = conversations.current(db, contact, now).id
                said = messages.add_inbound(db, contact, id, Inbound(f"w{number}", now, Sender(), "text", "fala"), now)
                windows.wrote(db, contact, "", now)
                conversations.heard(db, id, said or 0, now)
                flow = next(one for one in library.active(db) if one.id == "fala")
                assert not bot.begin(db, library, contact, Start(flow, "keyword fala"), now)
            take_over(db, id, next(one.id for one in users.listed(db) if one.role == "agent"), now)
        return id

    def stands(self, id: int) -> tuple[str, str | None]:
        """Who has a conversation, and at which node the flow stands."""
        with self.site.store() as db:
            holder = handling.holder(db, id)
            running = executions.active(db, holder.contact_id)
            return holder.owner, running.state.node if running else None


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All of it."""
    folder = tmp_path_factory.mktemp("steps")
    with site_of(folder / "data") as site:
        yield House(site, folder)


def chosen(page: str, node: str) -> dict[str, str]:
    """The form as it is sent when a node's button is pressed."""
    assert f'name="node" value="{node}"' in page
    return {name: found(rf'name="{name}" value="([^"]*)"', page) for name in ("had", "how", "version")} | {"node": node}


def toast(answer: object) -> dict[str, object]:
    said: dict[str, object] = json.loads(answer.headers["hx-trigger"])["zapbot:toast"]  # type: ignore[attr-defined]
    return said


def test_the_nodes_of_the_customers_flow_are_offered_with_what_they_say(house: House) -> None:
    id = house.taken("5511955550101")
    assert f'href="/c/{id}/steps"' in house.caio.get(f"/c/{id}/handling").text
    part = house.caio.get(f"/c/{id}/steps", headers=HX).text
    assert "<html" not in part
    assert "versão 1" in part
    assert "<code>tres</code> <small>Diz: <bdi>Três.</bdi></small>" in part
    assert '<code>espera</code> <b class="mark">parou aqui</b> <small>Espera a resposta' in part


def test_the_bot_goes_on_at_the_node_that_was_chosen(house: House) -> None:
    id = house.taken("5511955550102")
    page = house.caio.get(f"/c/{id}/steps").text
    assert "<html" in page
    answer = house.caio.post(f"/c/{id}/hand-back", chosen(page, "quatro"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/c/{id}")
    with house.site.store() as db:
        said = db.execute("select text from messages where conversation_id = ? order by id desc limit 1", (id,))
        assert said.fetchone()[0] == "Quatro."
    assert house.stands(id) == ("bot", None)


def test_another_flow_begins_at_a_node_of_it(house: House) -> None:
    id = house.taken("5511955550103")
    part = house.caio.get(f"/c/{id}/steps?flow=ola", headers=HX).text
    assert "Você disse &lt;i&gt;sim&lt;/i&gt;?" in part
    assert "<b>" not in part.replace('<b class="mark">', "")
    assert chosen(part, "fim")["how"] == "flow:ola"
    house.caio.post(f"/c/{id}/hand-back", chosen(part, "fim"), headers=HX)
    assert house.stands(id) == ("bot", None)


def test_a_node_there_is_not_changes_nothing_and_says_what_to_do(house: House) -> None:
    id = house.taken("5511955550104")
    form = chosen(house.caio.get(f"/c/{id}/steps", headers=HX).text, "tres")
    said = toast(house.caio.post(f"/c/{id}/hand-back", {**form, "node": "nada"}, headers=HX))
    assert (said["bad"], said["text"]) == (
        True,
        "Esse passo não existe nessa versão do fluxo. Abra a lista e escolha outro.",
    )
    assert house.stands(id) == ("person", None)


def test_a_node_of_a_version_that_was_replaced_is_chosen_again(house: House) -> None:
    id = house.taken("5511955550105")
    form = chosen(house.caio.get(f"/c/{id}/steps?flow=ola", headers=HX).text, "menu")
    house.learn("ola", OTHER.replace("Você", "O senhor"))
    said = toast(house.caio.post(f"/c/{id}/hand-back", form, headers=HX))
    assert "versão nova" in str(said["text"])
    assert house.stands(id) == ("person", None)


def test_there_are_no_nodes_of_what_there_is_not(house: House) -> None:
    id = house.taken("5511955550106")
    assert house.caio.get("/c/999/steps").status_code == 404
    assert house.caio.get(f"/c/{id}/steps?flow=nada").status_code == 404


def test_the_why_of_a_bots_message_leads_to_its_node_at_its_version(house: House) -> None:
    id = house.taken("5511955550107")
    house.learn("fala", TALKATIVE.replace("dois:", "segundo:"))
    with house.site.store() as db:
        row = db.execute("select id from messages where conversation_id = ? and text = 'Dois.'", (id,)).fetchone()
    link = found(r'href="(/flows/[^"]+)"', house.caio.get(f"/messages/{row[0]}/about", headers=HX).text)
    path, _, anchor = link.replace("&amp;", "&").partition("#")
    assert (path, anchor) == ("/flows/fala?version=1&node=dois", "node-dois")
    page = house.caio.get(path).text
    assert f'<a id="{anchor}"' in page
    assert page.count("fg-chosen") == 1
