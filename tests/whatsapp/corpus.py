"""The webhook bodies of `tests/fixtures/webhooks`, by name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent / "fixtures" / "webhooks"
PHONE_NUMBER_ID = "800000000000001"
RECEIVED_AT = 1_790_001_000.0
"""Just after the newest message of the corpus was written."""


def names(*folders: str) -> list[str]:
    """Every file of some folders, as `inbound/text.json`."""
    return [f"{folder}/{file.name}" for folder in folders for file in sorted((ROOT / folder).iterdir())]


def body(name: str) -> bytes:
    """The bytes of a POST."""
    return (ROOT / name).read_bytes()


def values(name: str) -> Iterator[dict[str, Any]]:
    """The `value` objects of a well-formed POST that are about our number."""
    for entry in json.loads(body(name)).get("entry", []):
        for change in entry["changes"]:
            value = change.get("value")
            if isinstance(value, dict) and value.get("metadata", {}).get("phone_number_id") == PHONE_NUMBER_ID:
                yield value
