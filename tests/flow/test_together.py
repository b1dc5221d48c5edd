"""What flows have to do with each other: words, webhooks and new contacts they share, jumps between them."""

import pytest

from zapbot.flow import check, reader

FLOW = """\
zapbot: 1
flow: {id}
triggers: [{{{trigger}}}]
{more}nodes:
  a: {a}
  fim: {{end: }}
"""


def flow(id: str, trigger: str = "", a: str = "{delay: 1s}", more: str = "") -> str:
    return FLOW.format(id=id, trigger=trigger or f"keyword: {id}", a=a, more=more)


def together(*texts: str) -> list[str]:
    """The problems of files a.yaml, b.yaml, ... read together."""
    files = [reader.load(text, f"{name}.yaml") for name, text in zip("abc", texts, strict=False)]
    return [str(problem) for problem in check.check(files)]


def test_two_flows_cannot_both_greet_a_new_contact() -> None:
    advice = "change one of them, or set settings: {priority: 1}"
    one, other = flow("a", "new_contact: true"), flow("b", "new_contact: true")
    assert together(one, other) == [f"b.yaml:3:12: error: a new contact also starts the flow 'a'; {advice}"]
    assert together(one, flow("b", "new_contact: true", more="settings: {priority: 1}\n")) == []


def test_two_flows_cannot_have_one_webhook_whatever_their_priority() -> None:
    one = flow("a", "webhook: lead")
    other = flow("b", "webhook: lead", more="settings: {priority: 1}\n")
    assert together(one, other) == [
        "b.yaml:3:12: error: the webhook 'lead' also starts the flow 'a'; give one another name"
    ]


def test_a_broken_flow_still_has_its_id_and_its_words() -> None:
    one, other = flow("a", "keyword: oi", a="{mesage: Oi}"), flow("b", "keyword: Oi!")
    assert together(one, other)[1:] == [
        "b.yaml:3:12: error: 'oi' also starts the flow 'a'; change one of them, or set settings: {priority: 1}"
    ]
    assert together(one, one)[1].startswith("b.yaml:2:1: error: a.yaml is also the flow 'a'")


def test_a_jump_needs_a_flow_to_land_in() -> None:
    one = flow("cotacao", a="{flow: fqa}").replace("fim: {end: }", "fim: {flow: cotacao}")
    assert together(one.replace("delay", "x"), flow("faq"))[0] == (
        "a.yaml:5:7: error: a: there is no flow 'fqa' among these files; did you mean faq?"
    )


def test_of_a_file_read_alone_nobody_knows_the_others() -> None:
    assert together(flow("a", a="{flow: faq}"))[0] == (
        "a.yaml:5:7: warning: a: there is no flow 'faq' among these files; check its file together with this"
    )


def test_a_jump_takes_the_silence_along() -> None:
    one = flow("a", a="{delay: 20h}").replace("fim: {end: }", "fim: {flow: b}")
    other = flow("b", a="{delay: 4h}").replace("{end: }", "{end: Tchau}")
    message = "fim: can be sent 24 h after the customer's last message (a/a 20h → a 4h → fim)"
    assert together(one, other) == [f"b.yaml:6:3: error: {message}; use a template or shorter times"]
    assert together(one, other.replace("4h", "3h")) == []


def test_flows_that_jump_to_each_other_without_waiting_go_round() -> None:
    one, other = (flow(a, a="{message: Oi}").replace("{end: }", f"{{flow: {b}}}") for a, b in ("xy", "yx"))
    assert together(one, other) == [
        "a.yaml:5:3: error: a → fim → y/a → y/fim → a goes round without waiting; put a wait or a delay into it"
    ]


@pytest.mark.parametrize("pause", ["{wait: {next: fim}}", "{delay: 1s}"])
def test_flows_that_jump_to_each_other_may_wait_in_between(pause: str) -> None:
    one, other = (flow(a, a=pause).replace("{end: }", f"{{flow: {b}}}") for a, b in ("xy", "yx"))
    assert together(one, other) == []
