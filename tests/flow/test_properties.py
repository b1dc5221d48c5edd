"""Random flows and random customers: the engine never raises, never differs, never forgets, never runs on."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flow import casefiles
from zapbot.flow import dispatch
from zapbot.flow.dispatch import Response, Standing
from zapbot.flow.effects import Say, Transfer
from zapbot.flow.engine import MAX_NODES
from zapbot.flow.events import Called, Input, Woke
from zapbot.flow.scene import Person, Scene
from zapbot.flow.state import State
from zapbot.flow.template import SECRET_MARKS

NAMES = ["a", "b", "c", "d", "e"]
VARS = {"texto": "text", "opcao": "option", "inteiro": "int", "numero": "number", "certo": "bool", "dia": "date"}
READABLE = [*VARS, "contact.name", "contact.tags", "contact.cidade", "last.text", "now", "flow", "nao_declarada"]


@dataclass(frozen=True)
class Reply:
    """An answer to whatever the flow asks the outside world."""

    ok: bool
    value: dict[str, Any]


name = st.sampled_from(NAMES)
variable = st.sampled_from(READABLE)
writable = st.sampled_from([*VARS, "contact.cidade"])
literal = st.sampled_from(["5", "-2.5", '"moto"', "true", "null", '["a", 1]'])
operand = st.one_of(variable, literal)
sign = st.sampled_from(["==", "!=", "<", ">=", "in", "not in"])
condition = st.builds("{} {} {}".format, operand, sign, operand)
text = st.one_of(
    st.sampled_from(["Olá", "Sim ou não?"]),
    st.builds("{{{{ {} }}}}".format, st.one_of(variable, condition)),
    st.builds("a {{{{ {} }}}} b {{{{ {} }}}}".format, condition, variable),
)
accept = st.sampled_from(["cpf", "cep", "plate", "email", "date", "int", "number", "media", "text", "[a-z]+"])
options = st.dictionaries(name, name, min_size=1, max_size=3)


def kinds(**kinds: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(kinds)


address = st.builds("https://loja.example/{{{{ {} }}}}".format, variable)
saved = st.dictionaries(writable, st.sampled_from(["a", "a.b", "a.0", "c"]), max_size=2)
exits = {"on_invalid": name, "next": name, "timeout": st.just("1m"), "on_timeout": name, "retry": text}
case = st.fixed_dictionaries({"if": condition, "next": name})
node = st.one_of(
    kinds(message=text),
    kinds(message=kinds(text=text, buttons=st.dictionaries(name, text, min_size=1, max_size=3))),
    kinds(wait=kinds(options=options, **exits)),
    kinds(wait=kinds(save=writable, accept=accept, **exits)),
    kinds(wait=kinds(save=writable, next=name)),
    kinds(condition=st.tuples(case, kinds(**{"else": name})).map(list)),
    kinds(condition=kinds(value=operand, cases=st.tuples(kinds(**{"else": name})).map(list))),
    kinds(delay=st.just("1m"), next=name),
    kinds(set=st.dictionaries(writable, text, min_size=1, max_size=2), next=name),
    kinds(tag=text, next=name),
    kinds(transfer=kinds(to=text, closed=name)),
    kinds(end=text),
    kinds(message=kinds(one_of=st.lists(text, min_size=2, max_size=3)), next=name),
    kinds(message=kinds(template=kinds(name=st.just("aviso"), params=st.lists(text, max_size=2))), next=name),
    kinds(message=kinds(image=text, caption=text), next=name),
    kinds(http=kinds(url=address, headers=st.dictionaries(name, text), save=saved, next=name, on_error=name)),
    kinds(ai_reply=kinds(prompt=st.just("p.md"), next=name, on_handoff=name, on_error=name)),
    kinds(flow=st.sampled_from(["caso", "outro", "sumiu"])),
)
flow = st.lists(node, min_size=2, max_size=len(NAMES)).map(lambda nodes: dict(zip(NAMES, nodes, strict=False)))
answer = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
data = st.recursive(answer, lambda inner: st.one_of(st.lists(inner), st.dictionaries(name, inner)), max_leaves=5)
answered = st.fixed_dictionaries(
    {},
    optional={
        "status": answer,
        "json": data,
        "reason": answer,
        "say": answer,
        "handoff": answer,
        "tokens": st.integers(),
    },
)
said = st.one_of(
    st.sampled_from(["oi", "sair", "1", "2", "a", "Sim", "529.982.247-25", "01310-100", "31/12/2026", "{{ texto }}"]),
    st.text(max_size=30),
)
sent = st.one_of(
    st.builds(Input, said),
    st.builds(Input, said, st.just("button"), st.one_of(name, st.text(max_size=5))),
    st.builds(Input, said, st.sampled_from(["image", "audio", "location", "unsupported"]), id=st.text(max_size=5)),
    st.just(Woke()),
    st.builds(Reply, st.booleans(), answered),
)
SCENE = Scene(
    datetime(2026, 3, 2, 10, tzinfo=UTC), Person("Maria Souza", "+55", ("VIP",), {"cidade": 5}), frozenset(["Olá"])
)


def take(flows: list[Any], standing: Standing | None, event: Input | Woke | Reply) -> Response:
    if isinstance(event, Input):
        return dispatch.respond(flows, standing, event, SCENE)
    if standing is None:
        return Response()
    called = Called(standing.state.call or "", event.ok, event.value) if isinstance(event, Reply) else event
    return dispatch.go_on(flows, standing, called, SCENE)


@settings(derandomize=True, max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(flow, st.lists(sent, max_size=6), st.sampled_from(["ignore", "restart"]))
def test_whatever_is_written_the_flow_goes_on_ends_or_calls_a_person(
    nodes: dict[str, Any], events: list[Input | Woke | Reply], mode: str
) -> None:
    head: dict[str, Any] = {"vars": VARS, "anytime": {"sair": "b"}, "settings": {"mode": mode}}
    played = casefiles.unchecked({**head, "nodes": nodes})
    flows = [played, casefiles.unchecked({"flow": "outro", "vars": VARS, "nodes": {"z": {"flow": "caso"}}})]
    standing: Standing | None = None
    for event in (Input("oi"), *events):
        response = take(flows, standing, event)
        assert response == take(flows, standing, event)
        for step in (*response.left, *([response.step] if response.step else [])):
            assert msgspec.json.decode(msgspec.json.encode(step.state), type=State) == step.state
            assert sum(isinstance(effect, Say) for effect in step.effects) <= MAX_NODES + 1
            assert not any(mark in msgspec.json.encode(step.effects).decode() for mark in SECRET_MARKS)
            assert bool(step.trace)
        if response.step is None:
            continue
        state = response.step.state
        assert state.active or state.status == "ended" or isinstance(response.step.effects[-1], Transfer)
        standing = Standing(next(f for f in flows if f.id == state.flow), state) if state.active else None
