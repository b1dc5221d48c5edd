"""The account's message templates, in memory (Cloud API, templates)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")

Component = dict[str, Any]


@dataclass(slots=True)
class Template:
    """One template in one language."""

    id: str
    name: str
    language: str
    category: str
    components: list[Component]
    status: str = "APPROVED"
    quality: str = "UNKNOWN"
    reason: str = "NONE"
    parameter_format: str = field(default="")

    def __post_init__(self) -> None:
        names = [name for text in self.texts() for name in variables(text)]
        self.parameter_format = "NAMED" if any(not name.isdecimal() for name in names) else "POSITIONAL"

    def component(self, kind: str) -> Component | None:
        """Its HEADER, BODY, FOOTER or BUTTONS."""
        return next((part for part in self.components if part["type"].upper() == kind), None)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Its buttons, in order."""
        return list((self.component("BUTTONS") or {}).get("buttons", []))

    def texts(self) -> Iterator[str]:
        """The texts that may hold variables."""
        for kind in ("HEADER", "BODY"):
            yield (self.component(kind) or {}).get("text") or ""

    def as_node(self) -> dict[str, Any]:
        """Every field the Graph API has of it."""
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "parameter_format": self.parameter_format,
            "components": self.components,
            "quality_score": {"score": self.quality},
            "rejected_reason": self.reason,
        }


class Templates:
    """Templates by id; a name and a language are there once."""

    def __init__(self) -> None:
        self._by_id: dict[str, Template] = {}
        self._ids = itertools.count(1689000000000001)

    def __iter__(self) -> Iterator[Template]:
        return iter(list(self._by_id.values()))

    def add(self, name: str, language: str, category: str, components: list[Component], status: str) -> Template:
        """One more template."""
        template = Template(str(next(self._ids)), name, language, category, components, status)
        self._by_id[template.id] = template
        return template

    def get(self, id: str) -> Template | None:
        """By its id."""
        return self._by_id.get(id)

    def find(self, name: str, language: str) -> Template | None:
        """By its name and language."""
        return next((one for one in self if (one.name, one.language) == (name, language)), None)

    def remove(self, template: Template) -> None:
        """It is gone."""
        self._by_id.pop(template.id, None)


def variables(text: str) -> list[str]:
    """The variables of a text, each once, in the order parameters fill them."""
    found = list(dict.fromkeys(VARIABLE.findall(text)))
    return sorted(found, key=int) if all(name.isdecimal() for name in found) else found


def _body(text: str, *examples: str, **named: str) -> Component:
    body: Component = {"type": "BODY", "text": text}
    if examples:
        body["example"] = {"body_text": [list(examples)]}
    if named:
        pairs = [{"param_name": name, "example": example} for name, example in named.items()]
        body["example"] = {"body_text_named_params": pairs}
    return body


def _buttons(*buttons: dict[str, Any]) -> Component:
    return {"type": "BUTTONS", "buttons": list(buttons)}


_PICTURE: Component = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW1hZ2U="]}}
_TRACK = {
    "type": "URL",
    "text": "Acompanhar",
    "url": "https://loja.example/p/{{1}}",
    "example": ["https://loja.example/p/A-42"],
}
_SHOP = {
    "type": "URL",
    "text": "Ver ofertas",
    "url": "https://loja.example/o/{{1}}",
    "example": ["https://loja.example/o/pao"],
}

FIRST: tuple[tuple[str, str, list[Component]], ...] = (
    (
        "aviso",
        "UTILITY",
        [
            _body("Temos uma novidade sobre o seu pedido."),
            _buttons({"type": "QUICK_REPLY", "text": "Quero saber"}),
        ],
    ),
    (
        "aviso_entrega",
        "UTILITY",
        [
            _PICTURE,
            _body("Olá {{nome}}, o pedido {{pedido}} saiu para entrega.", nome="Ana", pedido="A-42"),
            {"type": "FOOTER", "text": "Padaria Aurora"},
            _buttons({"type": "QUICK_REPLY", "text": "Obrigado"}, _TRACK),
        ],
    ),
    (
        "lembrete_consulta",
        "UTILITY",
        [
            {"type": "HEADER", "format": "TEXT", "text": "Lembrete"},
            _body("Olá {{1}}, a sua consulta é em {{2}}. Podemos contar com você?", "Ana", "12/10 às 9h"),
            _buttons({"type": "QUICK_REPLY", "text": "Sim"}, {"type": "QUICK_REPLY", "text": "Não"}),
        ],
    ),
    (
        "promocao_semana",
        "MARKETING",
        [
            _PICTURE,
            _body("Olá {{1}}! Esta semana há {{2}} de desconto em toda a loja.", "Ana", "20%"),
            {"type": "FOOTER", "text": "Responda SAIR para não receber mais"},
            _buttons(_SHOP),
        ],
    ),
    ("retorno_contato", "UTILITY", [_body("Recebemos o seu contato pelo site. Podemos conversar por aqui?")]),
    ("retorno_lead", "UTILITY", [_body("Recebemos o seu pedido de cotação. Podemos continuar por aqui?")]),
    ("pesquisa_satisfacao", "UTILITY", [_body("Como foi o seu atendimento? Responda para nos contar.")]),
)
"""Approved from the start, all in pt_BR."""
