"""A person answers: the message and the taking over are one, it goes out once, and never where it would be refused."""

from typing import Any

import pytest

from tests.desk import approved
from tests.desk.office import Office
from tests.desk.webhooks import T0, post, text
from zapbot.desk import consent
from zapbot.desk.cancel import cancel
from zapbot.desk.reply import Replied, Reply, reply
from zapbot.errors import ConflictError, ConsentError, InvalidContentError, NotFoundError, UsageError, WindowClosedError
from zapbot.model import Content, Media, Reaction, Template, Text
from zapbot.store import conversations, drafts, executions, users

DAY = 24 * 3600.0
LIA, RUI = 1, 2


@pytest.fixture
def desk(bot: Office) -> Office:
    """An office with two people, whose bot asked Ana something just now."""
    users.add(bot.db, "lia@padaria.example", "Lia Prado", "agent", "", T0)
    users.add(bot.db, "rui@padaria.example", "Rui Costa", "agent", "", T0)
    bot.post(post(text("wamid.ANA1", "oi")))
    return bot


def say(office: Office, content: Content | None = None, who: int = LIA, key: str = "key-0001", **more: Any) -> Replied:
    return reply(office.db, 1, who, Reply(content or Text("Já vou ver."), key, **more), office.now)


def test_an_answer_takes_the_conversation_from_the_bot_and_silences_it(desk: Office) -> None:
    said = say(desk)
    assert desk.one("select owner, agent_id from conversations") == ("person", LIA)
    assert executions.active(desk.db, 1) is None
    assert desk.rows("select origin, status from messages where direction = 'out' order by id") == [
        ("flow", "canceled"),
        ("agent", "pending"),
    ]
    assert desk.one("select sender from messages where id = ?", said.id) == "user:1"
    desk.deliver()
    assert desk.connector.said == ["Já vou ver."]


def test_an_answer_in_a_colleagues_conversation_leaves_it_theirs(desk: Office) -> None:
    say(desk)
    say(desk, Text("Eu ajudo."), who=RUI, key="key-0002")
    assert desk.one("select agent_id from conversations") == LIA
    assert desk.texts("out")[-1] == "Eu ajudo."


def test_the_same_key_says_it_once(desk: Office) -> None:
    first = say(desk)
    again = say(desk)
    assert (again.id, again.duplicate) == (first.id, True)
    assert desk.texts("out").count("Já vou ver.") == 1


def test_the_same_key_for_something_else_is_refused(desk: Office) -> None:
    say(desk)
    with pytest.raises(ConflictError):
        say(desk, Text("Outra coisa."))
    assert "Outra coisa." not in desk.texts("out")


def test_two_people_may_use_the_same_key(desk: Office) -> None:
    assert say(desk).id != say(desk, who=RUI).id


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "chave com ç", "linha\nnova"])
def test_a_strange_key_is_refused(desk: Office, key: str) -> None:
    with pytest.raises(UsageError):
        say(desk, key=key)


def test_what_fails_changes_nothing(desk: Office) -> None:
    before = desk.everything()
    for content in (Text(""), Text("x" * 4097), Text("Pedido {pedido} pronto."), Reaction("message:99", "👍")):
        with pytest.raises((InvalidContentError, NotFoundError)):
            say(desk, content)
    assert desk.everything() == before
    assert desk.one("select owner from conversations") == "bot"


def test_past_the_window_only_a_template_leaves(desk: Office) -> None:
    approved.keep(desk.db, approved.PLAIN)
    desk.now += DAY
    with pytest.raises(WindowClosedError):
        say(desk)
    assert desk.one("select owner from conversations") == "bot"
    say(desk, Template("bom_dia"))
    desk.deliver()
    assert [message.content for message in desk.connector.sent] == [Template("bom_dia")]


def test_marketing_does_not_reach_who_wants_none(desk: Office) -> None:
    approved.keep(desk.db, approved.PROMOTION)
    consent.opt_out(desk.db, 1, "contact", T0, T0)
    filled = Template("promocao", params=("20%",), header="hoje")
    with pytest.raises((ConsentError, InvalidContentError)):
        say(desk, filled)
    assert "promocao" not in "".join(desk.texts("out"))


def test_a_message_can_be_taken_back_until_it_leaves(desk: Office) -> None:
    said = say(desk, undo=5.0)
    assert said.undo
    desk.deliver()
    assert desk.connector.sent == []
    assert cancel(desk.db, said.id, desk.now + 4, "user:1")
    desk.now += 6
    desk.deliver()
    assert desk.connector.sent == []


def test_what_has_left_cannot_be_taken_back(desk: Office) -> None:
    said = say(desk, undo=5.0)
    desk.now += 6
    desk.deliver()
    assert desk.connector.said == ["Já vou ver."]
    assert not cancel(desk.db, said.id, desk.now, "user:1")


def test_messages_that_can_be_taken_back_keep_their_order(desk: Office) -> None:
    say(desk, Text("um"), undo=5.0)
    say(desk, Text("dois"), key="key-0002")
    desk.now += 6
    desk.deliver()
    assert desk.connector.said == ["um", "dois"]


def test_a_planned_message_leaves_at_its_time(desk: Office) -> None:
    say(desk, at=T0 + 3600, undo=5.0)
    desk.now += 3599
    desk.deliver()
    assert desk.connector.sent == []
    desk.now += 2
    desk.deliver()
    assert desk.connector.said == ["Já vou ver."]


def test_nothing_is_planned_past_the_window_but_a_template(desk: Office) -> None:
    approved.keep(desk.db, approved.PLAIN)
    with pytest.raises(WindowClosedError):
        say(desk, at=T0 + DAY)
    assert say(desk, Template("bom_dia"), at=T0 + 2 * DAY).id


@pytest.mark.parametrize("at", [T0, T0 - 1, T0 + 500 * DAY])
def test_a_moment_that_is_past_or_too_far_is_refused(desk: Office, at: float) -> None:
    with pytest.raises(UsageError):
        say(desk, at=at)


def test_an_answer_quotes_what_the_customer_said(desk: Office) -> None:
    say(desk, quotes=1)
    desk.deliver()
    assert desk.connector.sent[-1].reply_to == "wamid.ANA1"


def test_a_message_of_somebody_else_is_not_quoted(desk: Office) -> None:
    desk.post(post(text("wamid.BRUNO1", "oi", who="BR.1")))
    other = desk.one("select id from messages where wamid = 'wamid.BRUNO1'")
    with pytest.raises(InvalidContentError, match="somebody else"):
        say(desk, quotes=other)


def test_a_reaction_leaves_the_conversation_with_the_bot(desk: Office) -> None:
    say(desk, Reaction("message:1", "👍"))
    assert desk.one("select owner from conversations") == "bot"
    desk.deliver()
    assert desk.connector.sent[-1].content == Reaction("wamid.ANA1", "👍")


def test_an_answer_opens_a_conversation_that_was_over(desk: Office) -> None:
    conversations.set_status(desk.db, 1, "resolved", T0)
    said = say(desk)
    assert said.conversation_id == 1
    assert desk.one("select status, owner from conversations") == ("open", "person")
    assert "conversation.reopened" in desk.journal()


def test_an_answer_goes_to_the_conversation_that_began_since(desk: Office) -> None:
    conversations.set_status(desk.db, 1, "resolved", T0)
    desk.post(post(text("wamid.ANA2", "oi de novo")))
    assert say(desk).conversation_id == 2
    assert desk.rows("select status from conversations order by id") == ["resolved", "open"]


def test_the_draft_goes_with_the_answer_and_the_note_stays(desk: Office) -> None:
    for mode in drafts.MODES:
        drafts.keep(desk.db, LIA, 1, mode, "Já vou", T0)
    drafts.keep(desk.db, RUI, 1, "reply", "Posso ajudar", T0)
    say(desk)
    assert drafts.texts(desk.db, LIA, 1) == {"note": "Já vou"}
    assert drafts.texts(desk.db, RUI, 1) == {"reply": "Posso ajudar"}


def test_a_file_with_a_caption_that_is_not_filled_in_stays_here(desk: Office) -> None:
    with pytest.raises(InvalidContentError, match="pedido"):
        say(desk, Media("image", "sha256:" + "0" * 64, "Pedido {pedido}"))


def test_an_answer_for_later_answers_nobody_before_it_left(desk: Office) -> None:
    desk.db.execute("update conversations set waiting_since = ?", (T0,))
    say(desk, at=desk.now + 3600)
    assert desk.one("select waiting_since, first_replied_at from conversations") == (T0, None)
    desk.now += 3601
    desk.deliver()
    assert desk.one("select waiting_since, first_replied_at from conversations") == (None, desk.now)


def test_what_was_begun_stays_when_a_template_or_a_file_alone_is_sent(desk: Office) -> None:
    approved.keep(desk.db, approved.PLAIN)
    drafts.keep(desk.db, LIA, 1, "reply", "Estou vendo", desk.now)
    say(desk, Template("bom_dia", "pt_BR"))
    say(desk, Media("document", "https://loja.example/a.pdf", filename="a.pdf"), key="key-0002")
    assert drafts.texts(desk.db, LIA, 1) == {"reply": "Estou vendo"}
    say(desk, Text("Estou vendo"), key="key-0003")
    assert drafts.texts(desk.db, LIA, 1) == {}
