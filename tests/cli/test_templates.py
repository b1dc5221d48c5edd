"""`zapbot templates` against a sandbox."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Zapbot
from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.conftest import start as start
from zapbot.desk.template_file import EXAMPLE

Connect = Callable[..., Sandbox]


@pytest.fixture
def sandbox(start: Starter, zapbot: Zapbot, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A sandbox whose account the command line knows."""
    running = start(review_seconds=60)
    config = running.config
    for name, value in (
        ("API_URL", running.url),
        ("ACCESS_TOKEN", config.access_token),
        ("BUSINESS_ACCOUNT_ID", config.business_account_id),
    ):
        monkeypatch.setenv(f"ZAPBOT_WHATSAPP_{name}", value)
    return running


@pytest.fixture
def aviso(tmp_path: Path) -> Path:
    """A file with a new template."""
    file = tmp_path / "aviso.yaml"
    file.write_text(EXAMPLE.replace("aviso_entrega", "aviso_novo"))
    return file


def id_of(sandbox: Sandbox, name: str) -> str:
    """A template's id at Meta."""
    found = sandbox.ask("GET", "templates")["templates"]
    return str(next(node["id"] for node in found if node["name"] == name))


def test_templates_are_read_and_listed(zapbot: Zapbot, sandbox: Sandbox) -> None:
    assert zapbot("templates", "list").out == "No templates. Read them with: zapbot templates sync\n"
    assert zapbot("templates", "sync").out == "7 templates, 7 approved\n"
    listed = zapbot("templates", "list", "--json").json
    assert [one["name"] for one in listed][:2] == ["aviso", "aviso_entrega"]
    assert "lembrete_consulta" in zapbot("templates", "list", "--category", "utility").out
    assert [one["name"] for one in zapbot("templates", "list", "--category", "marketing", "--json").json] == [
        "promocao_semana"
    ]
    sandbox.ask("PATCH", f"templates/{id_of(sandbox, 'aviso')}", {"status": "PAUSED"})
    assert zapbot("templates", "sync", "--json").json == {"templates": 7, "approved": 6, "deleted": 0}
    assert [one["name"] for one in zapbot("templates", "list", "--status", "paused", "--json").json] == ["aviso"]


@pytest.mark.usefixtures("sandbox")
def test_a_template_is_shown_as_the_customer_sees_it(zapbot: Zapbot) -> None:
    zapbot("templates", "sync")
    shown = zapbot("templates", "show", "aviso_entrega")
    assert "aviso_entrega (pt_BR)  APPROVED · utility" in shown.out
    for part in ("[image]", "Olá Ana, o pedido A-42", "Padaria Aurora", "[ Obrigado ]", "https://loja.example/p/A-42"):
        assert part in shown.out
    assert "Variables: nome (Ana), pedido (A-42)" in shown.out
    command = "--template aviso_entrega --language pt_BR --param nome=Ana --param pedido=A-42 --header FILE.jpg"
    assert f"{command} --button 1=url:..." in shown.out
    data = zapbot("templates", "show", "aviso_entrega", "--json").json
    assert data["variables"] == ["nome", "pedido"]
    assert data["preview"]["body"] == "Olá Ana, o pedido A-42 saiu para entrega."


@pytest.mark.usefixtures("sandbox")
def test_a_name_that_is_not_there_comes_with_the_nearest(zapbot: Zapbot) -> None:
    zapbot("templates", "sync")
    ran = zapbot("templates", "show", "aviso_entregas")
    assert (ran.code, "did you mean aviso_entrega?" in ran.err) == (1, True)


def test_a_new_template_is_handed_in_and_waits(zapbot: Zapbot, sandbox: Sandbox, aviso: Path) -> None:
    assert zapbot("templates", "create", aviso).out == "aviso_novo (pt_BR): PENDING\n"
    node = next(one for one in sandbox.ask("GET", "templates")["templates"] if one["name"] == "aviso_novo")
    assert (node["category"], node["parameter_format"]) == ("UTILITY", "NAMED")
    assert zapbot("templates", "list", "--json").json[0]["status"] == "PENDING"
    again = zapbot("templates", "create", aviso)
    assert (again.code, "already content in this language" in again.err) == (1, True)


def test_a_rehearsal_hands_in_nothing(zapbot: Zapbot, sandbox: Sandbox, aviso: Path) -> None:
    ran = zapbot("templates", "create", aviso, "--dry-run")
    assert "Olá Ana, seu pedido sai hoje" in ran.out
    assert zapbot("templates", "create", aviso, "--dry-run", "--json").json["name"] == "aviso_novo"
    assert len(sandbox.ask("GET", "templates")["templates"]) == 7


def test_a_template_meta_would_refuse_is_not_handed_in(zapbot: Zapbot, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "ruim.yaml").write_text("name: Ruim\nbody: '{{1}}'\n")
    ran = zapbot("templates", "create", tmp_path / "ruim.yaml")
    assert ran.code == 1
    assert "such as ruim" in ran.err
    assert "may not begin with a variable" in ran.err
    assert len(sandbox.ask("GET", "templates")["templates"]) == 7


def test_a_template_is_deleted_only_when_that_is_meant(zapbot: Zapbot, sandbox: Sandbox) -> None:
    zapbot("templates", "sync")
    assert zapbot("templates", "delete", "aviso", input="n\n").code == 1
    assert len(sandbox.ask("GET", "templates")["templates"]) == 7
    assert zapbot("templates", "delete", "aviso", "--language", "pt_BR", "--yes").out == "aviso deleted.\n"
    assert len(sandbox.ask("GET", "templates")["templates"]) == 6
    assert "aviso" not in [one["name"] for one in zapbot("templates", "list", "--json").json]
    assert zapbot("templates", "delete", "aviso", "--yes").code == 1


def test_a_missing_account_is_named(zapbot: Zapbot) -> None:
    ran = zapbot("templates", "sync")
    assert ran.code == 2
    assert "ZAPBOT_WHATSAPP_BUSINESS_ACCOUNT_ID" in ran.err


@pytest.mark.usefixtures("sandbox")
def test_a_wrong_token_is_said_without_showing_it(zapbot: Zapbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAPBOT_WHATSAPP_ACCESS_TOKEN", "token-errado")
    ran = zapbot("templates", "sync")
    assert (ran.code, "Invalid OAuth access token" in ran.err) == (1, True)
    assert "token-errado" not in ran.err


@pytest.mark.usefixtures("sandbox")
def test_flows_are_checked_against_the_templates_that_were_read(
    zapbot: Zapbot, flow: Callable[..., Path], tmp_path: Path
) -> None:
    file = flow("oi")
    file.write_text(file.read_text().replace("keyword: oi", "webhook: oi\n    template: avizo"))
    assert zapbot("flows", "check", file).code == 0
    zapbot("templates", "sync")
    ran = zapbot("flows", "check", file)
    assert (ran.code, "did you mean aviso?" in ran.err) == (1, True)
    assert zapbot("flows", "import", tmp_path / "flows").code == 1
