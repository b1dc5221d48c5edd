"""Errors in Meta's two shapes: the body of a refused request and the entry of a failed status."""

from __future__ import annotations

from typing import Any

from zapbot.sandbox.codes import code as lookup
from zapbot.sandbox.identifiers import trace_id

HREF = "/documentation/business-messaging/whatsapp/support/error-codes"


class GraphError(Exception):
    """A request the Graph API refuses (Cloud API, error codes)."""

    def __init__(
        self,
        code: int,
        details: str | None = None,
        *,
        message: str | None = None,
        http_status: int | None = None,
        kind: str = "OAuthException",
        subcode: int | None = None,
    ) -> None:
        known = lookup(code)
        self.code = code
        self.details = details
        self.message = message or f"(#{code}) {known.title}"
        self.http_status = http_status or known.http_status
        self.kind = kind
        self.subcode = subcode or known.subcode
        super().__init__(details or self.message)

    def body(self) -> dict[str, Any]:
        """The JSON Meta answers."""
        error: dict[str, Any] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = trace_id()
        return {"error": error}


def armed(code: int, details: str | None = None, http_status: int | None = None) -> GraphError:
    """The refusal a fault rule asks for, with Meta's own details."""
    return GraphError(code, details or lookup(code).details, http_status=http_status)


def entry(code: int, details: str | None = None) -> dict[str, Any]:
    """One element of `statuses[].errors[]`."""
    known = lookup(code)
    return {
        "code": code,
        "title": known.title,
        "message": known.title,
        "error_data": {"details": details or known.details},
        "href": HREF,
    }
