"""The action that opens a WhatsApp Flow (Cloud API, sending a flow)."""

from __future__ import annotations

import unicodedata

from zapbot.sandbox.faults import GraphError
from zapbot.sandbox.shapes.fields import Fields


def action(value: Fields) -> None:
    """`{"name": "flow", "parameters": {...}}` with a flow id or a flow name."""
    value.choice("name", "flow")
    parameters = value.object("parameters")
    parameters.choice("flow_message_version", "3")
    if ("flow_id" in parameters) == ("flow_name" in parameters):
        raise GraphError(131009, f"{parameters.path} must have either flow_id or flow_name.")
    parameters.maybe_text("flow_id")
    parameters.maybe_text("flow_name")
    _cta(parameters)
    parameters.maybe_text("flow_token")
    if "mode" in parameters:
        parameters.choice("mode", "draft", "published")
    _opening(parameters)
    parameters.done()
    value.done()


def _cta(parameters: Fields) -> None:
    """The button: 20 characters and no emoji are what every client shows."""
    title = parameters.text("flow_cta", 20)
    if any(ord(char) > 0x2190 and unicodedata.category(char) == "So" for char in title):
        raise parameters.invalid("flow_cta", "must not contain emoji")


def _opening(parameters: Fields) -> None:
    how = "navigate"
    if "flow_action" in parameters:
        how = parameters.choice("flow_action", "navigate", "data_exchange")
    payload = parameters.maybe_object("flow_action_payload")
    if payload is None:
        return
    if how == "data_exchange":
        raise parameters.invalid("flow_action_payload", "is not allowed with flow_action data_exchange")
    payload.text("screen")
    data = payload.maybe_object("data")
    if data and data.empty:
        raise payload.invalid("data", "must not be empty")
    payload.done()
