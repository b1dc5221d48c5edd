"""Webhook bodies for load: statuses of messages nobody knows, and customers who write."""

import json
from typing import Any

NUMBER = "800000000000001"


def envelope(value: dict[str, Any]) -> bytes:
    """A whole body around one value."""
    metadata = {"display_phone_number": "551140000000", "phone_number_id": NUMBER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    change = {"value": value, "field": "messages"}
    entry = {"id": "900000000000001", "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}, separators=(",", ":")).encode()


def text(number: int, words: str, customer: int, at: int) -> bytes:
    """A customer writes; `number` makes the message's id."""
    phone = f"5511{900000000 + customer}"
    contact = {"profile": {"name": f"Cliente {customer}"}, "wa_id": phone, "user_id": f"BR.{customer:020d}"}
    message = {
        "from": phone,
        "from_user_id": f"BR.{customer:020d}",
        "id": f"wamid.IN{number}",
        "timestamp": str(at),
        "type": "text",
        "text": {"body": words},
    }
    return envelope({"contacts": [contact], "messages": [message]})


def status(wamid: str, name: str, customer: int, at: int, callback: str | None = None) -> bytes:
    """What became of a message."""
    phone = f"5511{900000000 + customer}"
    told: dict[str, Any] = {"id": wamid, "status": name, "timestamp": str(at), "recipient_id": phone}
    if callback:
        told["biz_opaque_callback_data"] = callback
    return envelope({"statuses": [told]})
