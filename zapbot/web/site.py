"""All pages people see, and what they see when one cannot be shown."""

from typing import Any
from urllib.parse import quote

from litestar import Response, Router
from litestar.exceptions import NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.response import Redirect

from zapbot.errors import NotFoundError, UsageError
from zapbot.web import pages
from zapbot.web.admin.audit import Audit
from zapbot.web.admin.dead import DeadLetters
from zapbot.web.admin.entry import Entry
from zapbot.web.admin.numbers import Numbers
from zapbot.web.admin.people import People
from zapbot.web.admin.replies import Replies
from zapbot.web.admin.rules import RulesPage
from zapbot.web.admin.tags import Tags
from zapbot.web.admin.teams import Teams
from zapbot.web.admin.templates import TemplatePages
from zapbot.web.admin.tokens import Tokens
from zapbot.web.admin.webhooks import WebhookPages
from zapbot.web.campaigns.overview import Campaigns
from zapbot.web.campaigns.steps import Steps
from zapbot.web.contacts.book import Book
from zapbot.web.contacts.card import Card
from zapbot.web.contacts.merging import Merging
from zapbot.web.contacts.taking_in import TakingIn
from zapbot.web.dashboard import Dashboard
from zapbot.web.flows import Flows
from zapbot.web.inbox.alerts import Alerts
from zapbot.web.inbox.attachments import Attachments
from zapbot.web.inbox.bulk import Bulk
from zapbot.web.inbox.composer import Composer, Mentions
from zapbot.web.inbox.contact import ContactPane
from zapbot.web.inbox.handling import Handling
from zapbot.web.inbox.listing import Listing
from zapbot.web.inbox.message import Message
from zapbot.web.inbox.presence import Present
from zapbot.web.inbox.search import Search
from zapbot.web.inbox.template_picker import TemplatePicker
from zapbot.web.inbox.thread import Thread
from zapbot.web.inbox.transcript import Transcript
from zapbot.web.inbox.views import Views
from zapbot.web.live import LiveStream
from zapbot.web.opened import StartingError
from zapbot.web.pages import AnyRequest
from zapbot.web.palette import Palette
from zapbot.web.profile import Profile
from zapbot.web.reports import Reports
from zapbot.web.sign_in import SignIn, SignOut


def site() -> Router:
    """The pages."""
    return Router(
        "/",
        route_handlers=[
            Book,
            Card,
            ContactPane,
            Merging,
            TakingIn,
            Transcript,
            Reports,
            Dashboard,
            SignIn,
            SignOut,
            Thread,
            Message,
            Listing,
            Composer,
            TemplatePicker,
            Attachments,
            Mentions,
            Handling,
            Present,
            Alerts,
            RulesPage,
            Views,
            Bulk,
            Search,
            LiveStream,
            Palette,
            Steps,
            Campaigns,
            Flows,
            Profile,
            Entry,
            People,
            Teams,
            Replies,
            Tags,
            Audit,
            TemplatePages,
            WebhookPages,
            DeadLetters,
            Numbers,
            Tokens,
        ],
        include_in_schema=False,
        exception_handlers={
            NotAuthorizedException: _to_sign_in,
            PermissionDeniedException: _forbidden,
            NotFoundError: _missing,
            NotFoundException: _missing,
            UsageError: _refused,
            StartingError: _starting,
        },
    )


def _to_sign_in(request: AnyRequest, _: Exception) -> Response[Any]:
    """Whoever is not signed in may do so and then goes on where they wanted to."""
    if request.headers.get("hx-request"):
        return Response("", status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method != "GET" or "text/html" not in request.headers.get("accept", "text/html"):
        return pages.problem(request, 401, "signed_out")
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Redirect("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted)}", status_code=303)


def _forbidden(request: AnyRequest, _: Exception) -> Response[Any]:
    return pages.problem(request, 403, "forbidden")


def _missing(request: AnyRequest, _: Exception) -> Response[Any]:
    return pages.problem(request, 404, "missing")


def _refused(request: AnyRequest, _: Exception) -> Response[Any]:
    return pages.problem(request, 400, "refused")


def _starting(request: AnyRequest, _: Exception) -> Response[Any]:
    return pages.problem(request, 503, "starting")
