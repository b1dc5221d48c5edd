"""Templates as Meta has approved them."""

from typing import Any

from sqlite_utils import Database

from tests.desk.webhooks import T0
from zapbot.connector import TemplateCopy
from zapbot.desk import template_sync
from zapbot.model import Media, Template, TemplateButton
from zapbot.templates import Button, Definition, Header

PLAIN = Definition(name="bom_dia", body="Bom dia! Podemos ajudar?")
NUMBERED = Definition(name="lembrete", body="Olá {{1}}, até {{2}} na clínica.", examples={"1": "Ana", "2": "amanhã"})
RICH = Definition(
    name="aviso_entrega",
    header=Header("image"),
    body="Olá {{nome}}, o pedido {{pedido}} saiu para entrega.",
    footer="Padaria Aurora",
    buttons=(
        Button("quick_reply", "Obrigado"),
        Button("url", "Acompanhar", "https://loja.example/p/{{1}}", example="A-42"),
    ),
    examples={"nome": "Ana", "pedido": "A-42"},
)
PROMOTION = Definition(
    name="promocao",
    category="MARKETING",
    header=Header("text", "Oferta de {{1}}", "hoje"),
    body="Só hoje: {{1}} de desconto.",
    buttons=(Button("copy_code", "Copiar código", example="PAO20"),),
    examples={"1": "20%"},
)

PICTURE = Media("image", "https://loja.example/p.png")
FILLED = Template(
    "aviso_entrega",
    params={"nome": "Bia", "pedido": "B-7"},
    header=PICTURE,
    buttons=(TemplateButton(1, "url", "B-7"),),
)


def keep(db: Database, *definitions: Definition, status: str = "APPROVED", at: float = T0, **told: Any) -> None:
    """Make these the templates that were read."""
    template_sync.sync(db, [TemplateCopy(one, status, "1", **told) for one in definitions], at, at)
