"""The business account's templates at Meta: read, handed in, deleted. Cloud API fact sheet, section 10."""

from typing import Any
from urllib.parse import urlencode

import msgspec

from zapbot.connector import Outcome, Refused, TemplateCopy, Unknown, Unsent
from zapbot.templates import Definition
from zapbot.whatsapp import answers, templates
from zapbot.whatsapp.wire import Wire

PAGE = 100
MOST_PAGES = 100
"""A list that goes on longer than any account's is going round in circles."""


async def listed(wire: Wire, url: str) -> list[TemplateCopy] | Outcome:
    """All templates, page after page; a page that fails fails the whole, so that nothing looks deleted."""
    found: list[TemplateCopy] = []
    query = {"fields": templates.FIELDS, "limit": str(PAGE)}
    for _ in range(MOST_PAGES):
        answer = await _asked(wire, "GET", f"{url}?{urlencode(query)}")
        if not isinstance(answer, dict):
            return answer
        found += templates.copies(answer)
        after = templates.next_page(answer)
        if after is None:
            return found
        query["after"] = after
    return Refused(f"the list of templates does not end after {MOST_PAGES} pages")


async def create(wire: Wire, url: str, definition: Definition) -> TemplateCopy | Outcome:
    """Hand in a template."""
    answer = await _asked(wire, "POST", url, msgspec.json.encode(templates.body(definition)))
    return templates.created(definition, answer) if isinstance(answer, dict) else answer


async def delete(wire: Wire, url: str, name: str, remote_id: str | None) -> Outcome | None:
    """Delete a template in one language, or in all."""
    query = {"name": name} | ({"hsm_id": remote_id} if remote_id else {})
    answer = await _asked(wire, "DELETE", f"{url}?{urlencode(query)}")
    return None if isinstance(answer, dict) else answer


async def _asked(wire: Wire, method: str, url: str, body: bytes | None = None) -> dict[str, Any] | Outcome:
    answer = await wire.ask(method, url, body)
    return answer if isinstance(answer, Unsent | Unknown) else answers.management(*answer)
