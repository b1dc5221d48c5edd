"""The API called in every way its own description allows, and in some it forbids: no surprise in the answers."""

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.desk import approved
from tests.desk.office import FLOW
from tests.stack import SECRETS, until
from zapbot import settings as configuration
from zapbot.connector import Sender
from zapbot.desk import flow_files, identify, tokens
from zapbot.desk.campaign_create import Plan, create
from zapbot.desk.campaign_message import pattern
from zapbot.desk.campaign_people import from_rows
from zapbot.desk.submit import Submission, submit
from zapbot.model import Text
from zapbot.store import media, numbers, webhook_deliveries, webhooks, windows
from zapbot.store.db import connect, transaction
from zapbot.store.migrations import migrate
from zapbot.web.api.openapi import build
from zapbot.web.api.routes import api
from zapbot.web.server import create_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [(method.upper(), path) for path, item in build(api())["paths"].items() for method in item]
EXAMPLES = 20

FILE = b"GIF89a" + bytes(100)
AIMS: dict[str, Callable[[Any], Any]] = {
    "to": lambda to: f"contact:{len(to) % 3 + 1}",
    "phone": lambda phone: f"+55119{70_000_000 + zlib.crc32(phone.encode()) % 10_000_000}",
    "number": lambda _: "",
    "reply_to": lambda _: None,
    "at": lambda _: None,
    "url": lambda _: "https://crm.example/zapbot",
    "events": lambda _: ["message.received"],
    "template": lambda _: "lembrete",
    "language": lambda _: "pt_BR",
    "recipients": lambda rows: [{**row, "phone": f"+551197{n:07}", "nome": "Ana"} for n, row in enumerate(rows)],
    "params": lambda params: {"1": "{nome}", "2": "hoje"} if isinstance(params, dict) else params,
    "header": lambda _: None,
    "buttons": lambda _: [],
    "quiet": lambda _: "never",
}
"""What stands in for a field of a body, drawn from what was made up for it."""

NEEDS_MORE = {"/api/auth/token", "/api/auth/revoke", "/api/flows/{id}/start", "/api/webhooks/{id}/test"}
NEEDS_MORE |= {f"/api/campaigns/{{id}}/{verb}" for verb in ("pause", "resume")}
"""What succeeds only after something else was done first; other tests see to that."""

Call = Callable[[str, str, GenerationMode], set[int]]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Calls an operation of a business that has a little of everything, in this process."""
    folder = tmp_path_factory.mktemp("fuzz")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**SECRETS, "ZAPBOT_API_PER_MINUTE": "1000000"}.items():
            patch.setenv(name, value)
        application = create_app(configuration.load(data_dir=folder))
    headers = {"Authorization": f"Bearer {_seed(folder)}"}
    schema: Any = schemathesis.openapi.from_asgi("/api/schema/openapi.json", application)
    until(application.state.ready.is_set, 20, "the store is open")

    def run(method: str, path: str, mode: GenerationMode) -> set[int]:
        seen: set[int] = set()

        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=HealthCheck
        )
        @given(case=schema[path][method].as_strategy(generation_mode=mode))
        def each(case: Any) -> None:
            if mode is GenerationMode.POSITIVE:
                _aim(case)
            seen.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

        each()
        return seen

    yield run
    shutdown_lifespans()


def _aim(case: Any) -> None:
    """Have a call meet somebody: of all the names and ids there could be, hardly one exists."""
    known = {"name": "lembrete", "language": "pt_BR"}
    known |= {"id": "ola"} if "flows" in case.path else {"id": f"sha256:{sha256(FILE).hexdigest()}"}
    for name, value in (case.path_parameters or {}).items():
        case.path_parameters[name] = value % 3 + 1 if isinstance(value, int) else known[name]
    if isinstance(case.body, dict):
        given = {name: aim(case.body[name]) for name, aim in AIMS.items() if name in case.body}
        case.body |= given


def _seed(folder: Path) -> str:
    """Some of everything the API has a noun for; the token of who may do all."""
    migrate(folder)
    now, number = time.time(), SECRETS["ZAPBOT_WHATSAPP_PHONE_NUMBER_ID"]
    file = folder / "flow.yaml"
    file.write_text(FLOW)
    with closing(connect(folder)) as db:
        with transaction(db):
            numbers.adopt(db, (number,), now)
            for digits in ("5511955550101", "5511955550102", "5511955550103"):
                id = identify.contact(db, Sender(wa_id=digits, name="Ana"), now, now)
                windows.wrote(db, id, number, now)
            for _ in range(3):
                id = webhooks.add(db, "https://127.0.0.1:9/none", [], now)
                webhook_deliveries.add(db, id, "contact.created", "{}", now)
            approved.keep(db, approved.NUMBERED, at=now)
        for to in ("contact:1", "contact:2", "contact:3"):
            submit(db, Submission(to, Text("oi")), "api", now)
        for name in ("a", "b", "c"):
            plan = Plan(name, pattern("lembrete", "pt_BR", {"1": "{nome}", "2": "hoje"}), 80.0)
            people = from_rows(db, [{"phone": "+5511955550101", "nome": "Ana"}], now)
            create(db, plan, people, time.time)
        flow_files.import_(db, flow_files.read([file]), now)
        token = tokens.add(db, "fuzz", ("admin",), "cli", now, None).token
    media.put(folder, FILE)
    return token


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_the_description_allows_never_breaks_the_server(call: Call, method: str, path: str) -> None:
    seen = call(method, path, GenerationMode.POSITIVE)
    assert path in NEEDS_MORE or any(status < 300 for status in seen)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_the_description_forbids_never_breaks_the_server(call: Call, method: str, path: str) -> None:
    assert call(method, path, GenerationMode.NEGATIVE)


def test_the_description_is_complete() -> None:
    for item in build(api())["paths"].values():
        for operation in item.values():
            assert operation["summary"], operation["operationId"]
            assert operation["tags"]
            assert {"400", "401", "404", "429", "503"} <= operation["responses"].keys()
