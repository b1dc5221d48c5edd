"""Flows and test files written down for one test, played, and told as a person would read it."""

from pathlib import Path
from textwrap import dedent, indent

from zapbot.cli.testing import telling
from zapbot.desk import flow_tests
from zapbot.desk.flow_tests import Result, Suite
from zapbot.errors import UsageError

LOJA = """\
zapbot: 1
flow: loja
triggers:
  - keyword: [oi, comprar]
  - webhook: lead
    template: retorno
  - schedule: {cron: 0 9 * * 1-5, for: {tag: frio, silent: 2h}, template: volte}
vars: {cor: option, nome: text, total: number, certo: bool}
anytime: {sair|parar: tchau}
nodes:
  ola:
    tag: visita
    message: Olá, {{ contact.first_name }}!
  pergunta:
    message:
      text: Qual cor?
      buttons: {az: Azul, vm: Vermelho}
  espera:
    wait:
      save: cor
      options: {az: nome, vm: foto}
      retry: Azul ou vermelho?
      on_invalid: humano
      timeout: 30m
      on_timeout: tchau
  nome:
    message: Seu nome?
  espera_nome:
    wait: {save: nome, next: busca}
  busca:
    http:
      url: "https://loja.example/precos/{{ cor }}"
      headers: {Authorization: "{{ secret.token }}"}
      save: {total: preco.total}
      next: preco
      on_error: ia
  preco:
    set: {contact.cor: "{{ cor }}"}
    message: "{{ nome }}, custa R$ {{ total }}."
    next: humano
  ia:
    ai_reply: {prompt: p.md, next: tchau, on_handoff: humano, on_error: humano}
  foto:
    message: {image: media/vermelho.jpg, caption: O vermelho}
  humano:
    transfer: {to: vendas, note: "Cor {{ cor }}", closed: fechado}
  fechado:
    message: Estamos fechados.
  fila:
    transfer: {to: vendas, queue: true}
  tchau:
    end: Até logo!
"""

OUTRA = """\
zapbot: 1
flow: outra
triggers: [{keyword: outra}]
nodes: {fim: {end: Outra}}
"""

SETUP = """\
flow: loja
setup:
  now: 2026-03-02 10:00
  contact: {name: Ana Lima}
tests:
"""


def world(folder: Path, tests: str, setup: str = SETUP, flow: str = LOJA) -> Suite:
    """A folder with two flows and a test file; its suite, which must be free of mistakes."""
    suite = files(folder, tests, setup, flow)
    assert [str(problem) for problem in flow_tests.problems([suite])] == []
    return suite


def files(folder: Path, tests: str, setup: str = SETUP, flow: str = LOJA) -> Suite:
    """The same, mistakes or not."""
    (folder / "loja.yaml").write_text(flow)
    (folder / "outra.yaml").write_text(OUTRA)
    file = folder / "loja.test.yaml"
    file.write_text(setup + _indented(tests))
    return flow_tests.find([file])[0]


def problems(folder: Path, tests: str, setup: str = SETUP) -> list[str]:
    """What is wrong with a test file, without its folder."""
    try:
        found = flow_tests.problems([files(folder, tests, setup)])
    except UsageError as error:
        return [str(error)]
    return [str(problem).removeprefix(f"{folder}/") for problem in found]


def play(folder: Path, steps: str, setup: str = SETUP) -> Result:
    """What becomes of one test."""
    tests = "x:\n" + _indented(steps)
    return next(iter(flow_tests.run(world(folder, tests, setup))))


def told(folder: Path, steps: str, setup: str = SETUP) -> str:
    """How the failure of one test is told, without its folder."""
    result = play(folder, steps, setup)
    assert result.failure is not None, "the test passed"
    lines = (line.plain.rstrip().replace(f"{folder}/", "") for line in telling.failure(result, telling.WIDTH))
    return "\n".join(lines) + "\n"


def why(folder: Path, steps: str, setup: str = SETUP) -> list[str]:
    """Only the reason, below the step that failed."""
    lines = told(folder, steps, setup).splitlines()
    return [line.partition("│ ")[2] for line in lines if line.startswith("        │")]


def passes(folder: Path, steps: str, setup: str = SETUP) -> bool:
    """Whether a test passes."""
    failure = play(folder, steps, setup).failure
    assert failure is None, failure
    return True


def _indented(text: str) -> str:
    return indent(dedent(text).strip("\n"), "  ") + "\n"
