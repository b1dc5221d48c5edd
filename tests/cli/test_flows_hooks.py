"""`zapbot flows hooks`: address and key of each webhook that starts a flow."""

from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from zapbot.hook_key import hook_key

FLOW = """zapbot: 1
flow: lead
triggers:
  - {webhook: lead-site, template: retorno}
  - {webhook: pos-venda, template: retorno}
nodes:
  ola:
    message: Oi!
  fim:
    end: {}
"""


@pytest.fixture
def imported(zapbot: Zapbot, tmp_path: Path) -> Zapbot:
    """A flow with two webhooks."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows/lead.yaml").write_text(FLOW)
    assert zapbot("flows", "import", "flows").code == 0
    return zapbot


def test_each_webhook_is_listed_with_its_address_and_key(imported: Zapbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_SECRET_KEY", "chave")
    monkeypatch.setenv("ZAPBOT_PUBLIC_URL", "https://loja.example/")
    assert imported("flows", "hooks", "--json").json == [
        {
            "hook": id,
            "flow": "lead",
            "address": f"https://loja.example/hooks/{id}",
            "key": hook_key("chave", id),
        }
        for id in ("lead-site", "pos-venda")
    ]


def test_the_table_shows_keys_whole_on_a_wide_terminal(imported: Zapbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_SECRET_KEY", "chave")
    done = imported("flows", "hooks")
    assert done.code == 0
    assert hook_key("chave", "lead-site") in done.out
    assert "http://127.0.0.1:8000/hooks/lead-site" in done.out


def test_without_the_secret_key_it_is_told_which_setting_is_missing(imported: Zapbot) -> None:
    done = imported("flows", "hooks")
    assert done.code == 2
    assert "ZAPBOT_SECRET_KEY" in done.err


def test_without_webhooks_it_says_so(zapbot: Zapbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_SECRET_KEY", "chave")
    assert "No flow has a trigger" in zapbot("flows", "hooks").out
    assert zapbot("flows", "hooks", "--json").json == []


def test_another_secret_key_gives_other_keys() -> None:
    keys = {hook_key(secret, id) for secret in ("a", "b") for id in ("x", "y")}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {40}
