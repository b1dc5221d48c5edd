"""Contacts as pages: found, changed, blocked, merged, imported, exported, erased; and by whom."""

import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.store.people import person
from tests.web.office_door import Browser, Site, site_of
from zapbot.connector import File, Inbound, Outcome, Pricing, Refused, Retry, Sender
from zapbot.desk import block_told
from zapbot.desk.send import send
from zapbot.model import Media, Text
from zapbot.store import (
    attachments,
    audit,
    blocks,
    channel_blocks,
    charges,
    consents,
    contact_notes,
    contacts,
    conversations,
    journal,
    messages,
    search,
    windows,
)
from zapbot.store.db import transaction

EVIL = '"><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, with people."""
    with site_of(tmp_path_factory.mktemp("contacts") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def caio(site: Site) -> Browser:
    """An agent's browser."""
    return site.browser("agent")


@pytest.fixture(scope="module")
def bia(site: Site) -> Browser:
    """A supervisor's browser."""
    return site.browser("supervisor")


numbers = iter(f"55119555{n:05}" for n in range(10000, 99999))


def known(site: Site, name: str = "Maria Lima", said: str = "oi") -> tuple[int, int]:
    """A contact who wrote; theirs and the conversation's id."""
    with site.store() as db, transaction(db):
        id = person(db, next(numbers), time.time())
        contacts.set_field(db, id, "name", name)
        conversation = conversations.current(db, id, time.time()).id
        inbound = Inbound(f"wamid.{id}", time.time(), Sender(), "text", said)
        messages.add_inbound(db, id, conversation, inbound, time.time())
        search.index_contacts(db)
    return id, conversation


def test_a_pane_stands_beside_the_conversation(site: Site, caio: Browser) -> None:
    id, conversation = known(site)
    page = caio.get(f"/c/{conversation}").text
    assert f'data-person="{id}"' in page
    assert f"/c/{conversation}/export/text" in page
    assert caio.get(f"/contacts/{id}/pane?conversation={conversation}").status_code == 200


def test_a_conversation_of_somebody_else_is_not_shown_with_a_contact(site: Site, caio: Browser) -> None:
    (id, _), (_, other) = known(site), known(site)
    assert caio.get(f"/contacts/{id}/pane?conversation={other}").status_code == 404


def test_name_labels_fields_and_notes_are_changed_in_place(site: Site, caio: Browser) -> None:
    id, conversation = known(site)
    where = {"conversation": str(conversation)}
    assert (
        caio.post(f"/contacts/{id}/name", {"name": " Maria  Souza ", **where}).headers["location"]
        == f"/c/{conversation}"
    )
    caio.post(f"/contacts/{id}/labels", {"add": "vip, novo"})
    caio.post(f"/contacts/{id}/labels", {"remove": "novo"})
    caio.post(f"/contacts/{id}/fields", {"name": "cidade", "value": "Recife"})
    caio.post(f"/contacts/{id}/fields", {"name": "cpf", "value": "1"})
    caio.post(f"/contacts/{id}/fields", {"name": "cpf", "value": ""})
    drawn = caio.post(f"/contacts/{id}/notes", {"text": "gosta de <b>pão</b>"}, headers={"HX-Request": "true"}).text
    assert "gosta de &lt;b&gt;pão&lt;/b&gt;" in drawn
    with site.store() as db:
        contact = contacts.get(db, id)
        (note,) = contact_notes.of_contact(db, id)
        told = db.execute(
            "select json_extract(data, '$.added'), conversation_id from journal where kind = 'contact.updated' "
            "and contact_id = ? and json_extract(data, '$.added') is not null",
            (id,),
        ).fetchone()
    assert (contact.name, contact.tags, contact.fields) == ("Maria Souza", ("vip",), {"cidade": "Recife"})
    assert note.author == "Agent"
    assert told == ('["novo","vip"]', conversation)
    caio.post(f"/contacts/{id}/notes", {"remove": str(note.id)})
    with site.store() as db:
        assert contact_notes.of_contact(db, id) == []


def test_what_cannot_be_kept_is_said_and_nothing_changes(site: Site, caio: Browser) -> None:
    id, _ = known(site)
    for path, data in (
        ("fields", {"name": "name", "value": "x"}),
        ("notes", {"text": "  "}),
        ("marketing", {"wants": "in", "how": ""}),
        ("marketing", {"wants": "maybe", "how": "x"}),
    ):
        answer = caio.post(f"/contacts/{id}/{path}", data)
        assert (answer.status_code, 'role="alert"' in answer.text) == (400, True), path
    with site.store() as db:
        assert contacts.get(db, id).fields == {}
        assert consents.get(db, id).wants is None
    assert caio.post("/contacts/999999/name", {"name": "x"}).status_code == 404


def test_a_wish_about_marketing_is_kept_with_who_and_how(site: Site, caio: Browser) -> None:
    id, _ = known(site)
    caio.post(f"/contacts/{id}/marketing", {"wants": "out", "how": ""})
    with site.store() as db:
        assert consents.get(db, id).wants == "out"
        (said,) = consents.history(db, id)
    assert said.source.startswith("user:")
    page = caio.get(f"/contacts/{id}").text
    assert "<bdi>Agent</bdi>" in page
    assert f"<bdi>{said.source}" not in page
    with site.store() as db, transaction(db):
        consents.put(db, id, "in", "import", time.time() + 1)
    assert "<bdi>veio na lista importada</bdi>" in caio.get(f"/contacts/{id}").text


def test_what_meta_charges_for_is_said_in_words(site: Site, caio: Browser) -> None:
    contact, conversation = known(site)
    with site.store() as db, transaction(db):
        id = messages.add_outgoing(db, contact, conversation, Text("Pronto!"), "agent", time.time())
        db.execute("update messages set wamid = 'wamid.charged' where id = ?", (id,))
        month = time.strftime("%Y-%m")
        charges.keep(db, "wamid.charged", Pricing("service", "free_customer_service", "PMP"), month, time.time())
    page = caio.get(f"/contacts/{contact}/pane?conversation={conversation}").text
    assert "atendimento: " in page
    assert "service: " not in page


def test_somebody_is_blocked_and_heard_again(site: Site, caio: Browser) -> None:
    id, _ = known(site)
    caio.post(f"/contacts/{id}/block")
    assert 'class="notice"' in caio.get(f"/contacts/{id}").text
    with site.store() as db:
        assert blocks.since(db, id) is not None
        assert audit.listed(db)[0].what == "contact.blocked"
    caio.post(f"/contacts/{id}/unblock")
    with site.store() as db:
        assert blocks.since(db, id) is None


def wrote(site: Site, id: int, hours: float) -> None:
    """Somebody wrote to a number, so many hours ago."""
    with site.store() as db, transaction(db):
        windows.wrote(db, id, "800000000000001", time.time() - hours * 3600)


def settled(site: Site, outcome: Outcome | None) -> None:
    """The channel says what it says to all that it is to be told."""
    with site.store() as db:
        while True:
            with transaction(db):
                due = channel_blocks.claim(db, time.time())
            if due is None:
                return
            block_told.settle(db, due, outcome, time.time())


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (None, "Bloqueado também no WhatsApp"),
        (Refused("User has not messaged", 131047), "só bloqueia quem escreveu nas últimas 24 horas"),
        (Refused("full", 139101), "está cheia"),
        (Refused("Twilio cannot block anybody at WhatsApp"), "Twilio cannot block anybody"),
        (Retry("WhatsApp failed", 139103), "ainda não respondeu (WhatsApp failed)"),
    ],
)
def test_the_pane_says_whether_whatsapp_blocks_them_too(
    site: Site, caio: Browser, outcome: Outcome | None, sentence: str
) -> None:
    id, _ = known(site)
    wrote(site, id, 1)
    told = caio.post(f"/contacts/{id}/block", headers={"HX-Request": "true"}).text
    assert "O WhatsApp está sendo avisado" in told
    settled(site, outcome)
    assert sentence in caio.get(f"/contacts/{id}/pane").text
    caio.post(f"/contacts/{id}/unblock")
    settled(site, None)
    pane = caio.get(f"/contacts/{id}/pane").text
    assert "WhatsApp" not in pane.partition('id="contact-labels"')[0]


def test_whoever_never_wrote_is_blocked_here_only_and_the_pane_says_so(site: Site, caio: Browser) -> None:
    id, _ = known(site)
    assert "nunca escreveu" in caio.post(f"/contacts/{id}/block", headers={"HX-Request": "true"}).text


def test_an_unblocking_that_whatsapp_did_not_take_is_said(site: Site, caio: Browser) -> None:
    id, _ = known(site)
    wrote(site, id, 1)
    caio.post(f"/contacts/{id}/block")
    settled(site, None)
    caio.post(f"/contacts/{id}/unblock")
    settled(site, Refused("no"))
    assert "segue bloqueada. Motivo: no" in caio.get(f"/contacts/{id}/pane").text


def test_nothing_can_be_written_to_who_is_blocked_and_the_composer_says_why(site: Site, caio: Browser) -> None:
    id, conversation = known(site)
    wrote(site, id, 1)
    caio.post(f"/contacts/{id}/block")
    sentence = "Este contato está bloqueado"
    assert sentence in caio.get(f"/c/{conversation}/composer").text
    form = {"mode": "reply", "text": "oi", "key": "chave-bloqueado"}
    answer = caio.post(f"/c/{conversation}/reply", form, headers={"HX-Request": "true"})
    assert (answer.status_code >= 400, sentence in answer.text) == (True, True)
    caio.post(f"/contacts/{id}/unblock")
    assert sentence not in caio.get(f"/c/{conversation}/composer").text


def test_the_gallery_shows_the_files_of_both_sides_the_newest_first(site: Site, caio: Browser) -> None:
    id, conversation = known(site)
    hash, now = "a" * 64, time.time()
    with site.store() as db, transaction(db):
        of = conversations.get(db, conversation)
        theirs = messages.add_inbound(db, id, conversation, Inbound(f"wamid.p{id}", now - 60, Sender(), "image"), now)
        assert theirs is not None
        attachment = attachments.add(db, theirs, "", File("f1", "image/png"), now)
        db.execute("update media set status = 'stored', sha256 = ? where id = ?", (hash, attachment))
        windows.wrote(db, id, of.number, now)
        ours = send(db, of, Media("image", f"sha256:{hash}", mime="image/png"), "agent", now)
        gone = send(db, of, Media("image", f"sha256:{hash}", mime="image/png"), "agent", now)
        send(db, of, Media("document", f"sha256:{hash}", filename="lista.pdf"), "agent", now)
        db.execute(
            "update messages set status = 'sent', failed_at = null where contact_id = ? and direction = 'out'", (id,)
        )
        db.execute("update messages set revoked_at = 1 where id = ?", (gone,))
    pane = caio.get(f"/contacts/{id}/pane").text
    assert re.findall(r'<a class="photo" href="/media/(\d+)"', pane) == [str(ours), str(theirs)]
    assert "Foto enviada em" in pane
    assert "Foto recebida em" in pane
    assert re.search(r"lista\.pdf</bdi><small>enviado", pane)


def test_an_earlier_conversation_says_why_people_got_it(site: Site, caio: Browser) -> None:
    id, conversation = known(site)
    with site.store() as db, transaction(db):
        journal.append(db, "conversation.transferred", time.time(), id, conversation, team="x", reason="pediu <gente>")
    assert "<bdi>pediu &lt;gente&gt;</bdi>" in caio.get(f"/contacts/{id}/pane").text


def test_contacts_are_found_narrowed_and_paged(site: Site, caio: Browser) -> None:
    id, _ = known(site, "Zulmira Ávila")
    assert f'href="/contacts/{id}"' in caio.get("/contacts?q=avila").text
    assert f'href="/contacts/{id}"' not in caio.get("/contacts?q=ninguem").text
    assert f'href="/contacts/{id}"' not in caio.get("/contacts?q=avila&blocked=1").text
    with site.store() as db, transaction(db):
        for n in range(60):
            person(db, next(numbers), float(n))
    first = caio.get("/contacts?order=newest").text
    following = first.partition('href="/contacts?order=newest&amp;after=')[2].partition('"')[0].replace("&amp;", "&")
    second = caio.get(f"/contacts?order=newest&after={following}").text
    assert _ids(first).isdisjoint(_ids(second))
    assert len(_ids(first)) == 50
    assert caio.get("/contacts?after=nonsense").status_code == 400


def _ids(page: str) -> set[str]:
    return {part.partition('"')[0] for part in page.split('class="who" href="/contacts/')[1:]}


def test_a_new_contact_is_added_once(site: Site, caio: Browser) -> None:
    added = caio.post("/contacts", {"phone": "(11) 96666-0001", "name": "Nova"}).headers["location"]
    assert caio.get(added).status_code == 200
    assert caio.post("/contacts", {"phone": "+55 11 96666-0001"}).headers["location"] == added
    assert caio.post("/contacts", {"phone": "abc"}).status_code == 400
    assert caio.post(f"{added}/start").headers["location"].startswith("/c/")


def test_two_contacts_are_seen_side_by_side_made_one_and_two_again(site: Site, bia: Browser) -> None:
    (keep, _), (gone, _) = known(site, "Ana Merge"), known(site, "Bia Merge")
    assert f"other={gone}" in bia.get(f"/contacts/{keep}/merge?q=merge").text
    assert "Bia Merge" in bia.get(f"/contacts/{keep}/merge?other={gone}").text
    bia.post(f"/contacts/{keep}/merge", {"other": str(gone)})
    assert bia.get(f"/contacts/{gone}").status_code == 404
    undo = bia.get(f"/contacts/{keep}").text.partition(f'action="/contacts/{keep}/merges/')[2].partition("/")[0]
    assert bia.post(f"/contacts/{gone}/merges/{undo}/undo").status_code == 404
    assert bia.post(f"/contacts/{keep}/merges/{undo}/undo").headers["location"].endswith("done=unmerged")
    assert bia.get(f"/contacts/{gone}").status_code == 200


def test_a_list_is_counted_first_and_taken_in_once(site: Site, bia: Browser) -> None:
    table = "phone;name;tags\n+55 11 97777-0001;Importada;lista\nxyz;Errada;\n"
    files = {"file": ("lista.csv", io.BytesIO(table.encode()), "text/csv")}
    shown = bia.client.post("/contacts/import", data={"csrf": bia.csrf}, files=files)
    assert shown.status_code == 200
    with site.store() as db:
        assert contacts.find(db, Sender(wa_id="5511977770001"), time.time()) == []
    token = shown.text.partition('name="token" value="')[2].partition('"')[0]
    assert bia.post("/contacts/import/now", {"token": token}).status_code == 200
    with site.store() as db:
        (id,) = contacts.find(db, Sender(wa_id="5511977770001"), time.time())
        assert contacts.get(db, id).tags == ("lista",)
    assert bia.post("/contacts/import/now", {"token": token}).status_code == 404
    assert bia.post("/contacts/import/now", {"token": "../../etc/passwd"}).status_code == 404


def test_a_file_of_contacts_computes_nothing(site: Site, bia: Browser) -> None:
    known(site, '=HYPERLINK("http://evil.example")')
    text = bia.get("/contacts/export.csv?q=hyperlink").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert len(text.splitlines()) == 2


def test_a_conversation_is_taken_along_as_text_json_and_on_paper(site: Site, caio: Browser) -> None:
    _, conversation = known(site, "Maria", f"bom dia {EVIL}")
    text = caio.get(f"/c/{conversation}/export/text")
    assert text.headers["content-disposition"].startswith("attachment")
    assert text.text.rstrip().endswith(f" - Maria: bom dia {EVIL}")
    (line,) = caio.get(f"/c/{conversation}/export/json").text.splitlines()
    assert json.loads(line)["text"] == f"bom dia {EVIL}"
    printed = caio.get(f"/c/{conversation}/export/print").text
    assert "<img src=x" not in printed
    assert "&lt;img src=x" in printed
    assert caio.get("/c/999999/export/text").status_code == 404


def test_whoever_is_erased_is_named_first(site: Site) -> None:
    admin = site.browser("admin")
    id, _ = known(site, "Some Pessoa")
    assert admin.post(f"/contacts/{id}/erase", {"word": "outra"}).status_code == 400
    assert admin.get(f"/contacts/{id}").status_code == 200
    assert admin.post(f"/contacts/{id}/erase", {"word": "some pessoa"}).headers["location"] == "/contacts?done=erased"
    assert admin.get(f"/contacts/{id}").status_code == 404


def test_what_is_not_for_everybody_is_refused(site: Site, caio: Browser, bia: Browser) -> None:
    id, _ = known(site)
    for browser, path in ((bia, "erase"), (caio, "merge"), (caio, "export.json")):
        assert browser.get(f"/contacts/{id}/{path}").status_code == 403, path


def test_nobody_sees_or_changes_anything_unasked(site: Site, caio: Browser) -> None:
    id, conversation = known(site)
    stranger = site.browser()
    for path in ("/contacts", f"/contacts/{id}", f"/contacts/{id}/pane", f"/c/{conversation}/export/text"):
        assert stranger.get(path).status_code in (303, 401), path
    assert caio.bare_post(f"/contacts/{id}/name", {"name": "x"}).status_code == 403


def test_what_a_customer_calls_themselves_is_only_text(site: Site, caio: Browser) -> None:
    id, conversation = known(site, EVIL)
    for path in ("/contacts?order=seen", f"/contacts/{id}", f"/c/{conversation}"):
        assert "<img src=x" not in caio.get(path).text, path


def test_all_that_is_kept_goes_out_as_one_file(site: Site, bia: Browser) -> None:
    id, _ = known(site)
    kept: dict[str, Any] = bia.get(f"/contacts/{id}/export.json").json()
    assert kept["contact"]["id"] == id
    assert {"notes", "messages", "consents"} <= kept.keys()
