"""Messages as a page draws them: days, ticks, failures, what waits for what, what happened between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.store.people import T0, person, queue
from tests.store.test_inbox import writes
from zapbot.connector import Inbound, Sender
from zapbot.model import Buttons, Media, Option
from zapbot.store import conversations, journal, messages, outbox, thread_lines, threads
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
    said = [one.failure for one in bubbles.shown(threads.page(db, maria, ""), replace(WORDS, open=False))]
    assert said[0] == ("A janela de 24 horas fechou.", "Envie um modelo aprovado.")
    assert len({one[0] for one in said if one}) == 5
    assert all(one.may_resend for one in shown(db, maria))


def test_past_the_window_a_template_is_offered_and_nothing_else_is_sent_again(db: Database) -> None:
    maria = person(db)
    id = queue(db, maria)
    db.execute("update messages set status = 'failed', failed_code = 131047 where id = ?", (id,))
    (closed,) = bubbles.shown(threads.page(db, maria, ""), replace(WORDS, open=False))
    assert (closed.may_resend, closed.needs_template) == (False, True)
    (open,) = shown(db, maria)
    assert (open.may_resend, open.needs_template) == (True, False)
    assert open.failure == ("A janela de 24 horas estava fechada.", "O cliente escreveu e ela abriu: envie de novo.")
    db.execute("update messages set kind = 'template' where id = ?", (id,))
    (template,) = bubbles.shown(threads.page(db, maria, ""), replace(WORDS, open=False))
    assert (template.may_resend, template.needs_template) == (True, False)


def test_what_was_sent_again_in_doubt_may_have_arrived_and_says_so(db: Database) -> None:
    maria = person(db)
    old = queue(db, maria, "Oi", "agent")
    db.execute("update messages set status = 'unknown' where id = ?", (old,))
    outbox.leave(db, old, T0 + 9)
    outbox.note_again(db, queue(db, maria, "Oi", "agent", T0 + 9), old)
    doubt = shown(db, maria)[0]
    assert doubt.failure == ("O WhatsApp não respondeu: pode ter chegado.", "Foi enviada de novo.")
    assert (doubt.tick, doubt.state, doubt.may_resend) == ("question", "unknown", False)
    db.execute("update messages set status = 'delivered' where id = ?", (old,))
    proven = shown(db, maria)[0]
    assert proven.failure is not None
    assert proven.failure[0] == "No fim, esta saiu."
    assert proven.tick == "checks"


def test_what_is_over_and_was_sent_again_did_not_arrive(db: Database) -> None:
    maria = person(db)
    old = queue(db, maria, "Oi", "agent")
    db.execute("update messages set status = 'dead', failed_code = 131026 where id = ?", (old,))
    outbox.leave(db, old, T0 + 9)
    outbox.note_again(db, queue(db, maria, "Oi", "agent", T0 + 9), old)
    assert shown(db, maria)[0].failure == ("Não chegou.", "Foi enviada de novo.")


WAITS = {
    "held_for = 'window'": "window",
    f"scheduled_at = {T0 + 9999}": "until",
    f"failed_reason = 'x', next_attempt_at = {T0 + 9999}": "again",
    f"failed_reason = 'x', next_attempt_at = {T0}": "soon",
    f"scheduled_at = {T0}": None,
    "failed_reason = 'x', status = 'sending'": None,
}


@pytest.mark.parametrize("how", WAITS)
def test_what_waits_says_for_what(db: Database, how: str) -> None:
    maria = person(db)
    queue(db, maria)
    db.execute(f"update messages set {how}")
    (found,) = shown(db, maria)
    assert found.waits == WAITS[how]


def test_when_the_number_is_stopped_all_that_waits_for_it_says_so(db: Database) -> None:
    maria = person(db)
    queue(db, maria)
    queue(db, maria, scheduled_at=T0 + 9999)
    found = bubbles.shown(threads.page(db, maria, ""), replace(WORDS, stopped=True))
    assert [one.waits for one in found] == ["stopped", "until"]


def test_what_waits_for_a_message_before_it_says_for_which(db: Database) -> None:
    maria = person(db)
    first, second = queue(db, maria), queue(db, maria, at=T0 + 1)
    found = bubbles.shown(threads.page(db, maria, ""), replace(WORDS, behind={second: first}))
    assert [(one.waits, one.behind) for one in found] == [(None, None), ("order", first)]


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
