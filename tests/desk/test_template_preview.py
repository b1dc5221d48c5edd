"""A template as the customer sees it."""

from tests.desk.approved import FILLED, NUMBERED, PICTURE, PROMOTION, RICH
from zapbot.desk.template_preview import Preview, PreviewButton, preview
from zapbot.model import Location, Template, TemplateButton
from zapbot.templates import Button, Definition, Header


def test_everything_is_filled_in() -> None:
    assert preview(RICH, FILLED) == Preview(
        "image",
        "",
        "Olá Bia, o pedido B-7 saiu para entrega.",
        "Padaria Aurora",
        (
            PreviewButton("quick_reply", "Obrigado"),
            PreviewButton("url", "Acompanhar", "https://loja.example/p/B-7"),
        ),
        PICTURE,
    )


def test_without_values_the_examples_are_shown() -> None:
    shown = preview(RICH)
    assert shown.body == "Olá Ana, o pedido A-42 saiu para entrega."
    assert shown.buttons[1].value == "https://loja.example/p/A-42"
    assert preview(PROMOTION).header == "Oferta de hoje"
    assert preview(PROMOTION).buttons == (PreviewButton("copy_code", "Copiar código", "PAO20"),)


def test_values_go_to_their_places() -> None:
    code = TemplateButton(0, "copy_code", "NATAL")
    shown = preview(PROMOTION, Template("promocao", params=("5%",), header="Natal", buttons=(code,)))
    assert (shown.header, shown.body, shown.buttons[0].value) == (
        "Oferta de Natal",
        "Só hoje: 5% de desconto.",
        "NATAL",
    )


def test_a_variable_without_a_value_stays_as_it_is_written() -> None:
    assert preview(NUMBERED, Template("lembrete", params=("Ana",))).body == "Olá Ana, até {{2}} na clínica."


def test_what_a_customer_fills_in_is_not_filled_in_again() -> None:
    shown = preview(NUMBERED, Template("lembrete", params=("{{2}}", "segredo")))
    assert shown.body == "Olá {{2}}, até segredo na clínica."


def test_a_place_is_named_and_an_example_may_be_the_whole_address() -> None:
    button = Button("url", "Ver", "https://a.example/{{1}}", example="https://a.example/x")
    there = Definition(name="a", header=Header("location"), body="Aqui", buttons=(button,))
    assert preview(there).buttons[0].value == "https://a.example/x"
    assert preview(there, Template("a", header=Location(-23.5, -46.6, "Loja"))).header == "Loja"
