"""The templates are kept as Meta has them, by real processes: read by the worker, changed by webhooks, refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Stack, until
from zapbot.desk.template_file import EXAMPLE


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Sandbox, server and worker, once the worker has read the templates."""
    with Stack(tmp_path) as running:
        running.start("sandbox", "serve")
        running.start("worker")
        until(lambda: status(running, "aviso") == "APPROVED", 40, "the worker reads the templates by itself")
        yield running


def status(stack: Stack, name: str) -> str:
    """Where zapbot believes a template stands."""
    done = stack.zapbot("templates", "list", "--json")
    assert done.returncode == 0, done.stderr
    return next((one["status"] for one in json.loads(done.stdout) if one["name"] == name), "")


def change(stack: Stack, name: str, **told: Any) -> None:
    """Meta changes a template."""
    nodes = stack.api("GET", "templates")["templates"]
    id = next(node["id"] for node in nodes if node["name"] == name)
    stack.api("PATCH", f"templates/{id}", json=told)


def test_a_paused_template_is_refused_with_its_reason_and_goes_out_when_it_is_back(stack: Stack) -> None:
    customer = stack.customer(phone="5511987650001")
    change(stack, "aviso", status="PAUSED", title="FIRST_PAUSE")
    until(lambda: status(stack, "aviso") == "PAUSED", 20, "the pause is told by a webhook")
    refused = stack.zapbot("send", "5511987650001", "--template", "aviso")
    assert refused.returncode == 1
    assert "is paused by Meta because customers did not like it: FIRST_PAUSE" in refused.stderr
    assert stack.heard(customer) == []
    change(stack, "aviso", status="APPROVED")
    until(lambda: status(stack, "aviso") == "APPROVED", 20, "the end of the pause is told too")
    sent = stack.zapbot("send", "5511987650001", "--template", "aviso")
    assert sent.returncode == 0, sent.stderr
    until(lambda: stack.heard(customer) == ["template"], 20, "the customer gets it")


def test_a_template_handed_in_is_approved_by_its_webhook(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "aviso.yaml"
    file.write_text(EXAMPLE.replace("aviso_entrega", "aviso_novo"))
    handed_in = stack.zapbot("templates", "create", str(file))
    assert handed_in.stdout == "aviso_novo (pt_BR): PENDING\n"
    until(lambda: status(stack, "aviso_novo") == "APPROVED", 20, "the review ends")
