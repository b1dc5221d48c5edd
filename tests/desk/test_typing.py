"""`typing`: the customer sees that somebody writes before the message comes."""

from tests.desk.shop import Shop
from zapbot.outside import Answer

FLOW = """
zapbot: 1
flow: oi
triggers:
  - keyword: oi
nodes:
  pensa:
    message: {text: Deixa eu ver..., typing: 3s}
  pronto:
    message: Pronto!
    next: fim
  fim:
    end: {}
"""


def test_the_indicator_is_shown_for_the_customers_message_and_ours_leave_later_in_order(shop: Shop) -> None:
    shop.imports(FLOW)
    shop.writes("oi")
    assert shop.calls() is None
    assert shop.world.typed == ["wamid.IN1"]
    shop.delivers()
    assert shop.channel.sent == []
    shop.at += 3
    shop.delivers()
    assert [getattr(message.content, "text", "") for message in shop.channel.sent] == ["Deixa eu ver...", "Pronto!"]


def test_an_indicator_that_fails_is_no_dead_letter_and_is_not_tried_again(shop: Shop) -> None:
    async def typing(number: str, message_id: str) -> Answer:
        raise RuntimeError("bug")

    shop.world.typing = typing  # type: ignore[method-assign]
    shop.imports(FLOW)
    shop.writes("oi")
    shop.calls()
    assert shop.called() == [("typing", "done", 1)]
    assert shop.said() == ["Deixa eu ver...", "Pronto!"]


def test_a_flow_that_waits_for_a_call_is_not_disturbed_by_the_indicator(shop: Shop) -> None:
    shop.imports(
        FLOW.replace("next: fim", "next: busca", 1)
        + "  busca:\n    http: {url: https://a.example/, next: fim, on_error: fim}\n"
    )
    shop.writes("oi")
    shop.calls()
    assert sorted(kind for kind, *_ in shop.called()) == ["http", "typing"]
    assert shop.standing() is None
