"""Every kind of message a business can send, each as the JSON of the documentation; and one step past each limit."""

from typing import Any

from zapbot.model import (
    Amount,
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
    Moment,
    Option,
    Phone,
    Reaction,
    Template,
    TemplateButton,
    Text,
)

PICTURE = Media("image", "https://loja.example/b.png")
FILM = Media("video", "id:1037000000000007")
PAPER = Media("document", "id:1037000000000003", filename="boleto.pdf")
YES = Option("sim", "Sim")
TARGET = "wamid.T1"


def interactive(kind: str, text: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An interactive message."""
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action, **more}}


def template(*components: dict[str, Any], name: str = "aviso_entrega") -> dict[str, Any]:
    """A template with components, if it has any."""
    given: dict[str, Any] = {"name": name, "language": {"code": "pt_BR"}}
    return {"type": "template", "template": given | ({"components": list(components)} if components else {})}


def button(index: int, kind: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    """A filled button of a template."""
    filled = {"parameters": list(parameters)} if parameters else {}
    return {"type": "button", "sub_type": kind, "index": str(index), **filled}


def form(**parameters: Any) -> dict[str, Any]:
    """The action that opens a form."""
    opening = {"flow_message_version": "3", "flow_token": "tk-77", "flow_cta": "Responder", "mode": "published"}
    return {"name": "flow", "parameters": opening | parameters}


REPLY = {"buttons": [{"type": "reply", "reply": {"id": "sim", "title": "Sim"}}]}
CARD = Card(
    "Bruno Lima",
    phones=(Phone("+5521955550102", "WORK", "5521955550102"),),
    emails=("bruno@loja.example",),
    urls=("https://loja.example",),
    company="Loja",
    title="Vendas",
    birthday="1990-12-31",
)

KINDS: dict[str, tuple[Content, dict[str, Any]]] = {
    "text": (Text("Oi"), {"type": "text", "text": {"body": "Oi", "preview_url": False}}),
    "link in a text": (
        Text("Veja https://loja.example"),
        {"type": "text", "text": {"body": "Veja https://loja.example", "preview_url": True}},
    ),
    "text without preview": (
        Text("Veja https://loja.example", preview=False),
        {"type": "text", "text": {"body": "Veja https://loja.example", "preview_url": False}},
    ),
    "image": (
        Media("image", "id:1037000000000001", "Cardápio"),
        {"type": "image", "image": {"id": "1037000000000001", "caption": "Cardápio"}},
    ),
    "video": (
        Media("video", "https://loja.example/v.mp4", "Novo"),
        {"type": "video", "video": {"link": "https://loja.example/v.mp4", "caption": "Novo"}},
    ),
    "audio": (Media("audio", "id:1037000000000002"), {"type": "audio", "audio": {"id": "1037000000000002"}}),
    "voice note": (
        Media("audio", "id:1037000000000002", voice=True),
        {"type": "audio", "audio": {"id": "1037000000000002", "voice": True}},
    ),
    "document": (
        Media("document", "id:1037000000000003", "Vence dia 10", "boleto.pdf"),
        {
            "type": "document",
            "document": {"id": "1037000000000003", "filename": "boleto.pdf", "caption": "Vence dia 10"},
        },
    ),
    "sticker": (Media("sticker", "id:1037000000000004"), {"type": "sticker", "sticker": {"id": "1037000000000004"}}),
    "location": (
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
    "contact card": (
        Cards((CARD,)),
        {
            "type": "contacts",
            "contacts": [
                {
                    "name": {"formatted_name": "Bruno Lima", "first_name": "Bruno"},
                    "phones": [{"phone": "+5521955550102", "type": "WORK", "wa_id": "5521955550102"}],
                    "emails": [{"email": "bruno@loja.example"}],
                    "urls": [{"url": "https://loja.example"}],
                    "org": {"company": "Loja", "title": "Vendas"},
                    "birthday": "1990-12-31",
                }
            ],
        },
    ),
    "reaction": (Reaction(TARGET, "✅"), {"type": "reaction", "reaction": {"message_id": TARGET, "emoji": "✅"}}),
    "reaction taken back": (Reaction(TARGET), {"type": "reaction", "reaction": {"message_id": TARGET, "emoji": ""}}),
    "buttons": (
        Buttons("Confirma?", (YES,), header="Agenda", footer="Clínica Sol"),
        interactive(
            "button", "Confirma?", REPLY, header={"type": "text", "text": "Agenda"}, footer={"text": "Clínica Sol"}
        ),
    ),
    "buttons under a picture": (
        Buttons("Gostou?", (YES,), header=PICTURE),
        interactive(
            "button", "Gostou?", REPLY, header={"type": "image", "image": {"link": "https://loja.example/b.png"}}
        ),
    ),
    "buttons under a film": (
        Buttons("Gostou?", (YES,), header=FILM),
        interactive("button", "Gostou?", REPLY, header={"type": "video", "video": {"id": "1037000000000007"}}),
    ),
    "buttons under a document": (
        Buttons("Confere?", (YES,), header=PAPER),
        interactive(
            "button",
            "Confere?",
            REPLY,
            header={"type": "document", "document": {"id": "1037000000000003", "filename": "boleto.pdf"}},
        ),
    ),
    "list with sections": (
        Menu(
            "Escolha",
            "Ver opções",
            (
                Option("2via", "Segunda via", "Boleto do mês", "Financeiro"),
                Option("humano", "Falar com alguém", section="Ajuda"),
                Option("nota", "Nota fiscal", section="Financeiro"),
            ),
            header="Menu",
        ),
        interactive(
            "list",
            "Escolha",
            {
                "button": "Ver opções",
                "sections": [
                    {
                        "title": "Financeiro",
                        "rows": [
                            {"id": "2via", "title": "Segunda via", "description": "Boleto do mês"},
                            {"id": "nota", "title": "Nota fiscal"},
                        ],
                    },
                    {"title": "Ajuda", "rows": [{"id": "humano", "title": "Falar com alguém"}]},
                ],
            },
            header={"type": "text", "text": "Menu"},
        ),
    ),
    "link button": (
        Link("Acompanhe o pedido", "Abrir", "https://loja.example/p/42", header=PICTURE, footer="Loja"),
        interactive(
            "cta_url",
            "Acompanhe o pedido",
            {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://loja.example/p/42"}},
            header={"type": "image", "image": {"link": "https://loja.example/b.png"}},
            footer={"text": "Loja"},
        ),
    ),
    "location request": (
        AskLocation("Envie sua localização"),
        interactive("location_request_message", "Envie sua localização", {"name": "send_location"}),
    ),
    "contact request": (
        AskContact("Pode compartilhar seu número?"),
        interactive("request_contact_info", "Pode compartilhar seu número?", {"name": "request_contact_info"}),
    ),
    "form at a screen": (
        Form("Avalie", "Responder", "123000000000001", "tk-77", "INICIO", {"nome": "Ana"}),
        interactive(
            "flow",
            "Avalie",
            form(
                flow_id="123000000000001",
                flow_action="navigate",
                flow_action_payload={"screen": "INICIO", "data": {"nome": "Ana"}},
            ),
        ),
    ),
    "form at an empty screen": (
        Form("Avalie", "Responder", "pesquisa", "tk-77", "INICIO", draft=True, header="Pesquisa"),
        interactive(
            "flow",
            "Avalie",
            form(flow_name="pesquisa", mode="draft", flow_action="navigate", flow_action_payload={"screen": "INICIO"}),
            header={"type": "text", "text": "Pesquisa"},
        ),
    ),
    "form that asks its server": (
        Form("Avalie", "Responder", "123000000000001", "tk-77"),
        interactive("flow", "Avalie", form(flow_id="123000000000001", flow_action="data_exchange")),
    ),
    "template": (Template("ola"), template(name="ola")),
    "template by position": (
        Template("aviso_entrega", params=("Ana", Amount("R$ 5,00", "BRL", 5000), Moment("amanhã"))),
        template(
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "text": "Ana"},
                    {
                        "type": "currency",
                        "currency": {"fallback_value": "R$ 5,00", "code": "BRL", "amount_1000": 5000},
                    },
                    {"type": "date_time", "date_time": {"fallback_value": "amanhã"}},
                ],
            }
        ),
    ),
    "template by name": (
        Template("aviso_entrega", params={"nome": "Ana"}, header="Pedido A-42"),
        template(
            {"type": "header", "parameters": [{"type": "text", "text": "Pedido A-42"}]},
            {"type": "body", "parameters": [{"type": "text", "parameter_name": "nome", "text": "Ana"}]},
        ),
    ),
    "template with a picture": (
        Template("aviso_entrega", header=PICTURE),
        template(
            {
                "type": "header",
                "parameters": [{"type": "image", "image": {"link": "https://loja.example/b.png"}}],
            }
        ),
    ),
    "template with a film": (
        Template("aviso_entrega", header=FILM),
        template({"type": "header", "parameters": [{"type": "video", "video": {"id": "1037000000000007"}}]}),
    ),
    "template with a document": (
        Template("aviso_entrega", header=PAPER),
        template(
            {
                "type": "header",
                "parameters": [{"type": "document", "document": {"id": "1037000000000003", "filename": "boleto.pdf"}}],
            }
        ),
    ),
    "template with a place": (
        Template("aviso_entrega", header=Location(-23.5, -46.6, "Loja")),
        template(
            {
                "type": "header",
                "parameters": [
                    {"type": "location", "location": {"latitude": "-23.5", "longitude": "-46.6", "name": "Loja"}}
                ],
            }
        ),
    ),
    "template with buttons": (
        Template(
            "aviso_entrega",
            buttons=(
                TemplateButton(0, "quick_reply", "CONFIRMA_42"),
                TemplateButton(1, "url", "A-42"),
                TemplateButton(2, "copy_code", "SOL10"),
                TemplateButton(3, "flow", "tk-77", {"nome": "Ana"}),
            ),
        ),
        template(
            button(0, "quick_reply", {"type": "payload", "payload": "CONFIRMA_42"}),
            button(1, "url", {"type": "text", "text": "A-42"}),
            button(2, "copy_code", {"type": "coupon_code", "coupon_code": "SOL10"}),
            button(
                3, "flow", {"type": "action", "action": {"flow_token": "tk-77", "flow_action_data": {"nome": "Ana"}}}
            ),
        ),
    ),
    "template with products": (
        Template(
            "aviso_entrega",
            buttons=(
                TemplateButton(0, "catalog"),
                TemplateButton(1, "catalog", "sku-1"),
                TemplateButton(2, "mpm", "sku-1", {"sections": [{"title": "Novos"}]}),
            ),
        ),
        template(
            button(0, "catalog"),
            button(1, "catalog", {"type": "action", "action": {"thumbnail_product_retailer_id": "sku-1"}}),
            button(
                2,
                "mpm",
                {
                    "type": "action",
                    "action": {"thumbnail_product_retailer_id": "sku-1", "sections": [{"title": "Novos"}]},
                },
            ),
        ),
    ),
}


def rows(count: int, **more: Any) -> tuple[Option, ...]:
    """So many rows."""
    return tuple(Option(f"r{number}", f"Linha {number}", **more) for number in range(count))


def sections(*names: str | None) -> tuple[Option, ...]:
    """A row in each section."""
    return tuple(Option(f"r{number}", f"Linha {number}", None, name) for number, name in enumerate(names))


def link(button: str = "Abrir", url: str = "https://loja.example", text: str = "a", **more: Any) -> Link:
    """A link button."""
    return Link(text, button, url, **more)


def opened(button: str = "Abrir", token: str = "t", form: str = "1", text: str = "a", **more: Any) -> Form:
    """A form."""
    return Form(text, button, form, token, **more)


def filled(index: int, type: str, value: str) -> Template:
    """A template with one button."""
    return Template("aviso", buttons=(TemplateButton(index, type, value),))


ROW = (YES,)
BEYOND: list[tuple[Content, str]] = [
    (Text("a" * 4097), "text has 4097 characters, WhatsApp allows 4096"),
    (Text(""), "text is empty"),
    (Text(" \n\t"), "text is empty"),
    (Media("image", "id:1", "a" * 1025), "caption has 1025 characters, WhatsApp allows 1024"),
    (Media("video", "id:1", "a" * 1025), "caption has 1025 characters, WhatsApp allows 1024"),
    (Media("document", "id:1", "a" * 1025), "caption has 1025 characters, WhatsApp allows 1024"),
    (Media("audio", "id:1", "a"), "caption is not shown with audio"),
    (Media("sticker", "id:1", "a"), "caption is not shown with sticker"),
    (Media("image", "id:1", voice=True), "voice makes a voice note of an audio"),
    (Media("gif", "id:1"), "there are audio, document, image, sticker, video"),
    (Media("image", "https://a.example/" + "a" * 1983), "image has 2001 characters, WhatsApp allows 2000"),
    (Location(90.01, 0), "location is not on Earth"),
    (Location(0, -180.01), "location is not on Earth"),
    (Cards(()), "cards are 0, WhatsApp allows 1 to 257"),
    (Cards((Card("a"),) * 258), "cards are 258, WhatsApp allows 1 to 257"),
    (Cards((Card("a", phones=(Phone(""),)),)), "cards.0.phones has an empty number"),
    (Cards((Card("a", birthday="31/12/1990"),)), "write it like 1990-12-31"),
    (Reaction("", "✅"), "target is empty"),
    (Reaction("wamid.T1", "ok"), "react with one emoji"),
    (Reaction("wamid.T1", "✅" * 17), "react with one emoji"),
    (Buttons("a" * 1025, ROW), "text has 1025 characters, WhatsApp allows 1024"),
    (Buttons("a", ROW, header="h" * 61), "header has 61 characters, WhatsApp allows 60"),
    (Buttons("a", ROW, header=Media("audio", "id:1")), "a text, image, video or document stands above a message"),
    (Buttons("a", ROW, footer="h" * 61), "footer has 61 characters, WhatsApp allows 60"),
    (Buttons("a", ()), "buttons are 0, WhatsApp allows 1 to 3"),
    (Buttons("a", rows(4)), "buttons are 4, WhatsApp allows 1 to 3"),
    (Buttons("a", (Option("a", "t" * 21),)), "buttons.a has 21 characters, WhatsApp allows 20"),
    (Buttons("a", (Option("a", ""),)), "buttons.a is empty"),
    (Buttons("a", (Option("a", "Sim"), Option("b", "Sim"))), "repeats the title 'Sim'"),
    (Buttons("a", (Option("a", "Sim"), Option("a", "Não"))), "repeats the id 'a'"),
    (Buttons("a", (Option("i" * 257, "t"),)), "needs an id of 1 to 256 characters"),
    (Buttons("a", (Option(" a", "t"),)), "needs an id of 1 to 256 characters"),
    (Menu("a" * 4097, "b", ROW), "text has 4097 characters, WhatsApp allows 4096"),
    (Menu("a", "b" * 21, ROW), "button has 21 characters, WhatsApp allows 20"),
    (Menu("a", "", ROW), "button is empty"),
    (Menu("a", "b", ROW, header="h" * 61), "header has 61 characters, WhatsApp allows 60"),
    (Menu("a", "b", ROW, header=PICTURE), "header of a list is a text"),
    (Menu("a", "b", ROW, footer="h" * 61), "footer has 61 characters, WhatsApp allows 60"),
    (Menu("a", "b", ()), "rows are 0, WhatsApp allows 1 to 10"),
    (Menu("a", "b", rows(11)), "rows are 11, WhatsApp allows 1 to 10"),
    (Menu("a", "b", sections(*(f"S{n}" for n in range(11)))), "rows are 11, WhatsApp allows 1 to 10"),
    (Menu("a", "b", sections("S" * 25)), "sections has 25 characters, WhatsApp allows 24"),
    (Menu("a", "b", sections("S", None)), "rows.r1 is in no section while others are"),
    (Menu("a", "b", (Option("a", "t" * 25),)), "rows.a has 25 characters, WhatsApp allows 24"),
    (Menu("a", "b", (Option("a", "t", "d" * 73),)), "rows.a has 73 characters, WhatsApp allows 72"),
    (Menu("a", "b", (Option("i" * 201, "t"),)), "needs an id of 1 to 200 characters"),
    (Menu("a", "b", (Option("a", "x"), Option("a", "y"))), "repeats the id 'a'"),
    (link(text="a" * 1025), "text has 1025 characters, WhatsApp allows 1024"),
    (link(button="b" * 21), "button has 21 characters, WhatsApp allows 20"),
    (link(url="https://a.example/" + "a" * 1983), "url has 2001 characters, WhatsApp allows 2000"),
    (link(url="loja.example"), "url is not an address such as https://"),
    (link(header="h" * 61), "header has 61 characters, WhatsApp allows 60"),
    (link(footer="h" * 61), "footer has 61 characters, WhatsApp allows 60"),
    (AskLocation("a" * 1025), "text has 1025 characters, WhatsApp allows 1024"),
    (AskLocation(""), "text is empty"),
    (AskContact("a" * 1025), "text has 1025 characters, WhatsApp allows 1024"),
    (opened(text="a" * 1025), "text has 1025 characters, WhatsApp allows 1024"),
    (opened("b" * 21), "button has 21 characters, WhatsApp allows 20"),
    (opened("Abrir 📝"), "button of a form may have no emoji"),
    (opened(form=""), "form is empty"),
    (opened(token=""), "token is empty"),
    (opened(screen=""), "screen is empty"),
    (opened(header="h" * 61), "header has 61 characters, WhatsApp allows 60"),
    (opened(footer="h" * 61), "footer has 61 characters, WhatsApp allows 60"),
    (Template(""), "template has no name"),
    (Template("a" * 513), "template has a name of 513 characters, WhatsApp allows 512"),
    (Template("a", ""), "language is empty"),
    (Template("a", params=("",)), "params.0 is empty"),
    (Template("a", params={"nome": " "}), "params.nome is empty"),
    (Template("a", params=("x" * 1025,), header="h"), "params have 1025 characters together, WhatsApp allows 1024"),
    (Template("a", params=("x" * 1000, "y" * 25), header="h"), "params have 1025 characters together"),
    (Template("a", params=("x" * 32_769,)), "params have 32769 characters together, WhatsApp allows 32768"),
    (Template("a", header="h" * 61), "header has 61 characters, WhatsApp allows 60"),
    (Template("a", header=Media("sticker", "id:1")), "a template is headed by a text, place, image"),
    (Template("a", header=Location(91, 0)), "header is not on Earth"),
    (filled(10, "url", "a"), "buttons.10 is no place of a button: there are 0 to 9"),
    (filled(0, "url", "a" * 2001), "buttons.0 has 2001 characters, WhatsApp allows 2000"),
    (filled(0, "url", ""), "buttons.0 is empty"),
    (filled(0, "quick_reply", "a" * 257), "buttons.0 has 257 characters, WhatsApp allows 256"),
    (filled(0, "copy_code", "a" * 21), "buttons.0 has 21 characters, WhatsApp allows 20"),
    (filled(0, "phone_number", "a"), "a button is one of quick_reply, url"),
    (
        Template("a", buttons=(TemplateButton(0, "url", "a"), TemplateButton(0, "url", "b"))),
        "buttons.0 is filled twice",
    ),
]
"""What WhatsApp would refuse, and a part of the sentence that says so."""

OURS: list[tuple[Content, str]] = [
    (Media("image", "/etc/passwd"), "image is neither an https address nor a stored file"),
    (Media("image", "http://loja.example/a.png"), "image is neither an https address nor a stored file"),
    (Buttons("a", ROW, header=Media("image", "id:1", "legenda")), "header takes no caption"),
    (Template("a", header=Media("image", "id:1", "legenda")), "header takes no caption"),
    (opened(data={"nome": "Ana"}), "data fills the first screen: name the screen too"),
    (Cards((Card(" "),)), "cards.0.name is empty"),
    (Menu("a", "b", (Option("a", "x"), Option("b", "x"))), "repeats the title 'x'"),
]
"""What would not reach WhatsApp as it was meant."""
