"""Mistakes in a test file: every one is said at once, where it stands, with what to write instead."""

from pathlib import Path

import pytest

from tests.flow.testing.world import SETUP, problems


def test_mistakes_in_steps(tmp_path: Path) -> None:
    steps = """
    a:
      - usr: oi
      - user:
      - oi
      - {}
      - {user: oi, bot: Oi}
      - user: oi
        caption: x
      - media: foto
      - after: 10 minutos
      - now: amanhã
      - silence: false
      - status: lost
      - webhook: led
      - schedule: 0 8 * * *
      - setup: {now: 2026-03-02 10:00}
    """
    assert problems(tmp_path, steps) == [
        "loja.test.yaml:7:7: error: 'usr' is not a step; did you mean user?",
        "loja.test.yaml:8:7: error: 'user' must be a text",
        "loja.test.yaml:9:7: error: this is not a step; write one of user, tap, media, webhook, schedule, agent, "
        "echo, status, after, now, bot, template, silence, expect, setup, as in - user: oi",
        "loja.test.yaml:10:7: error: this is not a step; write one of user, tap, media, webhook, schedule, agent, "
        "echo, status, after, now, bot, template, silence, expect, setup, as in - user: oi",
        "loja.test.yaml:11:18: error: user and bot stand in one step; make two steps of them",
        "loja.test.yaml:13:7: error: 'caption' is not a key here; use user",
        "loja.test.yaml:14:7: error: 'media' cannot be 'foto'; use 'image', 'video', 'audio', 'document', 'sticker', "
        "'location' or 'contacts'",
        "loja.test.yaml:15:7: error: '10 minutos' is not a duration; write 30s, 15m, 20h, 7d or 1h30m",
        "loja.test.yaml:16:7: error: 'amanhã' is not a time; write it like 2026-03-02 10:00",
        "loja.test.yaml:17:7: error: 'silence' cannot be 'false'; use 'true'",
        "loja.test.yaml:18:7: error: 'status' cannot be 'lost'; use 'sent', 'delivered', 'read' or 'failed'",
        "loja.test.yaml:19:7: error: there is no webhook 'led'; did you mean lead?",
        "loja.test.yaml:20:7: error: there is no schedule '0 8 * * *'; did you mean 0 9 * * 1-5?",
        "loja.test.yaml:21:7: error: setup must be the first step; move it to the top of this test",
    ]


def test_mistakes_in_what_is_expected(tmp_path: Path) -> None:
    steps = """
    a:
      - bot: {contain: Oi}
      - bot: {count: 0}
      - bot: {count: 2, contains: Oi}
      - bot: {matches: '(?=a)'}
      - bot: Oi
        botoes: [a]
      - expect: {at: esperra, flow: lojas, vars: {cores: x}, endd: true, ended: yes}
    """
    assert problems(tmp_path, steps) == [
        "loja.test.yaml:7:13: error: 'contain' is not a key here; did you mean contains?",
        "loja.test.yaml:8:13: error: 'count': input should be greater than or equal to 1",
        "loja.test.yaml:9:7: error: bot is one of these; write a text, {contains: text}, {matches: regex} or "
        "{count: 2}",
        "loja.test.yaml:10:13: error: the regex '(?=a)' is refused; invalid perl operator: (?= (looking ahead or "
        "behind can take forever on a long text; match the words themselves)",
        "loja.test.yaml:12:7: error: 'botoes' is not a key here; did you mean bot?",
        "loja.test.yaml:13:60: error: 'endd' is not a key here; did you mean ended?",
        "loja.test.yaml:13:72: error: 'yes' is neither true nor false",
    ]


def test_names_no_flow_has(tmp_path: Path) -> None:
    found = problems(tmp_path, "a:\n  - expect: {at: esperra, flow: lojas, vars: {cores: x}}")
    assert [line.partition("error: ")[2] for line in found] == [
        "there is no node 'esperra'; did you mean espera?",
        "there is no flow 'lojas'; did you mean loja?",
        "there is no variable 'cores'; did you mean cor?",
    ]


@pytest.mark.parametrize(
    ("setup", "problem"),
    [
        ("flow: loja\n", "1:1: error: 'tests' is missing; add tests:"),
        ("flow: lojas\ntests: {a: [{user: oi}]}\n", "1:1: error: there is no flow 'lojas'; did you mean loja?"),
        ("- a\n", "1:1: error: this is not a test file; start with flow: name, then setup and tests"),
        ("flow: loja\ntests: {a: []}\n", "2:9: error: the test 'a' has no step; begin with - user: oi"),
        ("flow: loja\ntests: {a: x}\n", "2:9: error: 'a' must be a list"),
        (
            "flow: loja\nsetup: {nou: x}\ntests: {a: [{user: oi}]}\n",
            "2:9: error: 'nou' is not a key here; did you mean now?",
        ),
        (
            "flow: loja\nsetup: {hours: {vendas: sempre que der}}\ntests: {a: [{user: oi}]}\n",
            "2:17: error: 'sempre' is not a day; write it like seg-sex 08:00-18:00, sab 08:00-12:00",
        ),
        (
            "flow: loja\nsetup: {http: {/precos: {}}}\ntests: {a: [{user: oi}]}\n",
            "2:16: error: '/precos' is not a request; write it like GET https://loja.example/pedidos/1",
        ),
        (
            "flow: loja\nsetup: {ai: {quem: {sai: x}}}\ntests: {a: [{user: oi}]}\n",
            "2:21: error: 'sai' is not a key here; did you mean say?",
        ),
        (
            "flow: loja\nsetup: {ai: {Quem: a, quem?: b}}\ntests: {a: [{user: oi}]}\n",
            "2:1: error: two questions under ai are the same words; remove one of them",
        ),
        (
            "flow: loja\nsetup: {contact: {new: talvez}}\ntests: {a: [{user: oi}]}\n",
            "2:19: error: 'talvez' is neither true nor false",
        ),
        (
            "flow: loja\ntests:\n  a: [{user: oi}]\n  a: [{user: oi}]\n",
            "4:3: error: the key 'a' stands twice (first in line 3); remove or rename one of them",
        ),
    ],
)
def test_mistakes_around_the_tests(tmp_path: Path, setup: str, problem: str) -> None:
    assert problems(tmp_path, "", setup) == [f"loja.test.yaml:{problem}"]


def test_mistakes_of_several_tests_are_said_together(tmp_path: Path) -> None:
    found = problems(tmp_path, "a:\n  - usr: oi\nb:\n  - bto: oi", SETUP)
    assert [line.split(":")[1] for line in found] == ["7", "9"]
