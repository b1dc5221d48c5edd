"""A business at 360dialog with real processes, against a sandbox that speaks as 360dialog does."""

from collections.abc import Iterator

import pytest

from tests.stack import Stack, until

KEY = "chave-de-teste"
SECRET = "segredo-dos-webhooks-de-teste"
FLOW = """
zapbot: 1
flow: ola
triggers:
  - {keyword: [oi], match: exact}
nodes:
  ola:
    message: {image: foto.png, caption: Olá!}
  fim:
    end: Até logo.
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Sandbox, server and worker; the sandbox takes its dialect and secrets from the same settings."""
    folder = tmp_path_factory.mktemp("dialog360")
    with Stack(folder, CHANNEL="360dialog", DIALOG360_API_KEY=KEY, WEBHOOK_SECRET=SECRET) as stack:
        stack.environment["ZAPBOT_DIALOG360_URL"] = stack.phone
        (folder / "flows").mkdir()
        (folder / "flows" / "foto.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 2000)
        stack.import_flow(FLOW)
        stack.start("sandbox", "serve", "worker")
        yield stack


def test_a_customer_is_answered_with_a_file_that_was_uploaded(stack: Stack) -> None:
    customer = stack.customer(name="Ana", phone="5511955550101", auto_read=True)
    stack.say(customer, "oi")
    until(lambda: stack.heard(customer) == ["image", "Até logo."], 20, "the bot answers")
    until(lambda: stack.status()["messages"]["out"].get("read") == 2, 20, "both are read")


def test_a_customers_file_is_read_through_360dialog(stack: Stack) -> None:
    customer = stack.customer(name="Bruno", phone="5511955550102")
    stack.api("POST", f"customers/{customer}/messages", json={"type": "image"})
    until(lambda: stack.status()["media"]["stored"] == 1, 20, "the picture is stored")
    assert not any("lookaside" in name for name in (stack.log("worker"), stack.log("serve")))


def test_metas_paths_tokens_and_other_keys_are_refused(stack: Stack) -> None:
    body = {"messaging_product": "whatsapp", "to": "+5511955550101", "type": "text", "text": {"body": "Oi"}}
    post = stack.client.post
    assert post(f"{stack.phone}/messages", json=body).status_code == 401
    assert post(f"{stack.phone}/messages", json=body, headers={"Authorization": f"Bearer {KEY}"}).status_code == 401
    assert post(f"{stack.phone}/messages", json=body, headers={"D360-API-KEY": "outra"}).status_code == 401
    key = {"D360-API-KEY": KEY}
    assert post(f"{stack.phone}/v26.0/800000000000001/messages", json=body, headers=key).status_code == 400
    assert post(f"{stack.phone}/messages", json=body, headers=key).status_code == 200


def test_a_webhook_without_the_header_is_not_let_in(stack: Stack) -> None:
    post = stack.client.post
    assert post(f"{stack.server}/webhook", json={"object": "x"}).status_code == 401
    assert post(f"{stack.server}/webhook", json={"object": "x"}, headers={"X-Zapbot-Secret": "x"}).status_code == 403
    assert "ZAPBOT_WEBHOOK_SECRET" in stack.log("serve")
