"""Every kind of message as Twilio takes it, or the sentence on what to use instead."""

import json

import pytest

from tests.twilio.posts import ANA
from zapbot.connector import Outgoing, Sender
from zapbot.errors import InvalidContentError
from zapbot.model import (
    AskContact,
    AskLocation,
    Buttons,
    Card,
    Cards,
    Content,
    Form,
    Link,
    Location,
    Media,
    Menu,
    Option,
    Phone,
    Reaction,
    Template,
    TemplateButton,
    Text,
)
from zapbot.twilio import outbound

SID = "HX" + "a" * 32
SIM, NAO = Option("sim", "Sim"), Option("nao", "Não")


def fields(content: Content, to: Sender = Sender(wa_id=ANA)) -> dict[str, str]:  # noqa: B008
    sent = outbound.fields(Outgoing(to, content, "zapbot:tk:1"))
    assert sent.pop("To") == f"whatsapp:+{to.wa_id}"
    return sent


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (Text("Olá"), {"Body": "Olá"}),
        (Media("image", "https://x.example/a.png", "veja"), {"MediaUrl": "https://x.example/a.png", "Body": "veja"}),
        (Media("audio", "https://x.example/a.ogg"), {"MediaUrl": "https://x.example/a.ogg"}),
        (
            Buttons("Quer?", (SIM, NAO), header="Oferta", footer="Padaria"),
            {"Body": "*Oferta*\n\nQuer?\n\n1. Sim\n2. Não\n\n_Padaria_"},
        ),
        (
            Buttons("Quer?", (SIM,), header=Media("image", "https://x.example/a.png")),
            {"Body": "Quer?\n\n1. Sim", "MediaUrl": "https://x.example/a.png"},
        ),
        (
            Menu(
                "Com quem?",
                "Ver",
                (
                    Option("v", "Vendas", "Pedidos novos", "Loja"),
                    Option("s", "Suporte", None, "Depois"),
                ),
            ),
            {"Body": "Com quem?\n\n*Loja*\n1. Vendas – Pedidos novos\n*Depois*\n2. Suporte"},
        ),
        (Link("Veja", "Abrir", "https://x.example"), {"Body": "Veja\n\nAbrir: https://x.example"}),
        (AskLocation("Onde está?"), {"Body": "Onde está?\n\nToque em 📎 e escolha Localização."}),
        (AskContact("Qual é o seu número?"), {"Body": "Qual é o seu número?"}),
        (
            Location(-23.5, 1e-05, "Padaria", "Rua A, 1"),
            {"Body": "Padaria", "PersistentAction": "geo:-23.5,0.00001|Rua A, 1"},
        ),
        (Template(SID), {"ContentSid": SID}),
    ],
)
def test_a_message_as_twilio_takes_it(content: Content, sent: dict[str, str]) -> None:
    assert fields(content) == sent


@pytest.mark.parametrize(
    ("params", "variables"),
    [(("Ana", "12"), {"1": "Ana", "2": "12"}), ({"nome": "Ana"}, {"nome": "Ana"})],
)
def test_a_template_is_filled_by_number_or_name(
    params: tuple[str, ...] | dict[str, str], variables: dict[str, str]
) -> None:
    assert json.loads(fields(Template(SID, params=params))["ContentVariables"]) == variables


@pytest.mark.parametrize(
    ("content", "instead"),
    [
        (Cards((Card("Ana Ribeiro", "Ana", phones=(Phone("+5511955550101"),)),)), "write the name and number"),
        (Reaction("SM1", "👍"), "write a text"),
        (Form("Preencha", "Abrir", "123", "t"), "one question after the other"),
        (Template("cotacao_pronta"), "Content SID"),
        (Template(SID, header="Oi"), "params"),
        (Template(SID, buttons=(TemplateButton(0, "url", "x"),)), "params"),
        (Media("image", "id:123"), "https"),
        (Text("á" * 1601), "1601 characters"),
        (Text(""), "is empty"),
    ],
)
def test_what_twilio_cannot_do_is_refused_with_what_to_do_instead(content: Content, instead: str) -> None:
    with pytest.raises(InvalidContentError, match=instead):
        fields(content)


def test_the_longest_text_is_sent() -> None:
    assert len(fields(Text("á" * 1600))["Body"]) == 1600


def test_who_has_no_number_cannot_be_written_to() -> None:
    with pytest.raises(InvalidContentError, match="no phone number"):
        fields(Text("Oi"), Sender(bsuid="BR.1"))
