"""Every kind of message the Cloud API takes, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.request import check_message, check_receipt

OPENING = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511955550101"}


def button(id: str = "sim", title: str = "Sim") -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": id, "title": title}}


def buttons(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return interactive("button", {"buttons": list(given)}, **more)


def row(id: str, title: str = "Segunda via", **more: Any) -> dict[str, Any]:
    return {"id": id, "title": title, **more}


def listing(*sections: dict[str, Any], button: str = "Ver opções", **more: Any) -> dict[str, Any]:
    return interactive("list", {"button": button, "sections": list(sections)}, **more)


def interactive(kind: str, action: Any, body: str = "Confirma?", **more: Any) -> dict[str, Any]:
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": body}, "action": action, **more},
    }


def link(**parameters: Any) -> dict[str, Any]:
    given = {"display_text": "Abrir", "url": "https://loja.example/p/42", **parameters}
    return interactive("cta_url", {"name": "cta_url", "parameters": given})


def flow(**parameters: Any) -> dict[str, Any]:
    given = {"flow_message_version": "3", "flow_id": "123", "flow_cta": "Responder", **parameters}
    return interactive("flow", {"name": "flow", "parameters": given})


def template(**more: Any) -> dict[str, Any]:
    given = {"name": "aviso_entrega", "language": {"code": "pt_BR"}, **more}
    return {"type": "template", "template": given}


def text(body: Any = "Oi", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}, **more}


CARD = {
    "name": {"formatted_name": "Bruno Lima", "first_name": "Bruno"},
    "phones": [{"phone": "+5521955550102", "type": "WORK", "wa_id": "5521955550102"}],
}
ROWS = [row(str(number), description="Boleto do mês") for number in range(10)]
COMPONENTS = [
    {"type": "header", "parameters": [{"type": "image", "image": {"id": "1037000000000001"}}]},
    {
        "type": "body",
        "parameters": [
            {"type": "text", "parameter_name": "nome", "text": "Ana"},
            {"type": "currency", "currency": {"fallback_value": "R$ 5", "code": "BRL", "amount_1000": 5000}},
            {"type": "date_time", "date_time": {"fallback_value": "hoje"}},
        ],
    },
    {
        "type": "button",
        "sub_type": "quick_reply",
        "index": "0",
        "parameters": [{"type": "payload", "payload": "SIM"}],
    },
    {"type": "button", "sub_type": "url", "index": 1, "parameters": [{"type": "text", "text": "A-42"}]},
]

PICTURE = {"type": "image", "image": {"id": "1037000000000001"}}
MONEY = {"type": "currency", "currency": {"fallback_value": "R$ 5", "code": "BRL", "amount_1000": 5000}}
CHEAP = {"type": "currency", "currency": {"fallback_value": "R$ 5", "code": "BRL"}}
PAYLOAD = {"type": "payload", "payload": "SIM"}
LONG = {"type": "text", "text": "a" * 513}
URL_BUTTON = {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "A-42"}]}

ACCEPTED: list[dict[str, Any]] = [
    text("a" * 4096, context={"message_id": "wamid.T1"}, biz_opaque_callback_data="x" * 512),
    {"text": {"body": "sem type", "preview_url": True}},
    {"type": "image", "image": {"id": "1037000000000001", "caption": "Cardápio"}},
    {"type": "video", "video": {"link": "https://loja.example/v.mp4", "caption": "Novo"}},
    {"type": "audio", "audio": {"id": "1037000000000002", "voice": True}},
    {"type": "document", "document": {"id": "1037000000000003", "filename": "boleto.pdf", "caption": "Dia 10"}},
    {"type": "sticker", "sticker": {"id": "1037000000000004"}},
    {"type": "location", "location": {"latitude": "-23.561414", "longitude": -46.655881, "name": "Loja"}},
    {"type": "contacts", "contacts": [CARD]},
    {"type": "reaction", "reaction": {"message_id": "wamid.T1", "emoji": ""}},
    buttons(button(), button("nao", "Não"), button("3", "Talvez 😀"), footer={"text": "Clínica Sol"}),
    buttons(button(), header={"type": "image", "image": {"link": "https://loja.example/b.png"}}),
    listing({"rows": ROWS}, header={"type": "text", "text": "Menu"}, body="a" * 4096),
    listing({"title": "A", "rows": ROWS[:5]}, {"title": "B", "rows": ROWS[5:]}),
    link(),
    interactive("location_request_message", {"name": "send_location"}),
    interactive("request_contact_info", {"name": "request_contact_info"}),
    flow(flow_token="tk", flow_action="navigate", flow_action_payload={"screen": "A", "data": {"nome": "Ana"}}),
    template(),
    template(components=COMPONENTS),
]

REFUSED: list[tuple[str, int, dict[str, Any]]] = [
    ("wrong product", 100, text(messaging_product="messenger")),
    ("unknown key", 100, text(reply_to="wamid.1")),
    ("two kinds at once", 100, text(image={"id": "1"})),
    ("unknown key inside", 100, {"type": "text", "text": {"body": "Oi", "markdown": True}}),
    ("group", 100, text(recipient_type="group")),
    ("unknown type", 100, {"type": "poll", "poll": {}}),
    ("kind missing", 100, {"type": "text"}),
    ("kind not an object", 100, {"type": "text", "text": "Oi"}),
    ("body missing", 131008, {"type": "text", "text": {}}),
    ("body empty", 131009, text("")),
    ("body blank", 131009, text("  \n")),
    ("body too long", 100, text("a" * 4097)),
    ("body a number", 100, text(7)),
    ("recipient a number", 100, text(to=5511955550101)),
    ("callback data too long", 100, text(biz_opaque_callback_data="x" * 513)),
    ("context without id", 131008, text(context={})),
    (
        "context on a reaction",
        131009,
        {"type": "reaction", "reaction": {"message_id": "w", "emoji": "x"}, "context": {"message_id": "w"}},
    ),
    ("media id and link", 131009, {"type": "image", "image": {"id": "1", "link": "https://a.example/a.png"}}),
    ("media neither", 131009, {"type": "image", "image": {"caption": "?"}}),
    ("media link not http", 131009, {"type": "image", "image": {"link": "file:///etc/passwd"}}),
    ("caption too long", 100, {"type": "image", "image": {"id": "1", "caption": "a" * 1025}}),
    ("caption on audio", 100, {"type": "audio", "audio": {"id": "1", "caption": "a"}}),
    ("latitude out of range", 131009, {"type": "location", "location": {"latitude": 91, "longitude": 0}}),
    ("latitude not a number", 131009, {"type": "location", "location": {"latitude": "x", "longitude": 0}}),
    ("contact without name", 131008, {"type": "contacts", "contacts": [{"phones": []}]}),
    ("contact with one name", 131008, {"type": "contacts", "contacts": [{"name": {"formatted_name": "Bruno"}}]}),
    ("no contacts", 131009, {"type": "contacts", "contacts": []}),
    ("interactive kind", 131009, interactive("poll", {})),
    ("interactive body too long", 131009, buttons(button(), body="a" * 1025)),
    ("interactive body empty", 131009, buttons(button(), body="")),
    ("no buttons", 131009, buttons()),
    ("four buttons", 131009, buttons(*(button(str(n), f"Opção {n}") for n in range(4)))),
    ("button title too long", 131009, buttons(button(title="a" * 21))),
    ("button title empty", 131009, buttons(button(title=""))),
    ("button id too long", 131009, buttons(button(id="a" * 257))),
    ("button id with a space", 131009, buttons(button(id=" a"))),
    ("button titles alike", 131009, buttons(button("1"), button("2"))),
    ("button ids alike", 131009, buttons(button(), button(title="Não"))),
    ("button type", 100, buttons({"type": "url", "reply": {"id": "1", "title": "a"}})),
    ("header too long", 131009, buttons(button(), header={"type": "text", "text": "a" * 61})),
    ("header kind of a list", 100, listing({"rows": ROWS}, header={"type": "image", "image": {"id": "1"}})),
    ("footer too long", 131009, buttons(button(), footer={"text": "a" * 61})),
    ("eleven rows", 131009, listing({"rows": [*ROWS, row("11")]})),
    (
        "eleven rows in two sections",
        131009,
        listing({"title": "A", "rows": ROWS}, {"title": "B", "rows": [row("11")]}),
    ),
    ("no rows", 131009, listing({"rows": []})),
    ("no sections", 131009, listing()),
    ("section without title", 131008, listing({"title": "A", "rows": ROWS[:1]}, {"rows": ROWS[1:]})),
    ("section title too long", 131009, listing({"title": "a" * 25, "rows": ROWS})),
    ("row title too long", 131009, listing({"rows": [row("1", "a" * 25)]})),
    ("row description too long", 131009, listing({"rows": [row("1", description="a" * 73)]})),
    ("row id too long", 131009, listing({"rows": [row("a" * 201)]})),
    ("row ids alike", 131009, listing({"rows": [row("1"), row("1", "Outra")]})),
    ("list button too long", 131009, listing({"rows": ROWS}, button="a" * 21)),
    ("list body too long", 131009, listing({"rows": ROWS}, body="a" * 4097)),
    ("link text too long", 131009, link(display_text="a" * 21)),
    ("link not http", 131009, link(url="javascript:alert(1)")),
    (
        "header on a location request",
        100,
        interactive("location_request_message", {"name": "send_location"}, header={"type": "text", "text": "a"}),
    ),
    ("flow id and name", 131009, flow(flow_name="x")),
    ("flow exchange with payload", 131009, flow(flow_action="data_exchange", flow_action_payload={"screen": "A"})),
    ("flow data empty", 131009, flow(flow_action_payload={"screen": "A", "data": {}})),
    ("template without language", 131008, {"type": "template", "template": {"name": "a"}}),
    ("template component", 100, template(components=[{"type": "footer"}])),
    ("template parameter", 100, template(components=[{"type": "body", "parameters": [{"type": "emoji"}]}])),
    ("template body with a picture", 100, template(components=[{"type": "body", "parameters": [PICTURE]}])),
    ("template header with money", 100, template(components=[{"type": "header", "parameters": [MONEY]}])),
    ("template money without amount", 131008, template(components=[{"type": "body", "parameters": [CHEAP]}])),
    ("template header twice", 131009, template(components=[{"type": "header"}, {"type": "header"}])),
    ("template button index", 131009, template(components=[{**URL_BUTTON, "index": "10"}])),
    ("template button twice", 131009, template(components=[URL_BUTTON, URL_BUTTON])),
    ("template button payload on a link", 100, template(components=[{**URL_BUTTON, "parameters": [PAYLOAD]}])),
    ("template body too long", 132005, template(components=[URL_BUTTON, {"type": "body", "parameters": [LONG] * 2}])),
    ("contact with an empty number", 131009, {"type": "contacts", "contacts": [{**CARD, "phones": [{"phone": ""}]}]}),
    ("contact with a Brazilian date", 131009, {"type": "contacts", "contacts": [{**CARD, "birthday": "31/12/90"}]}),
    ("reaction with a word", 131009, {"type": "reaction", "reaction": {"message_id": "w", "emoji": "ok"}}),
    ("flow button with an emoji", 131009, flow(flow_cta="Abrir 📝")),
    ("flow button too long", 131009, flow(flow_cta="a" * 21)),
    ("template button without index", 131008, template(components=[{"type": "button", "sub_type": "url"}])),
]


@pytest.mark.parametrize("payload", ACCEPTED, ids=lambda payload: payload.get("type", "text"))
def test_every_kind_of_message_is_accepted(payload: dict[str, Any]) -> None:
    check_message({**OPENING, **payload})


@pytest.mark.parametrize(("why", "code", "payload"), REFUSED, ids=[why for why, _, _ in REFUSED])
def test_a_wrong_shape_is_refused_with_metas_code(why: str, code: int, payload: dict[str, Any]) -> None:
    with pytest.raises(GraphError) as refused:
        check_message({**OPENING, **payload})
    assert refused.value.code == code, f"{why}: {refused.value.body()}"


def test_a_message_needs_a_recipient() -> None:
    with pytest.raises(GraphError, match="The parameter to is required"):
        check_message({"messaging_product": "whatsapp", **text()})


@pytest.mark.parametrize("payload", [[], "oi", None, 7])
def test_a_body_that_is_not_an_object_is_refused(payload: Any) -> None:
    with pytest.raises(GraphError):
        check_message(payload)


def test_a_receipt_may_show_typing() -> None:
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.T1"}
    check_receipt(receipt)
    check_receipt({**receipt, "typing_indicator": {"type": "text"}})
    with pytest.raises(GraphError):
        check_receipt({**receipt, "typing_indicator": {"type": "audio"}})
    with pytest.raises(GraphError):
        check_receipt({**receipt, "status": "delivered"})
