"""Our messages as the JSON Meta takes: exact, refused by name when too long, accepted by a strict reader."""

from typing import Any

import pytest

from zapbot import limits
from zapbot.connector import Outgoing, Sender
from zapbot.errors import InvalidContentError
from zapbot.model import Buttons, Content, Location, Menu, Option, Text
from zapbot.sandbox.shapes.request import check_message
from zapbot.whatsapp import outbound

ANA = Sender(bsuid="BR.70000000000000000001", wa_id="5511955550101")
OPENING = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511955550101"}
CALLBACK = {"biz_opaque_callback_data": "zapbot:tk:1"}
YES, NO = Option("sim", "Sim"), Option("nao", "Não")


def body(content: Content, to: Sender = ANA, reply_to: str | None = None) -> dict[str, Any]:
    return outbound.body(Outgoing(to, content, "zapbot:tk:1", reply_to))


def rows(count: int, **more: Any) -> tuple[Option, ...]:
    return tuple(Option(f"r{number}", f"Linha {number}", **more) for number in range(count))


EXACT: list[tuple[Content, dict[str, Any]]] = [
    (
        Text("Veja https://loja.example"),
        {"type": "text", "text": {"preview_url": True, "body": "Veja https://loja.example"}},
    ),
    (Text("Oi"), {"type": "text", "text": {"preview_url": False, "body": "Oi"}}),
    (
        Buttons("Confirma amanhã às 9h?", (YES, NO), header="Agendamento", footer="Clínica Sol"),
        {
            "type": "interactive",
            "interactive": {
                "type": "button",
                "header": {"type": "text", "text": "Agendamento"},
                "body": {"text": "Confirma amanhã às 9h?"},
                "footer": {"text": "Clínica Sol"},
                "action": {
                    "buttons": [
                        {"type": "reply", "reply": {"id": "sim", "title": "Sim"}},
                        {"type": "reply", "reply": {"id": "nao", "title": "Não"}},
                    ]
                },
            },
        },
    ),
    (
        Menu(
            "Escolha uma opção",
            "Ver opções",
            (Option("2via", "Segunda via", "Boleto do mês"), Option("fim", "Sair")),
            header="Menu",
            footer="Loja",
        ),
        {
            "type": "interactive",
            "interactive": {
                "type": "list",
                "header": {"type": "text", "text": "Menu"},
                "body": {"text": "Escolha uma opção"},
                "footer": {"text": "Loja"},
                "action": {
                    "button": "Ver opções",
                    "sections": [
                        {
                            "rows": [
                                {"id": "2via", "title": "Segunda via", "description": "Boleto do mês"},
                                {"id": "fim", "title": "Sair"},
                            ]
                        }
                    ],
                },
            },
        },
    ),
    (
        Location(-23.561414, -46.655881, "Loja Centro", "Rua B, 20"),
        {
            "type": "location",
            "location": {
                "latitude": "-23.561414",
                "longitude": "-46.655881",
                "name": "Loja Centro",
                "address": "Rua B, 20",
            },
        },
    ),
    (Location(0.00001, 0), {"type": "location", "location": {"latitude": "0.00001", "longitude": "0"}}),
]

FULL: list[Content] = [
    Text("a" * limits.TEXT),
    Text("😀" * limits.TEXT),
    Buttons(
        "a" * limits.BUTTONS_BODY,
        (Option("a" * limits.BUTTON_ID, "b" * limits.BUTTON_TITLE), YES, NO),
        header="h" * limits.HEADER,
        footer="f" * limits.FOOTER,
    ),
    Menu(
        "a" * limits.MENU_BODY,
        "b" * limits.MENU_BUTTON,
        (
            Option("i" * limits.ROW_ID, "t" * limits.ROW_TITLE, "d" * limits.ROW_DESCRIPTION),
            *rows(limits.ROWS - 1, description="d" * limits.ROW_DESCRIPTION),
        ),
        header="h" * limits.HEADER,
        footer="f" * limits.FOOTER,
    ),
    Location(-90, 180),
    Location(90, -180, "n", "a"),
]


@pytest.mark.parametrize(("content", "expected"), EXACT)
def test_a_message_is_written_as_the_documentation_has_it(content: Content, expected: dict[str, Any]) -> None:
    assert body(content) == OPENING | expected | CALLBACK


@pytest.mark.parametrize("content", [content for content, _ in EXACT] + FULL)
def test_what_we_write_passes_a_reader_as_strict_as_metas(content: Content) -> None:
    check_message(body(content))
    check_message(body(content, Sender(bsuid="BR.70000000000000000001"), "wamid.T1"))


def test_every_limit_that_is_exceeded_is_named_at_once() -> None:
    with pytest.raises(InvalidContentError) as refused:
        body(Buttons("", rows(4), header="h" * 61))
    assert str(refused.value).count("; ") == 2


def test_a_quote_names_the_message_it_answers() -> None:
    assert body(Text("Oi"), reply_to="wamid.T1")["context"] == {"message_id": "wamid.T1"}


def test_somebody_without_a_number_is_written_to_by_user_id() -> None:
    sent = body(Text("Oi"), Sender(bsuid="BR.70000000000000000001"))
    assert sent["recipient"] == "BR.70000000000000000001"
    assert "to" not in sent


def test_a_number_comes_before_the_user_id_and_has_its_plus() -> None:
    assert body(Text("Oi"))["to"] == "+5511955550101"
    assert "recipient" not in body(Text("Oi"))


def test_nobody_cannot_be_written_to() -> None:
    with pytest.raises(InvalidContentError, match="neither a number nor a user id"):
        body(Text("Oi"), Sender())


def test_what_grew_too_long_is_cut_to_fit() -> None:
    for content in (Text("a" * 5000), Menu("a" * 5000, "b" * 50, rows(10, description="d" * 90), "h" * 70)):
        check_message(body(limits.fit(content)))
