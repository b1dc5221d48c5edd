"""Sending on behalf of a program: checked before it is queued, once for each key, never past the window."""

from typing import Any

import msgspec
import pytest

from tests.desk.office import Office
from tests.desk.webhooks import ANA, BSUIDS, T0, post, text
from tests.whatsapp.corpus import PHONE_NUMBER_ID
from zapbot.desk import consent
from zapbot.desk.submit import Submission, Submitted, submit
from zapbot.errors import (
    ConflictError,
    ConsentError,
    InvalidContentError,
    InvalidRecipientError,
    NotFoundError,
    WindowClosedError,
)
from zapbot.model import Content, Media, Reaction, Template, Text

DAY = 24 * 3600.0
OPENER = Template("aviso_entrega", params=("Ana",))


@pytest.fixture
def open(office: Office) -> Office:
    """An office to which Ana wrote just now."""
    office.post(post(text("wamid.ANA1", "bom dia")))
    return office


def give(office: Office, content: Content | None = None, **more: Any) -> Submitted:
    wanted = Submission(**{"to": "+55 11 95555-0101", "content": content or Text("oi"), **more})
    return submit(office.db, wanted, "api", office.now, sender="token:abc")


@pytest.mark.parametrize("to", ["(11) 95555-0101", "+5511955550101", BSUIDS[ANA], "contact:1"])
def test_a_customer_is_found_however_they_are_named(open: Office, to: str) -> None:
    done = give(open, to=to)
    assert (done.contact_id, done.status, done.duplicate) == (1, "queued", False)
    row = open.one("select origin, sender, status, number from messages where id = ?", done.id)
    assert row == ("api", "token:abc", "pending", PHONE_NUMBER_ID)
    open.deliver()
    assert open.connector.said == ["oi"]


def test_somebody_new_becomes_a_contact_and_takes_a_template_only(office: Office) -> None:
    with pytest.raises(WindowClosedError, match="has never written to this number"):
        give(office)
    assert office.rows("select id from contacts") == []
    done = give(office, OPENER)
    assert office.one("select phone from contacts") == ANA
    assert done.status == "queued"


@pytest.mark.parametrize("to", ["", "ana", "123", "BR.", "contact:x", "+55 11 9"])
def test_what_names_nobody_is_refused_with_what_to_write(open: Office, to: str) -> None:
    with pytest.raises(InvalidRecipientError, match="contact:12"):
        give(open, to=to)
    with pytest.raises(NotFoundError):
        give(open, to="contact:999")


def test_a_day_after_the_customer_wrote_a_text_is_refused_with_when_they_did(open: Office) -> None:
    open.now += 30 * 3600
    with pytest.raises(WindowClosedError, match=r"last wrote 30 hours ago.*template") as refused:
        give(open)
    assert refused.value.wrote_at == T0
    assert open.rows("select id from messages where direction = 'out'") == []


def test_the_window_counts_at_the_time_it_is_to_leave(open: Office) -> None:
    with pytest.raises(WindowClosedError):
        give(open, at=open.now + DAY)
    done = give(open, at=open.now + 3600)
    open.deliver()
    assert open.connector.sent == []
    open.now += 3601
    open.deliver()
    assert open.connector.said == ["oi"]
    assert open.one("select status from messages where id = ?", done.id) == "sent"


def test_a_held_message_leaves_when_the_customer_writes(open: Office) -> None:
    open.now += 2 * DAY
    assert give(open, outside="hold").status == "held"
    open.deliver()
    assert open.connector.sent == []
    open.post(post(text("wamid.ANA2", "oi", at=open.now)))
    open.deliver()
    assert open.connector.said == ["oi"]


def test_a_template_opens_the_window_for_what_is_held_behind_it(open: Office) -> None:
    open.now += 2 * DAY
    done = give(open, outside=OPENER)
    assert done.status == "held"
    assert done.opener is not None
    open.deliver()
    assert [message.content for message in open.connector.sent] == [OPENER]
    open.post(post(text("wamid.ANA2", "oi", at=open.now)))
    open.deliver()
    assert open.connector.said[1:] == ["oi"]


def test_inside_the_window_no_template_is_sent_before(open: Office) -> None:
    done = give(open, outside=OPENER)
    assert (done.status, done.opener) == ("queued", None)


def test_the_same_key_sends_once(open: Office) -> None:
    first = give(open, key="pedido-42")
    again = give(open, key="pedido-42")
    assert (again.id, again.duplicate) == (first.id, True)
    open.deliver()
    assert give(open, key="pedido-42").status == "sent"
    assert open.connector.said == ["oi"]
    assert give(open, key="pedido-43").id != first.id


def test_the_same_key_for_something_else_is_a_conflict(open: Office) -> None:
    give(open, key="k")
    for other in ({"content": Text("tchau")}, {"at": open.now + 60}, {"to": "contact:1"}):
        with pytest.raises(ConflictError, match="'k' was used for message"):
            give(open, key="k", **other)


def test_a_key_whose_submission_was_refused_is_free(open: Office) -> None:
    with pytest.raises(InvalidContentError):
        give(open, Text(""), key="k")
    assert not give(open, key="k").duplicate


@pytest.mark.parametrize("key", ["", "  ", "k" * 256])
def test_a_key_has_its_length(open: Office, key: str) -> None:
    with pytest.raises(InvalidContentError, match="key needs 1 to 255"):
        give(open, key=key)


@pytest.mark.parametrize(
    "content", [Text("a" * 4097), Media("image", "file:logo.png"), Media("image", "/etc/passwd"), Template("")]
)
def test_what_whatsapp_would_refuse_is_refused_before_it_is_queued(open: Office, content: Content) -> None:
    with pytest.raises(InvalidContentError):
        give(open, content)
    with pytest.raises(InvalidContentError):
        give(open, OPENER, outside=Template("a", params=("",)))
    assert open.rows("select id from messages where direction = 'out'") == []


def test_a_quote_and_a_reaction_name_our_message(open: Office) -> None:
    (heard,) = open.rows("select id from messages where direction = 'in'")
    give(open, reply_to=heard)
    give(open, Reaction(f"message:{heard}", "👍"))
    give(open, Reaction("wamid.ANA1"))
    open.deliver()
    open.deliver()
    quote, reaction, raw = open.connector.sent
    assert quote.reply_to == "wamid.ANA1"
    assert (reaction.content, reaction.reply_to) == (Reaction("wamid.ANA1", "👍"), None)
    assert raw.content == Reaction("wamid.ANA1")


def test_what_cannot_be_quoted_or_reacted_to_is_refused(open: Office) -> None:
    unsent = give(open)
    (heard,) = open.rows("select id from messages where direction = 'in'")
    for wrong, why in ((unsent.id, "has not been sent yet"), (999, "there is no message 999")):
        with pytest.raises((InvalidContentError, NotFoundError), match=why):
            give(open, reply_to=wrong)
    with pytest.raises(InvalidContentError, match="with somebody else"):
        give(open, OPENER, to="+5521955550102", reply_to=heard)
    with pytest.raises(InvalidContentError, match="write it like message:12"):
        give(open, Reaction("message:x", "👍"))
    reaction = give(open, Reaction(f"message:{heard}", "👍"))
    with pytest.raises(InvalidContentError, match="is itself a reaction"):
        give(open, Reaction(f"message:{reaction.id}", "👍"))
    open.now += 31 * DAY
    with pytest.raises(InvalidContentError, match="older than 30 days"):
        give(open, Reaction(f"message:{heard}", "👍"))


def test_a_message_leaves_by_the_number_asked_for(open: Office) -> None:
    open.db.execute("insert into numbers (id, updated_at) values ('800000000000002', ?)", (T0,))
    done = give(open, OPENER, number="800000000000002")
    assert open.one("select number from messages where id = ?", done.id) == "800000000000002"
    with pytest.raises(NotFoundError, match=f"no number 7: there are .*{PHONE_NUMBER_ID}"):
        give(open, number="7")


def test_a_number_that_opted_out_gets_no_marketing(open: Office) -> None:
    open.db.execute(
        "insert into templates (name, language, status, category, updated_at) "
        "values ('oferta', 'pt_BR', 'APPROVED', 'MARKETING', ?), ('aviso', 'pt_BR', 'APPROVED', 'UTILITY', ?)",
        (T0, T0),
    )
    consent.opt_out(open.db, 1, "test", T0, T0)
    with pytest.raises(ConsentError):
        give(open, Template("oferta"))
    assert give(open, Template("aviso")).status == "queued"


def test_a_template_that_is_paused_is_refused_with_its_reason(open: Office) -> None:
    open.db.execute(
        "insert into templates (name, language, status, category, reason, updated_at) "
        "values ('aviso', 'pt_BR', 'PAUSED', 'UTILITY', 'muitos bloqueios', ?)",
        (T0,),
    )
    with pytest.raises(InvalidContentError, match="muitos bloqueios"):
        give(open, Template("aviso"))


def test_a_date_in_milliseconds_is_noticed(open: Office) -> None:
    with pytest.raises(InvalidContentError, match="seconds since 1970"):
        give(open, OPENER, at=open.now * 1000)


def test_a_moment_that_is_past_means_now(open: Office) -> None:
    done = give(open, at=-5.0)
    assert open.one("select at, scheduled_at from messages where id = ?", done.id) == (open.now, None)
    open.deliver()
    assert open.connector.said == ["oi"]


def test_a_text_that_is_no_utf_8_is_refused(open: Office) -> None:
    with pytest.raises(InvalidContentError, match="no UTF-8"):
        give(open, Text("a\udcff"))


def test_a_submission_is_read_strictly_from_json() -> None:
    data = b'{"to":"+5511955550101","content":{"kind":"text","text":"oi"},"outside":{"kind":"template","name":"a"}}'
    assert msgspec.json.decode(data, type=Submission).outside == Template("a")
    for wrong in (b'{"to":"1"}', data.replace(b'"to"', b'"ot"'), data.replace(b'"text":"oi"', b'"texto":"oi"')):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(wrong, type=Submission)
