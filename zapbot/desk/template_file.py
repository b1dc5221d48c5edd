"""A new template from a file, with everything Meta's review would refuse at once said beforehand."""

from pathlib import Path

import msgspec

from zapbot.desk.template_rules import problems
from zapbot.errors import InvalidContentError, UsageError
from zapbot.templates import Definition, language

EXAMPLE = """\
name: aviso_entrega
language: pt_BR
category: utility
header: {text: "Pedido {{1}}", example: A-42}
body: "Olá {{nome}}, seu pedido sai hoje com {{transportadora}}."
examples: {nome: Ana, transportadora: Correios}
footer: Padaria Aurora
buttons:
  - {type: quick_reply, text: Obrigado}
  - {type: url, text: Acompanhar, url: "https://loja.example/p/{{1}}", example: A-42}
"""


def read(file: Path) -> Definition:
    """A template from YAML or JSON. Raises UsageError when it is none, InvalidContentError when Meta refuses such."""
    definition = _definition(file, _text(file))
    wrong = [f"  {where}: {what}" for where, what in problems(definition)]
    if wrong:
        raise InvalidContentError("\n".join([f"{file}: Meta would refuse this template", *wrong]))
    return definition


def _definition(file: Path, text: str) -> Definition:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        raw = YAML(typ="safe", pure=True).load(text)
        found = msgspec.convert(raw, Definition)
    except YAMLError as error:
        raise UsageError(f"{file} is not YAML: {error}") from None
    except msgspec.ValidationError as error:
        raise UsageError(f"{file} is not a template: {error}. One looks like this:\n\n{EXAMPLE}") from None
    return msgspec.structs.replace(
        found, language=language(found.language), category=found.category.upper(), examples=dict(found.examples)
    )


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text: save it as UTF-8") from None
