"""Under which name a request's doings are written down."""

from zapbot.web import sessions
from zapbot.web.pages import AnyRequest


def by(request: AnyRequest) -> str:
    """`user:3`: whoever is signed in; behind a guard there is always somebody."""
    who = sessions.visitor(request)
    assert who is not None
    return f"user:{who.user.id}"
