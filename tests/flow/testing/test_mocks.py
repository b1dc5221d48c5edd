"""Canned answers: which one is given, what is missing, what is left over, and what one test alone changes."""

from pathlib import Path

from tests.flow.testing.world import SETUP, passes, why, world
from zapbot.desk import flow_tests

ASK = """
- user: oi
- bot: {count: 2}
- tap: Azul
- bot: Seu nome?
- user: Quem entrega?
"""
DATA = """
http:
  GET https://loja.example/precos/az: {status: 200, json: {preco: {total: 1}}}
"""


def setup(*more: str) -> str:
    """The setup with more parts in it."""
    lines = [f"  {line}" for part in more for line in part.strip("\n").splitlines()]
    return SETUP.replace("tests:", "\n".join([*lines, "tests:"]))


def test_a_request_without_an_answer_fails_with_what_to_write(tmp_path: Path) -> None:
    assert why(tmp_path, ASK) == [
        "GET https://loja.example/precos/az has no canned answer",
        'hint  add to setup: http: {"GET https://loja.example/precos/az": {status: 200, json: {...}}}',
    ]


def test_an_exact_key_comes_before_one_with_a_star(tmp_path: Path) -> None:
    both = DATA + "  GET https://loja.example/*: {json: {preco: {total: 2}}}\n"
    passes(tmp_path, ASK + "- bot: {contains: R$ 1.}", setup(both))


def test_json_may_be_written_as_json(tmp_path: Path) -> None:
    text = 'http:\n  GET https://loja.example/*: {json: \'{"preco": {"total": "7"}}\'}'
    passes(tmp_path, ASK + "- bot: {contains: R$ 7.}", setup(text))


def test_an_error_status_or_none_takes_the_error_exit(tmp_path: Path) -> None:
    ai = "ai: {quem entrega: Nós.}"
    for answer in ("{status: 500}", "{error: timeout}"):
        steps = ASK + "- bot: Nós.\n- bot: Até logo!"
        passes(tmp_path, steps, setup(f"http:\n  GET https://loja.example/*: {answer}", ai))


def test_a_question_without_an_answer_fails_with_what_to_write(tmp_path: Path) -> None:
    assert why(tmp_path, ASK, setup("http:\n  GET https://loja.example/*: {status: 500}")) == [
        "the model is asked 'Quem entrega?' and no canned answer fits",
        'hint  add to setup: ai: {"Quem entrega?": {say: "..."}}',
    ]


def test_the_model_answers_hands_over_or_fails(tmp_path: Path) -> None:
    broken = "http:\n  GET https://loja.example/*: {status: 500}"
    for answer in ("{handoff: true}", "{error: timeout}", "{say: ''}"):
        passes(tmp_path, ASK + "- expect: {transfer: vendas}", setup(broken, f"ai: {{entrega: {answer}}}"))


def test_of_several_questions_the_longest_that_fits_is_meant(tmp_path: Path) -> None:
    broken = "http:\n  GET https://loja.example/*: {status: 500}"
    steps = ASK + "- bot: Longa.\n- bot: {count: 1}"
    passes(tmp_path, steps, setup(broken, "ai: {quem: Curta., QUEM ENTREGA: Longa., entrega: Outra.}"))


def test_what_one_test_needs_it_may_set_up_itself(tmp_path: Path) -> None:
    own = "- setup: {contact: {tags: [vip]}, http: {'GET https://loja.example/*': {json: {preco: {total: 9}}}}}\n"
    passes(tmp_path, own + ASK + "- bot: {contains: R$ 9.}\n- expect: {tags: [vip, visita], fields: {name: Ana Lima}}")


def test_a_canned_answer_of_its_own_must_be_used(tmp_path: Path) -> None:
    own = "- setup: {ai: {nunca: Nunca.}}\n- user: nada"
    assert why(tmp_path, own) == [
        "nothing asked for the canned answer 'nunca'",
        "hint  remove it, or correct its key",
    ]


def test_one_of_the_file_must_be_used_by_any_test(tmp_path: Path) -> None:
    tests = "a:\n  - user: nada\nb:\n  - user: nada de novo"
    suite = world(tmp_path, tests, setup(DATA, "ai: {nunca: Nunca.}"))
    results = list(flow_tests.run(suite))
    assert [(r.name, r.failure and r.failure.message) for r in results] == [
        ("a", None),
        ("b", None),
        ("setup", "nothing asked for the canned answer 'nunca'"),
        ("setup", "nothing asked for the canned answer 'GET https://loja.example/precos/az'"),
    ]
    assert [r.name for r in flow_tests.run(suite, lambda name: name.endswith("a"))] == ["a"]
