"""Messages as a page draws them: days, ticks, failures, what waits for what, what happened between."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person, queue
from tests.store.test_inbox import writes
from zapbot.connector import Inbound, Sender
from zapbot.model import Buttons, Media, Option
from zapbot.store import conversations, journal, messages, thread_lines, threads
from zapbot.store.db import connect
from zapbot.store.migrations import migrate
from zapbot.web import bubbles, catalogue
from zapbot.web.bubbles import Line, Shown, Words

WORDS = Words(catalogue.words("pt_BR"), UTC, T0 + 3600)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A store."""
    migrate(tmp_path / "data")
    found = connect(tmp_path / "data")
    yield found
    found.close()


def shown(db: Database, contact: int, **more: Any) -> list[Shown]:
    return bubbles.shown(threads.page(db, contact, ""), WORDS, **more)


def comes(db: Database, contact: int, kind: str, content: dict[str, Any], text: str = "", **more: Any) -> int:
    """A message of any kind comes in."""
    conversation = conversations.current(db, contact, T0)
    count = db.execute("select count(*) from messages").fetchone()[0]
    inbound = Inbound(f"wamid.IN{count}", T0 + count, Sender(), kind, text, content, **more)
    id = messages.add_inbound(db, contact, conversation.id, inbound, T0 + count)
    assert id is not None
    return id


def test_days_are_said_in_words_and_one_speaker_is_named_once(db: Database) -> None:
    maria = person(db)
    for at in (T0 - 3 * 86400, T0 - 86400, T0, T0 + 1):
        queue(db, maria, at=at)
    found = shown(db, maria)
    assert [one.day and one.day.words for one in found] == ["18 de setembro", "Ontem", "Hoje", None]
    assert [one.joined for one in found] == [False, False, False, True]


def test_the_line_of_the_unread_stands_above_the_first_message_not_seen(db: Database) -> None:
    maria = person(db)
    first = writes(db, maria, at=T0)
    queue(db, maria, at=T0 + 1)
    writes(db, maria, at=T0 + 2)
    assert [one.unread for one in shown(db, maria, read_until=first)] == [False, False, True]
    assert not any(one.unread for one in shown(db, maria))


def test_a_failure_is_a_sentence_with_a_next_step(db: Database) -> None:
    maria = person(db)
    for code in (131047, 131026, 190, 132001, 999999):
        id = queue(db, maria)
        db.execute("update messages set status = 'failed', failed_code = ? where id = ?", (code, id))
    said = [one.failure for one in shown(db, maria)]
    assert said[0] == ("A janela de 24 horas fechou.", "Envie um modelo aprovado.")
    assert len({one[0] for one in said if one}) == 5
    assert all(one.may_resend for one in shown(db, maria))


def test_what_waits_for_a_message_before_it_says_so(db: Database) -> None:
    maria = person(db)
    first, second = queue(db, maria), queue(db, maria, at=T0 + 1)
    assert [one.waits for one in shown(db, maria)] == [False, True]
    db.execute("update messages set status = 'sent' where id = ?", (first,))
    assert [(one.bubble.id, one.waits) for one in shown(db, maria)] == [(first, False), (second, False)]


def test_the_option_a_customer_chose_is_marked(db: Database) -> None:
    maria = person(db)
    offer = Buttons("Sim?", (Option("sim", "Sim"), Option("nao", "Não")))
    conversation = conversations.current(db, maria, T0)
    id = messages.add_outgoing(db, maria, conversation.id, offer, "flow", T0)
    db.execute("update messages set wamid = 'wamid.OUT', status = 'sent' where id = ?", (id,))
    comes(db, maria, "option", {"type": "button_reply", "button_reply": {"id": "nao"}}, "Não", reply_to="wamid.OUT")
    drawn, answer = shown(db, maria)
    assert [one["chosen"] for one in drawn.drawing.data["options"]] == [False, True]
    assert answer.drawing.shape == "option"


def test_every_kind_has_a_shape_and_what_is_broken_has_one_too(db: Database) -> None:
    maria = person(db)
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("location", {"latitude": "x", "longitude": None}),
        ("location", {"latitude": -22.9, "longitude": -43.1}),
        (
            "contacts",
            {"contacts": [{"name": {"formatted_name": "Bia"}, "phones": [{"phone": "+55 21 95555-0102"}, 3]}, 4]},
        ),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{broken"}}),
        ("interactive", {"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}}),
        ("order", {"product_items": [{"quantity": "x", "item_price": None}, "no"]}),
        ("unsupported", {"_": {"errors": [{"title": "Unknown"}]}, "type": "poll"}),
        ("holograma", {"type": "holograma"}),
        ("image", {"id": "1"}),
    ]
    for kind, content in kinds:
        comes(db, maria, kind, content)
    shapes = [one.drawing.shape for one in shown(db, maria)]
    assert shapes == [
        "location", "location", "contacts", "answers", "permission", "order", "unsupported", "unsupported", "image"
    ]  # fmt: skip
    assert [one.drawing.data.get("known") for one in shown(db, maria)][:2] == [False, True]


def test_a_file_that_is_no_picture_is_never_drawn_as_one(db: Database) -> None:
    maria = person(db)
    id = comes(db, maria, "image", {"id": "1"})
    db.execute(
        "insert into media (message_id, number, remote_id, mime, sniffed, sha256, status, created_at, next_attempt_at) "
        "values (?, '', 'x', 'image/png', 'application/octet-stream', 'ab', 'stored', 0, 0)",
        (id,),
    )
    (one,) = shown(db, maria)
    assert one.drawing.shape == "document"
    assert one.album is None


def test_a_message_taken_back_shows_nothing_of_what_it_said(db: Database) -> None:
    maria = person(db)
    id = writes(db, maria, "segredo")
    messages.revoke(db, threads.get(db, id).wamid or "", T0 + 1)
    assert shown(db, maria)[0].drawing.shape == "revoked"


def test_an_edited_message_keeps_what_it_said_before(db: Database) -> None:
    maria = person(db)
    wamid = threads.get(db, writes(db, maria, "dez")).wamid or ""
    messages.edit(db, wamid, "doze", {"body": "doze"}, T0 + 5)
    messages.edit(db, wamid, "late", {"body": "late"}, T0 + 4)
    bubble = threads.page(db, maria, "")[0]
    assert (bubble.text, bubble.earlier) == ("doze", ((T0 + 5, "dez"),))


def test_what_happened_stands_between_the_messages_in_time_order(db: Database) -> None:
    maria = person(db)
    conversation = conversations.current(db, maria, T0)
    writes(db, maria, at=T0 + 1)
    journal.append(db, "conversation.transferred", T0 + 2, maria, conversation.id, team="vendas")
    journal.append(db, "nobody.knows", T0 + 2, maria, conversation.id)
    journal.append(db, "contact.opted_out", T0 + 3, maria, source="word")
    journal.append(db, "contact.opted_out", T0 + 3, person(db, "5511955550199"), source="word")
    queue(db, maria, at=T0 + 4)
    lines = thread_lines.between(db, maria, "", 0, T0 + 99)
    found = bubbles.entries(threads.page(db, maria, ""), lines, WORDS)
    said = [one.line if isinstance(one, Line) else one.bubble.direction for one in found]
    assert said == [
        "Começou uma nova conversa",
        "in",
        "O robô passou a conversa para vendas",
        "O cliente não quer mais receber marketing",
        "out",
    ]
    newest = thread_lines.newest(db)
    journal.append(db, "conversation.resolved", T0 + 9, maria, conversation.id, by="cli")
    (after,) = thread_lines.after(db, maria, "", newest)
    assert after.kind == "conversation.resolved"


def test_pictures_of_one_speaker_belong_to_one_album_and_a_failed_one_does_not(db: Database) -> None:
    maria = person(db)
    conversation = conversations.current(db, maria, T0)
    ids = [
        messages.add_outgoing(db, maria, conversation.id, Media("image", f"sha256:{'a' * 64}"), "agent", T0 + n)
        for n in range(3)
    ]
    db.execute("update messages set status = 'dead' where id = ?", (ids[2],))
    albums = [one.album for one in shown(db, maria)]
    assert albums[0] == albums[1] is not None
    assert albums[2] is None
