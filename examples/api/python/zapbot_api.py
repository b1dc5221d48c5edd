"""Send and list messages: `text TO TEXT [KEY]`, `template TO NAME [VALUE ...]`, `list [CONTACT]`."""

import json
import os
import sys
from typing import Any

import httpx


class Zapbot:
    """The few calls most programs need."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/api", headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def send(self, to: str, content: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        """Queue a message; with a key it may be repeated, after a time-out say, and is sent once all the same."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = self._http.post("/messages", json={"to": to, "content": content, "outside": "hold"}, headers=headers)
        return _read(answer)

    def messages(self, **filters: str) -> list[dict[str, Any]]:
        """All messages that fit, page by page."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while cursor is not None:
            page = _read(self._http.get("/messages", params={**filters, "cursor": cursor}))
            found += page["items"]
            cursor = page["next_cursor"]
        return found


def _read(answer: httpx.Response) -> dict[str, Any]:
    """The data, or the sentence that says why there is none."""
    data: dict[str, Any] = answer.json()
    if answer.is_error:
        sys.exit(f"{data['status']}: {data['detail']}")
    return data


def main(command: str, *words: str) -> None:
    """One command."""
    zapbot = Zapbot(os.environ["ZAPBOT_URL"], os.environ["ZAPBOT_TOKEN"])
    if command == "text":
        to, text, *key = words
        shown: Any = zapbot.send(to, {"kind": "text", "text": text}, *key)
    elif command == "template":
        to, name, *values = words
        shown = zapbot.send(to, {"kind": "template", "name": name, "params": values})
    else:
        shown = zapbot.messages(**({"contact": words[0]} if words else {}))
    print(json.dumps(shown, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
