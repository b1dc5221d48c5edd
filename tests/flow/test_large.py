"""A flow as large as they come: five hundred nodes, every kind of mistake looked for."""

from zapbot.flow import check, reader

ROUND = """\
  pergunta_{i}:
    message:
      text: Qual é a pergunta {{{{ contact.first_name }}}}?
      buttons: {{a: Sim, b: Não}}
  espera_{i}:
    wait:
      save: tipo
      options: {{a: regra_{i}, b: nota_{i}}}
      retry: Não entendi, toque em um dos botões.
      on_invalid: humano
      timeout: {timeout}
      on_timeout: nota_{i}
  regra_{i}:
    condition:
      - {{if: 'tipo == "a" and last.text != "x"', next: nota_{i}}}
      - {{else: humano}}
  nota_{i}:
    tag: [nota, "n{i}"]
    message: Anotado, vamos em frente.
"""
HEAD = "zapbot: 1\nflow: grande\ntriggers: [{keyword: oi}]\nvars: {tipo: option}\nnodes:\n"
TAIL = "  humano: {transfer: vendas}\n"


def large(timeout: str, rounds: int = 124) -> str:
    """A flow of four nodes a round, and one at the end."""
    return HEAD + "".join(ROUND.format(i=i, timeout=timeout) for i in range(rounds)) + TAIL


def test_a_flow_of_five_hundred_nodes_is_checked() -> None:
    loaded = reader.load(large("10m"), "grande.yaml")
    assert check.check([loaded]) == []
    assert loaded.flow is not None
    assert len(loaded.flow.nodes) == 497


def test_the_way_through_all_of_it_is_followed() -> None:
    problems = check.check([reader.load(large("12m"), "grande.yaml")])
    way = "espera_0 12m → espera_1 12m → espera_2 12m → … 114 more … → espera_117 12m → espera_118 12m → espera_119 12m"
    assert problems[0].message == f"nota_119: can be sent 24 h after the customer's last message ({way} → nota_119)"
    assert len(problems) == 9


def test_variables_set_from_each_other_may_be_as_many_as_fit() -> None:
    count = 1000
    declared = "".join(f"  v{i}: text\n" for i in range(count))
    sets = "".join(f"  s{i}: {{set: {{v{i}: 'a{{{{ v{i + 1} }}}}'}}}}\n" for i in range(count - 1))
    question = "  m: {message: {text: Sim?, buttons: {a: '{{ v979 }}', b: '{{ v978 }}'}}}\n"
    answer = "  w: {wait: {options: {a: fim, b: fim}, on_invalid: fim}}\n  fim: {end: }\n"
    text = f"zapbot: 1\nflow: x\ntriggers: [{{keyword: oi}}]\nvars:\n{declared}nodes:\n{sets}{question}{answer}"
    problems = check.check([reader.load(text, "x.yaml")])
    assert [p.message for p in problems] == ["m: the buttons.b can have 21 characters with v978"]
