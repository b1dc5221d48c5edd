"""What leaves for other systems: customers' words encoded, secrets only where they are named, kept nowhere."""

import asyncio

import pytest

from tests.desk.shop import Shop
from tests.desk.test_ask import FLOW
from zapbot.outside.addresses import Allowed
from zapbot.outside.fetch import Fetch


@pytest.fixture
def asking(shop: Shop) -> Shop:
    """A shop where Ana has just asked for her order."""
    shop.imports(FLOW.replace("METHOD", "GET"))
    shop.writes("pedido")
    shop.writes("A 7/ç")
    return shop


def test_what_a_customer_wrote_is_encoded_and_a_secret_is_only_named(asking: Shop) -> None:
    asking.calls()
    (request,) = asking.world.requests
    assert request["url"] == "https://crm.example/pedidos/A%207%2F%C3%A7"
    assert request["headers"] == {"Authorization": "Bearer \ue000crm_token\ue001"}
    assert (request["method"], request["timeout"]) == ("GET", 5)


def test_a_missing_secret_is_named_and_no_secret_is_kept_anywhere(asking: Shop) -> None:
    asking.world.http = Fetch(Allowed(), {}).__call__  # type: ignore[method-assign]
    asking.calls()
    reason = "the secret crm_token is not set: give it as ZAPBOT_SECRET_CRM_TOKEN"
    assert asking.column("select failed_reason from calls") == [reason]
    assert asking.said()[-1] == "Não consegui ver agora."


def test_a_secret_is_in_no_row_and_no_log(asking: Shop, capfd: pytest.CaptureFixture[str]) -> None:
    fetch = Fetch(Allowed(), {"crm_token": "T0K3N-C4N4RY"})
    asking.db.execute("update calls set request = replace(request, 'crm.example', 'localhost')")
    asking.world.http = fetch.__call__  # type: ignore[method-assign]

    async def run() -> None:
        await asking.caller().drain()
        await fetch.close()

    asyncio.run(run())
    assert "not a public address" in asking.column("select failed_reason from calls")[0]
    printed = capfd.readouterr()
    assert "T0K3N-C4N4RY" not in asking.everything() + printed.out + printed.err


@pytest.mark.parametrize("text", ["..", "../admin", ".", "..\\admin", "a/../../b"])
def test_a_customer_cannot_climb_out_of_the_address(asking: Shop, text: str) -> None:
    fetch = Fetch(Allowed(), {"crm_token": "x"})
    asking.world.http = fetch.__call__  # type: ignore[method-assign]
    asking.db.execute("delete from calls")
    asking.db.execute("update executions set status = 'ended'")
    asking.writes("pedido")
    asking.writes(text)
    asking.calls()
    assert "leads up" in asking.column("select failed_reason from calls")[0]
    assert asking.said()[-1] == "Não consegui ver agora."


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("a?b=c&d#e", "a%3Fb%3Dc%26d%23e"),
        ("%2e%2e", "%252e%252e"),
        ("@evil.example/", "%40evil.example%2F"),
        ("a.b", "a.b"),
    ],
)
def test_nothing_a_customer_writes_means_anything_in_the_address(shop: Shop, text: str, encoded: str) -> None:
    shop.imports(FLOW.replace("METHOD", "GET"))
    shop.writes("pedido", text)
    shop.calls()
    assert shop.world.requests[0]["url"] == f"https://crm.example/pedidos/{encoded}"
