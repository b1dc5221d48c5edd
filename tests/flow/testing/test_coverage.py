"""What no test takes: by exit, with its line; and what no test would notice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.flow import casefiles
from tests.flow.testing.world import LOJA, world
from zapbot.cli.testing import telling
from zapbot.desk import flow_tests
from zapbot.flow.testing.mutation import conditions, mutants

TESTS = """
compra:
  - user: oi
  - bot: {count: 2}
  - user: x
  - bot: {count: 1}
  - tap: Vermelho
  - bot: {count: 1}
  - expect: {transfer: vendas}
desiste:
  - webhook: lead
  - template: retorno
  - user: vamos
  - bot: {count: 2}
  - user: sair
  - bot: {count: 1}
"""


def told(lines: object, folder: Path) -> str:
    return "\n".join(line.plain.replace(f"{folder}/", "") for line in lines) + "\n"  # type: ignore[attr-defined]


def test_exits_triggers_and_anytime_words_never_taken_are_listed(tmp_path: Path) -> None:
    results = list(flow_tests.run(world(tmp_path, TESTS)))
    assert (
        told(telling.coverage(flow_tests.cover(results)), tmp_path)
        == """\
coverage  loja  7 of 21 exits
  loja.yaml:7   trigger 3: schedule 0 9 * * 1-5 → ola   never taken
  loja.yaml:21  espera: options.az → nome   never taken
  loja.yaml:23  espera: on_invalid → humano   never taken
  loja.yaml:25  espera: on_timeout → tchau   never taken
  loja.yaml:26  nome: next → espera_nome   never taken
  loja.yaml:29  espera_nome: next → busca   never taken
  loja.yaml:35  busca: next → preco   never taken
  loja.yaml:36  busca: on_error → ia   never taken
  loja.yaml:40  preco: next → humano   never taken
  loja.yaml:42  ia: next → tchau   never taken
  loja.yaml:42  ia: on_handoff → humano   never taken
  loja.yaml:42  ia: on_error → humano   never taken
  loja.yaml:46  humano: closed → fechado   never taken
  loja.yaml:47  fechado: next → fila   never taken
"""
    )


def test_survivors_are_listed_with_what_was_changed(tmp_path: Path) -> None:
    results = list(flow_tests.run(world(tmp_path, TESTS)))
    page = told(telling.mutation(flow_tests.mutate(results)), tmp_path).splitlines()
    assert page[:7] == [
        "mutants   loja  16 of 46 noticed",
        "  loja.yaml:7   trigger 3 (schedule 0 9 * * 1-5): removed   2 tests came by",
        "  loja.yaml:7   trigger 3 (schedule 0 9 * * 1-5): ola → pergunta   2 tests came by",
        "  loja.yaml:9   anytime sair|parar: removed   2 tests came by",
        "  loja.yaml:12  ola: tag visita removed   2 tests came by",
        "  loja.yaml:19  espera: tries: 3 → 4   2 tests came by",
        "  loja.yaml:20  espera: save cor removed   2 tests came by",
    ]
    assert page[-1] == "  loja.yaml:50  fila: to: vendas → vendas-2   no test comes here"
    assert len(page) == 1 + 46 - 16


def changes(flow: dict[str, object]) -> Sequence[str]:
    return [mutant.what for mutant in mutants.mutants(casefiles.unchecked(flow))]


def test_every_single_place_is_changed() -> None:
    flow: dict[str, object] = {
        "triggers": [{"keyword": "oi"}, {"webhook": "x", "next": "b"}],
        "anytime": {"sair": "fim"},
        "vars": {"n": "int", "t": "text"},
        "nodes": {
            "a": {"message": "Oi", "tag": {"add": ["x", "y"], "remove": "z"}, "set": {"t": "1", "contact.u": "2"}},
            "b": {
                "wait": {
                    "options": {"s": "c", "n": "d"},
                    "save": "t",
                    "retry": "?",
                    "tries": "2",
                    "on_invalid": "fim",
                    "timeout": "90m",
                    "on_timeout": "fim",
                }
            },
            "c": {"wait": {"accept": "int", "save": "n", "clean": ["strip"], "on_invalid": "d", "next": "d"}},
            "d": {"condition": [{"if": "n < 5", "next": "e"}, {"else": "f"}]},
            "e": {"delay": "1m", "next": "f"},
            "f": {"condition": {"value": "t", "cases": [{"is": ["s", "n"], "next": "g"}, {"else": "fim"}]}},
            "g": {"transfer": {"to": "vendas", "note": "N", "queue": "true", "closed": "fim"}},
            "fim": {"end": "Tchau"},
        },
    }
    assert changes(flow) == [
        "trigger 1 (keyword oi): removed",
        "trigger 1 (keyword oi): a → b",
        "trigger 2 (webhook x): removed",
        "trigger 2 (webhook x): b → c",
        "anytime sair: removed",
        "anytime sair: fim → a",
        "a: next: b → c",
        "a: message removed",
        "a: tag x removed",
        "a: tag y removed",
        "a: tag z removed",
        "a: set t removed",
        "a: set contact.u removed",
        "b: options.s: c → d",
        "b: options.n: d → e",
        "b: on_invalid: fim → a",
        "b: on_timeout: fim → a",
        "b: retry removed",
        "b: tries: 2 → 3",
        "b: timeout: 1h30m → 3h",
        "b: save t removed",
        "b: option s removed",
        "b: option n removed",
        "c: next: d → e",
        "c: on_invalid: d → e",
        "c: accept int removed",
        "c: clean removed",
        "c: save n removed",
        "d: cases.1: e → f",
        "d: else: f → g",
        "d: if n < 5 → if n >= 5",
        "d: if n < 5 → if n <= 5",
        "e: next: f → g",
        "e: delay: 1m → 2m",
        "f: cases.1: g → fim",
        "f: else: fim → a",
        "f: case s, n removed",
        "g: closed: fim → a",
        "g: to: vendas → vendas-2",
        "g: note removed",
        "g: queue removed",
        "fim: text removed",
    ]


@pytest.mark.parametrize(
    ("condition", "others"),
    [
        ('a == "x"', ['a != "x"']),
        ("a >= 1 and not b", ["a >= 1 or not b", "a < 1 and (not b)", "a > 1 and (not b)"]),
        ("a in [1, 2]", ["a not in [1, 2]"]),
        ("a", []),
        ("1 < a <= 3", ["1 >= a <= 3", "1 <= a <= 3", "1 < a > 3", "1 < a < 3"]),
    ],
)
def test_conditions_are_changed_one_comparison_at_a_time(condition: str, others: list[str]) -> None:
    assert [other.replace("not b", "not b") for other in conditions.variants(condition)] == others


def test_a_mutant_leaves_the_flow_it_comes_from_alone() -> None:
    flow = casefiles.load(LOJA)
    before = repr(flow)
    assert all(mutant.flow != flow for mutant in mutants.mutants(flow))
    assert repr(flow) == before
