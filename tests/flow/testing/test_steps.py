"""Every step of a talk: what it does, what it compares, how it is told when it does not hold."""

from pathlib import Path

import pytest

from tests.flow.testing.world import LOJA, SETUP, passes, play, told, why, world
from zapbot.desk import flow_tests

BUY = """
- user: oi
- bot: {count: 2}
"""
PRICE = SETUP.replace(
    "tests:",
    """  http:
    GET https://loja.example/precos/*: {json: {preco: {total: 12.5}}}
tests:""",
)
UPDATE = "hint  if that is right, --update writes it into the test"


def test_a_failure_is_told_with_all_that_led_to_it(tmp_path: Path) -> None:
    steps = """
    - user: oi
    - bot: {count: 2}
    - after: 10m
    - user: verde
    - bot: Azul ou verde?
    """
    assert (
        told(tmp_path, steps)
        == """\
FAIL  loja › x   loja.test.yaml:11
  10:00  user    oi                              start → ola (keyword oi)
  10:00  tag     +visita                         ola
  10:00  bot     Olá, Ana!                       ola
  10:00  bot     Qual cor?  [Azul] [Vermelho]    pergunta
  10:00  after   10m
  10:10  user    verde                           espera: retry 1/3 (matches no option)
  10:10  bot     Azul ou vermelho?               espera
     11 │ - bot: Azul ou verde?
        │ the bot said something else
        │   expected  Azul ou verde?
        │   got       Azul ou vermelho?
        │                        ^^^^^
        │ hint  if that is right, --update writes it into the test
"""
    )


def test_timers_calls_fields_and_transfers_are_told_with_their_time(tmp_path: Path) -> None:
    steps = """
    - now: 2026-03-02 23:50
    - user: comprar
    - bot: {count: 2}
    - tap: Azul
    - bot: Seu nome?
    - after: 20m
    - user: Ana
    - bot: {contains: "12,50"}
    """
    assert (
        told(tmp_path, steps, PRICE)
        == """\
FAIL  loja › x   loja.test.yaml:16
  23:50  now     2026-03-02 23:50
  23:50  user    comprar                             start → ola (keyword comprar)
  23:50  tag     +visita                             ola
  23:50  bot     Olá, Ana!                           ola
  23:50  bot     Qual cor?  [Azul] [Vermelho]        pergunta
  23:50  tap     [Azul]                              espera: options.az → nome (tapped az)
  23:50  bot     Seu nome?                           nome
  23:50  after   20m
  2026-03-03
  00:10  user    Ana                                 espera_nome: next → busca (accept any text)
  00:10  http    GET https://loja.example/precos/az  busca
  00:10  ·       busca: next → preco (HTTP 200)
  00:10  set     contact.cor = az                    preco
  00:10  bot     Ana, custa R$ 12,5.                 preco
  00:10  →       vendas: Cor az                      humano
     16 │ - bot: {contains: "12,50"}
        │ the bot said something else
        │   expected  … 12,50 …
        │   got       Ana, custa R$ 12,5.
        │ hint  if that is right, --update writes it into the test
"""
    )


@pytest.mark.parametrize(
    "bot",
    [
        "'  Olá, Ana!  '",
        "{is: 'Olá, Ana!'}",
        "{contains: Ana}",
        "{contains: [Olá, Ana]}",
        "{matches: '^Olá, \\w+!$'}",
        "{contains: Ana, matches: '!$'}",
    ],
)
def test_ways_to_ask_for_a_text(tmp_path: Path, bot: str) -> None:
    passes(tmp_path, f"- user: oi\n- bot: {bot}\n- bot: Qual cor?")


@pytest.mark.parametrize(
    ("bot", "expected"),
    [
        ("Olá, ana!", "Olá, ana!"),
        ("{contains: ana}", "… ana …"),
        ("{contains: [Olá, Bia]}", "… Olá … and … Bia …"),
        ("{matches: '^Ana'}", "what matches ^Ana"),
    ],
)
def test_a_text_is_compared_to_the_letter(tmp_path: Path, bot: str, expected: str) -> None:
    reason = why(tmp_path, f"- user: oi\n- bot: {bot}\n- bot: Qual cor?")
    assert reason[:3] == ["the bot said something else", f"  expected  {expected}", "  got       Olá, Ana!"]


@pytest.mark.parametrize(
    ("beside", "got"),
    [
        ("buttons: [Azul]", "buttons  [Azul] [Vermelho]"),
        ("buttons: [Vermelho, Azul]", "buttons  [Azul] [Vermelho]"),
        ("list: [Azul, Vermelho]", "list  (none)"),
        ("header: Loja", "header  (none)"),
        ("image: media/a.jpg", "image  Qual cor?  [Azul] [Vermelho]"),
    ],
)
def test_what_stands_beside_a_text_is_compared_too(tmp_path: Path, beside: str, got: str) -> None:
    reason = why(tmp_path, f"- user: oi\n- bot: {{count: 1}}\n- bot: Qual cor?\n  {beside}")
    assert reason[2] == f"  got       {got}"


def test_a_file_the_bot_sends(tmp_path: Path) -> None:
    passes(tmp_path, BUY + "- tap: vm\n- bot: O vermelho\n  image: media/vermelho.jpg\n- expect: {transfer: vendas}")
    reason = why(tmp_path, BUY + "- tap: vm\n- bot: O vermelho\n  image: media/azul.jpg")
    assert reason[1:3] == ["  expected  image  media/azul.jpg", "  got       image  media/vermelho.jpg"]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ("- user: nada\n- bot: Oi", "no trigger of any flow fits this message"),
        (BUY + "- bot: Oi", "the flow loja waits at espera until 2026-03-02 10:30"),
        (BUY + "- tap: Azul\n- bot: Seu nome?\n- bot: Oi", "the flow loja waits at espera_nome for an answer"),
        (BUY + "- user: sair\n- bot: Até logo!\n- bot: Oi", "the flow loja is over: ended at tchau"),
        (BUY + "- agent: Oi\n- user: azul\n- bot: Seu nome?", "a person has this conversation"),
        (BUY + "- echo: Oi\n- bot: Seu nome?", "a person has this conversation"),
        ("- bot: Oi", "no flow has begun"),
        ("- webhook: lead\n- bot: {count: 1}\n- bot: Oi", "the flow loja waits at ola for an answer"),
    ],
)
def test_a_silent_bot_is_explained(tmp_path: Path, steps: str, reason: str) -> None:
    told = why(tmp_path, steps)
    assert told[0] == "the bot was silent"
    assert told[-1] == f"hint  {reason}"


def test_a_message_no_step_asks_for_fails_at_the_next_step(tmp_path: Path) -> None:
    assert why(tmp_path, "- user: oi\n- bot: {count: 1}\n- tap: Azul") == [
        "before this step the bot said more",
        "  got       Qual cor?  [Azul] [Vermelho]",
        "hint  add a bot: step above, or let --update add it",
    ]


def test_and_at_the_end(tmp_path: Path) -> None:
    assert why(tmp_path, "- user: oi")[0] == "the bot goes on"


def test_fewer_messages_than_counted(tmp_path: Path) -> None:
    assert why(tmp_path, "- user: oi\n- bot: {count: 3}") == [
        "the bot said less",
        "  expected  3 messages",
        "  got       2 messages",
        UPDATE,
    ]


def test_silence(tmp_path: Path) -> None:
    passes(tmp_path, BUY + "- after: 29m\n- silence: true\n- after: 1m\n- bot: Até logo!")
    assert why(tmp_path, BUY + "- after: 30m\n- silence: true")[0] == "before this step the bot said more"


def test_a_tap_is_on_any_option_shown_so_far(tmp_path: Path) -> None:
    passes(tmp_path, BUY + "- user: azul\n- bot: Seu nome?\n- tap: Vermelho\n- silence: true")
    assert why(tmp_path, BUY + "- tap: Verde") == [
        "the bot showed no option 'Verde'",
        "hint  it showed Azul, Vermelho",
    ]
    assert why(tmp_path, "- tap: Azul")[1] == "hint  it showed none so far"


def test_media_of_the_customer(tmp_path: Path) -> None:
    passes(tmp_path, BUY + "- media: image\n  caption: azul\n- bot: Seu nome?")
    passes(tmp_path, BUY + "- media: audio\n- bot: Azul ou vermelho?")


def test_a_webhook_starts_a_flow_with_its_template(tmp_path: Path) -> None:
    steps = "- webhook: lead\n  body: {nome: Bia, cor: 3}\n- template: retorno\n- user: sim\n- bot: {count: 2}\n"
    passes(tmp_path, steps + "- expect: {vars: {nome: Bia, cor: 3}, at: espera}")
    assert why(tmp_path, "- webhook: lead\n- template: outro")[1:3] == [
        "  expected  template  outro",
        "  got       template  retorno",
    ]
    assert why(tmp_path, "- webhook: lead\n- bot: Oi")[2] == "  got       [retorno]"
    assert why(tmp_path, "- user: oi\n- template: retorno")[2] == "  got       template  Olá, Ana!"
    assert why(tmp_path, "- webhook: lead\n- template: retorno\n  params: [a]")[0] == "the template is filled otherwise"


def test_a_schedule_strikes_at_its_time_and_only_whom_it_is_for(tmp_path: Path) -> None:
    frio = SETUP.replace("{name: Ana Lima}", "{name: Ana Lima, tags: [frio]}")
    nine = "- now: 2026-03-03 09:00\n"
    passes(tmp_path, nine + "- schedule: 0 9 * * 1-5\n- template: volte\n- user: oi\n- bot: {count: 2}", frio)
    assert (
        why(tmp_path, nine + "- schedule: 0 9 * * 1-5\n- template: volte")[-1] == "hint  not for this contact: tag frio"
    )
    steps = "- now: 2026-03-03 08:00\n- user: x\n- now: 2026-03-03 09:00\n- schedule: 0 9 * * 1-5\n"
    assert why(tmp_path, steps + "- template: volte", frio)[-1] == "hint  not for this contact: silent 7200"
    assert why(tmp_path, "- schedule: 0 9 * * 1-5") == [
        "the schedule does not strike at Mon 10:00",
        "hint  set the time with now: first",
    ]


def test_a_status_is_taken_in_and_changes_nothing(tmp_path: Path) -> None:
    passes(
        tmp_path,
        BUY + "- status: delivered\n- status: failed\n  code: 131047\n- silence: true\n- tap: Azul\n- bot: Seu nome?",
    )
    lines = play(tmp_path, BUY + "- status: failed\n  code: 131047").played.lines  # type: ignore[union-attr]
    assert (lines[-1].who, lines[-1].what) == ("status", "failed 131047")


def test_time_only_goes_forward_once_something_happened(tmp_path: Path) -> None:
    passes(tmp_path, "- now: 2020-01-01 00:00\n" + BUY + "- now: 2020-01-01 00:30\n- bot: Até logo!")
    assert why(tmp_path, BUY + "- now: 2026-03-02 09:59") == [
        "it is 2026-03-02 10:00 already",
        "hint  time only goes forward, write a later time",
    ]


def test_a_flow_that_breaks_fails_the_test(tmp_path: Path) -> None:
    broken = LOJA.replace("Seu nome?", "'{{ nome }}'")
    suite = world(tmp_path, "x:\n  - user: oi\n  - bot: {count: 2}\n  - tap: Azul", flow=broken)
    failure = next(flow_tests.run(suite)).failure
    assert failure is not None
    assert failure.message == "the flow broke: nome: the text is empty"


@pytest.mark.parametrize(
    "expect",
    [
        "{at: espera, flow: loja, ended: false, tags: [visita], transfer: false}",
        "{vars: {cor: null, nome: null}, fields: {name: Ana Lima, cidade: null}}",
        "{tags: visita}",
    ],
)
def test_how_things_stand(tmp_path: Path, expect: str) -> None:
    passes(tmp_path, BUY + f"- expect: {expect}")


def test_values_are_compared_as_their_variables_type(tmp_path: Path) -> None:
    steps = BUY + "- tap: Azul\n- bot: Seu nome?\n- user: Ana\n- bot: {count: 1}\n"
    for total in ("12.5", '"12,5"', '"12,50"'):
        passes(tmp_path, steps + f"- expect: {{vars: {{total: {total}}}, fields: {{cor: az}}}}", PRICE)
    assert why(tmp_path, steps + "- expect: {vars: {total: 13}}", PRICE)[1:3] == [
        "  expected  vars.total  13",
        "  got       vars.total  12,5",
    ]


def test_everything_that_stands_otherwise_is_told_at_once(tmp_path: Path) -> None:
    steps = BUY + "- user: x\n- bot: {count: 1}\n- user: x\n- bot: {count: 1}\n- user: x\n"
    state = "at: tchau, flow: outra, ended: true, vars: {cor: az}"
    expect = f"{{transfer: suporte, note: Cor, queued: true, tags: [a, b], {state}}}"
    assert why(tmp_path, steps + f"- expect: {expect}") == [
        "things stand otherwise",
        "  expected  transfer  suporte",
        "  got       transfer  vendas",
        "  expected  queued  true",
        "  got       queued  false",
        "  expected  tags  a, b",
        "  got       tags  visita",
        "  expected  at  tchau",
        "  got       at  humano",
        "  expected  flow  outra",
        "  got       flow  loja",
        "  expected  ended  true",
        "  got       ended  false",
        "  expected  vars.cor  az",
        "  got       vars.cor  (none)",
    ]


def test_flows_of_the_folder_compete_for_words(tmp_path: Path) -> None:
    passes(tmp_path, "- user: outra\n- bot: Outra\n- expect: {flow: outra, ended: true}")


def test_hours_decide_who_is_there(tmp_path: Path) -> None:
    closed = SETUP.replace("tests:", "  hours: {vendas: seg-sex 08:00-09:00}\ntests:")
    passes(
        tmp_path,
        BUY + "- tap: vm\n- bot: O vermelho\n- bot: Estamos fechados.\n- expect: {transfer: vendas, queued: true}",
        closed,
    )
