"""Who may be sent marketing: said in a message, told by WhatsApp, refused by it; and asked before each send."""

import pytest

from tests.desk.office import FLOW, Office
from tests.desk.webhooks import ANA, BSUIDS, T0, change, failed, post, tap, text
from tests.whatsapp import corpus
from zapbot.connector import Refused, Sender
from zapbot.desk import consent, identify
from zapbot.desk.send import send
from zapbot.desk.wishes import Wishes
from zapbot.errors import ConsentError
from zapbot.model import Template, Text
from zapbot.store import consents, contacts, conversations
from zapbot.store.db import transaction

REPLY = "Pronto, sem promoções."
WORDS = "PARAR,SAIR,STOP,CANCELAR,DESCADASTRAR"
PROMO, NEWS = Template("promo"), Template("aviso_entrega")
ASKS_THE_NAME = """
zapbot: 1
flow: nome
name: Nome
triggers:
  - {keyword: [oi], match: exact}
vars:
  nome: text
nodes:
  pergunta:
    message: Qual é o seu nome?
  espera:
    wait: {save: nome, next: fim}
  fim:
    message: "Obrigado, {{ nome }}."
  acabou:
    end:
"""
OFFERS_SAIR = FLOW.replace('{sim: Sim, nao: "Não"}', '{sim: Sim, nao: "Sair"}')
CANCELS_ORDERS = FLOW.replace("[oi, menu]", "[oi, cancelar]")


@pytest.fixture
def shop(office: Office) -> Office:
    """An office that hears wishes about marketing, and has a marketing template and another one."""
    office.library.wishes = Wishes.parse(WORDS, "VOLTAR A RECEBER,QUERO RECEBER", REPLY)
    for name, category in (("promo", "MARKETING"), ("aviso_entrega", "UTILITY")):
        office.db.execute(
            "insert into templates (name, language, status, category, updated_at) "
            "values (?, 'pt_BR', 'APPROVED', ?, 0)",
            (name, category),
        )
    return office


def ana(office: Office) -> int:
    """Her contact."""
    with transaction(office.db):
        return identify.contact(office.db, Sender(wa_id=ANA), T0, T0)


def wants(office: Office) -> str | None:
    """What she said about marketing."""
    return consents.get(office.db, ana(office)).wants


@pytest.mark.parametrize("said", ["PARAR", "parar", " Parar. ", "Sair!", "stop", "CÁNCELAR", "descadastrar"])
def test_a_message_that_is_only_the_word_ends_marketing(shop: Office, said: str) -> None:
    shop.post(post(text("w1", said, at=T0 - 5)))
    assert wants(shop) == "out"
    assert shop.rows("select at, kind, source, detail from consents") == [(T0 - 5, "out", "message", said)]
    assert shop.texts("out") == [REPLY]
    assert shop.journal("contact.opted_out") == ["contact.opted_out"]


@pytest.mark.parametrize("said", ["quero parar de fumar", "não vou sair hoje", "", "oi", "PARAR AGORA"])
def test_other_messages_end_nothing(shop: Office, said: str) -> None:
    shop.post(post(text("w1", said)))
    assert wants(shop) is None
    assert shop.texts("out") == []


def test_the_reply_goes_out_once_however_often_the_word_is_written(shop: Office) -> None:
    shop.post(post(text("w1", "PARAR")))
    shop.post(post(text("w2", "parar", at=T0 + 5)), post(text("w1", "PARAR")))
    assert shop.texts("out") == [REPLY]
    assert shop.one("select count(*) from consents") == 1


def test_without_a_reply_nothing_is_said(shop: Office) -> None:
    shop.library.wishes = Wishes.parse(WORDS, "", "-")
    shop.post(post(text("w1", "PARAR")))
    assert (wants(shop), shop.texts("out")) == ("out", [])


def test_a_word_that_comes_a_day_late_counts_but_is_not_answered(shop: Office) -> None:
    shop.now = T0 + 25 * 3600
    shop.post(post(text("w1", "PARAR")))
    assert (wants(shop), shop.texts("out")) == ("out", [])


def test_the_other_words_bring_marketing_back(shop: Office) -> None:
    shop.now = T0 + 10
    shop.post(post(text("w1", "PARAR"), text("w2", "Quero receber!", at=T0 + 9)))
    assert wants(shop) == "in"
    assert shop.rows("select kind from consents order by id") == ["out", "in"]


def test_a_wish_answers_no_question_of_a_flow(shop: Office) -> None:
    shop.learn(ASKS_THE_NAME)
    shop.post(post(text("w1", "oi")))
    shop.post(post(text("w2", "SAIR", at=T0 + 1)))
    assert shop.texts("out") == ["Qual é o seu nome?", REPLY]
    assert wants(shop) == "out"
    shop.post(post(text("w3", "Ana", at=T0 + 2)))
    assert shop.texts("out")[-1] == "Obrigado, Ana."


def test_an_option_a_flow_just_offered_wins(shop: Office) -> None:
    shop.learn(OFFERS_SAIR)
    shop.post(post(text("w1", "oi")))
    shop.post(post(tap("w2", "nao", "Sair", at=T0 + 1)))
    assert wants(shop) is None
    shop.post(post(text("w3", "oi", at=T0 + 2)))
    shop.post(post(text("w4", "sair", at=T0 + 3)))
    assert wants(shop) is None


def test_the_same_word_counts_when_nothing_is_offered_any_more(shop: Office) -> None:
    shop.learn(OFFERS_SAIR)
    shop.post(post(text("w1", "sair")))
    assert wants(shop) == "out"


def test_a_keyword_of_a_flow_wins(shop: Office) -> None:
    shop.learn(CANCELS_ORDERS)
    shop.post(post(text("w1", "cancelar")))
    assert wants(shop) is None
    assert shop.texts("out") == ["Como posso ajudar?"]


def test_a_person_who_has_the_conversation_does_not_hide_the_wish(shop: Office) -> None:
    shop.learn(CANCELS_ORDERS)
    shop.post(post(text("w1", "boa tarde")))
    conversations.give_to_people(shop.db, shop.one("select id from conversations"), None, T0)
    shop.post(post(text("w2", "cancelar", at=T0 + 1)))
    assert wants(shop) == "out"


def test_a_tapped_quick_reply_of_a_template_is_a_wish_too(shop: Office) -> None:
    pressed = {"payload": "x1", "text": "Parar"}
    shop.post(post({"from": ANA, "id": "w1", "timestamp": str(int(T0)), "type": "button", "button": pressed}))
    assert wants(shop) == "out"


def test_whatsapp_tells_of_a_stop_and_of_a_change_of_mind(shop: Office) -> None:
    shop.now = corpus.RECEIVED_AT
    shop.post(corpus.body("other/user_preferences_stop.json"))
    assert shop.rows("select kind, source, at from consents") == [("out", "whatsapp", 1790000200.0)]
    again = {"user_id": BSUIDS[ANA], "category": "marketing_messages", "value": "resume", "timestamp": 1790000300}
    shop.post(change("user_preferences", {"user_preferences": [again]}))
    assert wants(shop) == "in"
    shop.post(corpus.body("other/user_preferences_stop.json"))
    assert wants(shop) == "in"
    assert shop.texts("out") == []


def test_marketing_to_somebody_who_wants_none_is_refused_with_a_sentence(shop: Office) -> None:
    id = ana(shop)
    consent.check(shop.db, id, PROMO, T0)
    consent.opt_out(shop.db, id, "message", T0, T0)
    with pytest.raises(ConsentError, match=r"\+55 11 95555-0101 wants no marketing messages since .*'promo' is one"):
        consent.check(shop.db, id, PROMO, T0)
    consent.check(shop.db, id, NEWS, T0)
    consent.check(shop.db, id, Template("nobody_knows_it"), T0)
    consent.opt_in(shop.db, id, "cli", T0 + 1, T0 + 1)
    consent.check(shop.db, id, PROMO, T0 + 1)


def test_a_template_in_a_language_that_is_not_filed_is_judged_by_its_name(shop: Office) -> None:
    id = ana(shop)
    consent.opt_out(shop.db, id, "message", T0, T0)
    with pytest.raises(ConsentError):
        consent.check(shop.db, id, Template("promo", "en_US"), T0)


def test_what_is_queued_for_somebody_who_wants_none_never_leaves(shop: Office) -> None:
    shop.post(post(text("w1", "PARAR")))
    shop.deliver()
    conversation = conversations.current(shop.db, ana(shop), T0)
    send(shop.db, conversation, PROMO, "flow", shop.now)
    send(shop.db, conversation, Text("Seu pedido saiu."), "flow", shop.now)
    shop.deliver()
    assert shop.connector.said == [REPLY, "Seu pedido saiu."]
    assert shop.journal("message.unwanted") == ["message.unwanted"]


def queued(office: Office) -> None:
    """The marketing template, on its way to her."""
    with transaction(office.db):
        send(office.db, conversations.current(office.db, ana(office), T0), PROMO, "campaign", office.now)


def test_a_send_refused_because_she_opted_out_is_remembered(shop: Office) -> None:
    shop.connector.answers = [Refused("opted out", 131050, "out")]
    queued(shop)
    shop.deliver()
    assert shop.rows("select kind, source from consents") == [("out", "whatsapp")]
    assert shop.statuses() == ["dead"]


def test_a_refusal_told_later_is_remembered_too(shop: Office) -> None:
    queued(shop)
    shop.deliver()
    shop.post(post(statuses=(failed("wamid.OUT1", 131050, at=T0 + 2),)))
    assert wants(shop) == "out"
    assert shop.statuses() == ["failed"]


def test_too_much_marketing_pauses_her_for_a_day_and_is_not_tried_again(shop: Office) -> None:
    queued(shop)
    shop.deliver()
    shop.post(post(statuses=(failed("wamid.OUT1", 131049, at=T0),)))
    assert shop.statuses() == ["failed"]
    assert wants(shop) is None
    with pytest.raises(ConsentError, match="no more marketing messages"):
        consent.check(shop.db, ana(shop), PROMO, T0 + 23 * 3600)
    consent.check(shop.db, ana(shop), NEWS, T0 + 23 * 3600)
    consent.check(shop.db, ana(shop), PROMO, T0 + 24 * 3600)


@pytest.mark.parametrize("who_said_no", [0, 1])
def test_two_contacts_that_are_one_person_keep_the_no(shop: Office, who_said_no: int) -> None:
    both = [identify.contact(shop.db, Sender(bsuid=bsuid), T0, T0) for bsuid in ("BR.1", "BR.2")]
    consent.opt_out(shop.db, both[who_said_no], "message", T0, T0)
    consent.opt_in(shop.db, both[1 - who_said_no], "import", T0 + 50, T0 + 50)
    contacts.merge(shop.db, *both)
    assert consents.get(shop.db, both[0]).wants == "out"
    assert {said.kind for said in consents.history(shop.db, both[0])} == {"in", "out"}


def test_a_pause_survives_a_merge(shop: Office) -> None:
    both = [identify.contact(shop.db, Sender(bsuid=bsuid), T0, T0) for bsuid in ("BR.1", "BR.2")]
    consent.heed(shop.db, both[1], "capped", T0, T0)
    contacts.merge(shop.db, *both)
    assert consents.get(shop.db, both[0]).paused_until == T0 + 24 * 3600


def test_a_word_said_before_the_last_one_changes_nothing(shop: Office) -> None:
    id = ana(shop)
    assert consent.opt_out(shop.db, id, "message", T0, T0)
    assert not consent.opt_in(shop.db, id, "whatsapp", T0 - 1, T0 + 9)
    assert not consent.opt_in(shop.db, id, "whatsapp", T0, T0 + 9)
    assert wants(shop) == "out"
