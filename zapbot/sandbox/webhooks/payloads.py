"""The webhook bodies Meta posts (Cloud API, webhook envelope, inbound messages and statuses)."""

from __future__ import annotations

import time
from typing import Any

from zapbot.sandbox.config import SandboxConfig
from zapbot.sandbox.customers import Customer


def envelope(config: SandboxConfig, field: str, value: dict[str, Any]) -> dict[str, Any]:
    """One change of one account."""
    change = {"value": value, "field": field}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": config.business_account_id, "changes": [change]}],
    }


def timed(config: SandboxConfig, field: str, value: dict[str, Any]) -> dict[str, Any]:
    """One change of the account itself, which tells when it happened."""
    body = envelope(config, field, value)
    body["entry"][0]["time"] = int(time.time())
    return body


def message(config: SandboxConfig, customer: Customer, written: dict[str, Any], number: str = "") -> dict[str, Any]:
    """One message of one customer to a number; system messages carry no contacts."""
    value = _value(config, number)
    if written.get("type") != "system":
        value["contacts"] = [_contact(customer)]
    value["messages"] = [written]
    return envelope(config, "messages", value)


def status(config: SandboxConfig, customer: Customer | None, entry: dict[str, Any], number: str = "") -> dict[str, Any]:
    """One status of one message sent from a number; failed ones carry no contacts."""
    value = _value(config, number)
    if customer and entry["status"] != "failed":
        value["contacts"] = [_contact(customer)]
    value["statuses"] = [entry]
    return envelope(config, "messages", value)


def _value(config: SandboxConfig, number: str) -> dict[str, Any]:
    id = number or config.phone_number_id
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": config.numbers[id], "phone_number_id": id},
    }


def _contact(customer: Customer) -> dict[str, Any]:
    profile = {"name": customer.name}
    if customer.username:
        profile["username"] = customer.username
    contact: dict[str, Any] = {"profile": profile}
    if customer.phone:
        contact["wa_id"] = customer.phone
    contact["user_id"] = customer.user_id
    return contact
