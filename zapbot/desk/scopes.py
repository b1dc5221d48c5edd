"""What somebody may do with the API, in words a token can hold; a role is a set of them."""

READ = "read"
ADMIN = "admin"
"""Stands for all the others."""

SCOPES = (
    READ,
    "messages:write",
    "contacts:write",
    "flows:start",
    "campaigns:write",
    "templates:write",
    "media:write",
    "webhooks:write",
    ADMIN,
)

_AGENT = frozenset({READ, "messages:write", "contacts:write", "flows:start", "media:write"})
OF_ROLE = {
    "admin": frozenset(SCOPES),
    "supervisor": _AGENT | {"campaigns:write", "templates:write"},
    "agent": _AGENT,
}


def allow(given: frozenset[str], needed: str) -> bool:
    """Whether these scopes are enough."""
    return needed in given or ADMIN in given
