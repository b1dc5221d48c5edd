"""Webhook bodies as Meta sends them, made quickly."""

import json
from typing import Any

from tests.whatsapp.corpus import PHONE_NUMBER_ID

T0 = 1_790_000_000.0
ANA, BRUNO, CARLA = "5511955550101", "5521955550102", "5531985550103"
BSUIDS = {
    ANA: "BR.70000000000000000001",
    BRUNO: "BR.70000000000000000011",
    CARLA: "BR.70000000000000000012",
}
NAMES = {ANA: "Ana Ribeiro", BRUNO: "Bruno Lima", CARLA: "Carla Souza"}


def post(*messages: dict[str, Any], statuses: tuple[dict[str, Any], ...] = (), number: str = PHONE_NUMBER_ID) -> bytes:
    """One POST of messages and statuses."""
    froms = dict.fromkeys(message["from"] for message in messages if message.get("from") in NAMES)
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140000000", "phone_number_id": number},
        "contacts": [
            {"profile": {"name": NAMES[who]}, "wa_id": who, "user_id": BSUIDS[who]} for who in reversed(list(froms))
        ],
    }
    value |= {"messages": list(messages)} if messages else {}
    value |= {"statuses": list(statuses)} if statuses else {}
    return change("messages", value)


def change(field: str, value: dict[str, Any]) -> bytes:
    """One POST of one change."""
    entry = {"id": "900000000000001", "changes": [{"field": field, "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def message(id: str, kind: str, content: Any, who: str = ANA, at: float = T0, **more: Any) -> dict[str, Any]:
    """One inbound message."""
    named = {"from": who} | ({"from_user_id": BSUIDS[who]} if who in BSUIDS else {})
    return {**named, "id": id, "timestamp": str(int(at)), "type": kind, kind: content, **more}


def text(id: str, body: str, who: str = ANA, at: float = T0, **more: Any) -> dict[str, Any]:
    """A text."""
    return message(id, "text", {"body": body}, who, at, **more)


def tap(id: str, option: str, title: str, who: str = ANA, at: float = T0) -> dict[str, Any]:
    """A button that was tapped."""
    reply = {"type": "button_reply", "button_reply": {"id": option, "title": title}}
    return message(id, "interactive", reply, who, at)


def reaction(id: str, target: str, emoji: str, at: float = T0) -> dict[str, Any]:
    """A reaction."""
    return message(id, "reaction", {"message_id": target, "emoji": emoji}, at=at)


def system(id: str, old: str, new: str, at: float = T0) -> dict[str, Any]:
    """A person changed number."""
    said = {"body": f"User A changed from {old} to {new}", "wa_id": new, "type": "user_changed_number"}
    return {"from": old, "id": id, "timestamp": str(int(at)), "type": "system", "system": said}


def new_user_id(id: str, old: str, new: str, at: float = T0) -> dict[str, Any]:
    """A person got another user id."""
    said = {"body": f"User A changed from {old} to {new}", "user_id": new, "type": "user_changed_user_id"}
    return {"id": id, "timestamp": str(int(at)), "type": "system", "system": said}


def echo(id: str, body: str, to: str = ANA, at: float = T0) -> bytes:
    """What staff wrote on the phone."""
    written = {"from": "551140000000", "to": to, "id": id, "timestamp": str(int(at))}
    echoes = [{**written, "type": "text", "text": {"body": body}}]
    metadata = {"display_phone_number": "551140000000", "phone_number_id": PHONE_NUMBER_ID}
    return change("smb_message_echoes", {"metadata": metadata, "message_echoes": echoes})


def status(id: str, name: str, callback: str | None = None, at: float = T0, **more: Any) -> dict[str, Any]:
    """What became of a message of ours."""
    told = {"id": id, "status": name, "timestamp": str(int(at)), "recipient_id": ANA, **more}
    return told | ({"biz_opaque_callback_data": callback} if callback else {})


def failed(id: str, code: int, callback: str | None = None, at: float = T0) -> dict[str, Any]:
    """A message of ours that failed after it was accepted."""
    return status(id, "failed", callback, at, errors=[{"code": code, "title": "failed"}])
