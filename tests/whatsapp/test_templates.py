"""Templates at Meta over real HTTP, read as they are kept there and handed in as they are taken."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, Starter
from tests.sandbox.conftest import start as start
from zapbot.connector import Hold, Outcome, Refused, Stop, TemplateCopy, Unsent
from zapbot.templates import Button, Definition, Header
from zapbot.whatsapp import templates
from zapbot.whatsapp.client import CloudApi

NEW = Definition(
    name="aviso_novo",
    header=Header("text", "Pedido {{1}}", "A-42"),
    body="Olá {{nome}}, seu pedido sai hoje com {{quem}}.",
    footer="Padaria Aurora",
    buttons=(
        Button("quick_reply", "Obrigado"),
        Button("url", "Acompanhar", "https://loja.example/p/{{1}}", example="https://loja.example/p/A-42"),
        Button("phone_number", "Ligar", phone="+551140000000"),
    ),
    examples={"nome": "Ana", "quem": "os Correios"},
)


def ask(sandbox: Sandbox, call: Callable[[CloudApi], Awaitable[Any]], **changed: Any) -> Any:
    """Ask the account something through the connector."""
    config = sandbox.config
    about = {"url": sandbox.url, "token": config.access_token, "account": config.business_account_id, **changed}

    async def run() -> Any:
        numbers = (config.phone_number_id,)
        api = CloudApi(about["url"], "v26.0", numbers, about["token"], config.app_secret, about["account"])
        try:
            return await call(api)
        finally:
            await api.close()

    return asyncio.run(run())


def listed(sandbox: Sandbox, **changed: Any) -> list[TemplateCopy] | Outcome:
    """What `list_templates` says."""
    found: list[TemplateCopy] | Outcome = ask(sandbox, lambda api: api.list_templates(), **changed)
    return found


def test_every_page_of_a_long_list_is_read(start: Starter) -> None:
    sandbox = start(first_templates=False)
    names = [f"aviso_{number}" for number in range(230)]
    for name in names:
        sandbox.ask("POST", "templates", {"name": name, "components": [{"type": "BODY", "text": "Olá"}]})
    found = listed(sandbox)
    assert isinstance(found, list)
    assert [copy.definition.name for copy in found] == names


def test_an_account_without_templates_has_none(start: Starter) -> None:
    assert listed(start(first_templates=False)) == []


def test_what_is_handed_in_comes_back_as_it_was(start: Starter) -> None:
    sandbox = start(first_templates=False, review_seconds=60)
    created = ask(sandbox, lambda api: api.create_template(NEW))
    assert (created.definition, created.status) == (NEW, "PENDING")
    assert listed(sandbox) == [TemplateCopy(NEW, "PENDING", created.remote_id, "UNKNOWN")]


def test_numbered_variables_come_back_with_their_examples(start: Starter) -> None:
    sandbox = start(first_templates=False)
    numbered = Definition(name="a", body="Olá {{1}}, até {{2}} na nossa loja.", examples={"1": "Ana", "2": "amanhã"})
    ask(sandbox, lambda api: api.create_template(numbered))
    found = listed(sandbox)
    assert isinstance(found, list)
    assert (found[0].definition, found[0].definition.named) == (numbered, False)


def test_one_language_is_deleted_by_its_id(start: Starter) -> None:
    sandbox = start()
    found = listed(sandbox)
    assert isinstance(found, list)
    aviso = next(copy for copy in found if copy.definition.name == "aviso")
    assert ask(sandbox, lambda api: api.delete_template("aviso", aviso.remote_id)) is None
    left = listed(sandbox)
    assert isinstance(left, list)
    assert len(left) == len(found) - 1
    again = ask(sandbox, lambda api: api.delete_template("aviso"))
    assert again == Refused("No template named aviso was found.", 100)


def test_what_meta_does_not_take_is_refused_with_its_words(start: Starter) -> None:
    wrong = Definition(name="a", body="Seu código é {{1}}", examples={"1": "42"})
    outcome = ask(start(), lambda api: api.create_template(wrong))
    assert outcome == Refused("Variables can't be at the start or end of the template.", 100)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [({"token": "outro"}, Stop), ({"account": "111"}, Stop), ({"url": "http://127.0.0.1:1"}, Unsent)],
)
def test_a_list_that_cannot_be_read_says_why(start: Starter, changed: dict[str, str], kind: type[Outcome]) -> None:
    assert isinstance(listed(start(), **changed), kind)


def test_a_page_of_nonsense_loses_nothing_else() -> None:
    good = {"name": "a", "language": "en-US", "status": "approved", "category": "utility", "components": None}
    found = templates.copies({"data": [None, {}, {"name": "x"}, 7, good]})
    assert found == [TemplateCopy(Definition(name="a", language="en_US", category="UTILITY"), "APPROVED")]


@pytest.mark.parametrize("paging", [None, {}, {"cursors": {"after": "x"}}, {"next": "https://elsewhere.example/"}])
def test_a_page_is_the_last_one_unless_it_names_another_by_its_cursor(paging: Any) -> None:
    assert templates.next_page({"paging": paging}) is None
    assert templates.next_page({"paging": {"next": "https://x.example", "cursors": {"after": "x"}}}) == "x"


def test_parts_without_words_are_named() -> None:
    parts = [{"type": "BODY", "text": "a"}, {"type": "CAROUSEL", "cards": []}]
    (copy,) = templates.copies({"data": [{"name": "a", "language": "pt_BR", "components": parts}]})
    assert copy.definition.other == ("carousel",)


def test_a_score_and_a_reason_are_read_however_they_are_written() -> None:
    assert [templates.quality(value) for value in ({"score": "GREEN"}, "RED", None, 7)] == ["GREEN", "RED", None, None]
    assert [templates.reason(value) for value in ("NONE", None, "SCAM", "")] == [None, None, "SCAM", None]


def test_too_many_calls_are_waited_for(start: Starter) -> None:
    from zapbot.whatsapp import answers

    told = answers.management(400, b'{"error": {"message": "m", "code": 80007, "error_user_msg": "Espere"}}')
    assert told == Hold("Espere", 300.0, 80007, scope="number")
