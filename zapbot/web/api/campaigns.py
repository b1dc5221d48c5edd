"""`/api/campaigns`: one template to many people."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.params import JSONBody
from sqlite_utils import Database

from zapbot.desk.access import Caller
from zapbot.model import Media, TemplateButton
from zapbot.store import campaign_report, campaigns
from zapbot.web.api import words
from zapbot.web.api.access import needs
from zapbot.web.api.paging import Cursor, Id, Limit, Page, before, page
from zapbot.web.opened import opened

MOST_RECIPIENTS = 5_000
"""Of one request; longer lists are read from a file: `zapbot campaigns create --csv`."""

Text = Annotated[str, msgspec.Meta(max_length=1024)]
Row = Annotated[dict[str, str | int | float | None], msgspec.Meta(max_length=100)]


class Campaign(msgspec.Struct, frozen=True):
    """A campaign and where it stands; `reason` says why it waits or was paused."""

    id: int
    name: str
    number: str
    template: str
    language: str
    category: str | None
    status: str
    reason: str | None
    rate: float
    created_by: str | None
    starts_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class NewCampaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to send to whom: each recipient has a `phone` and what fills `{places}` of the parameters.

    `rate` is messages a second; `quiet` is 21:00-08:00 or never, by default at night unless it is no marketing.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100, examples=["volta as aulas"])]
    template: Annotated[str, msgspec.Meta(min_length=1, max_length=512, examples=["aviso_entrega"])]
    recipients: Annotated[
        list[Row],
        msgspec.Meta(min_length=1, max_length=MOST_RECIPIENTS, examples=[[{"phone": "+5511987654321", "nome": "Ana"}]]),
    ]
    language: Annotated[str, msgspec.Meta(max_length=20)] = "pt_BR"
    params: Annotated[dict[str, Text], msgspec.Meta(max_length=100, examples=[{"1": "{nome}"}])] = {}
    header: Text | Media | None = None
    buttons: Annotated[list[TemplateButton], msgspec.Meta(max_length=10)] = []
    number: Annotated[str, msgspec.Meta(max_length=100)] = ""
    rate: Annotated[float, msgspec.Meta(gt=0, le=1000)] | None = None
    quiet: Annotated[str, msgspec.Meta(max_length=20, examples=["21:00-08:00"])] | None = None
    starts_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class WrongRow(msgspec.Struct, frozen=True):
    """A recipient, counted from 1, that gets nothing, and why."""

    row: int
    reason: str


class CampaignCreated(msgspec.Struct, frozen=True):
    """The campaign, ready to be started, and what its list held."""

    campaign: Campaign
    valid: int
    invalid: int
    duplicates: int
    opted_out: int
    blocked: int
    in_window: int
    wrong: list[WrongRow]


class Cause(msgspec.Struct, frozen=True):
    """Why some got nothing, and how many."""

    code: int | None
    reason: str
    count: int


class CampaignReport(msgspec.Struct, frozen=True):
    """What became of it; `sent`, `delivered` and `read` each include those that got further."""

    campaign: Campaign
    total: int
    waiting: int
    queued: int
    sent: int
    delivered: int
    read: int
    failed: int
    unknown: int
    canceled: int
    skipped: int
    replied: int
    failures: list[Cause]
    skips: list[Cause]


class Campaigns(Controller):
    """Campaigns: created, started, watched, stopped."""

    path = "/campaigns"
    tags = ["campaigns"]

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def list_campaigns(self, state: State, limit: Limit = 50, cursor: Cursor = "") -> Page[Campaign]:
        """List campaigns, the newest first."""
        with opened(state) as db:
            found = campaigns.listed(db, limit + 1, before(cursor))
        return page([_campaign(one) for one in found], [one.id for one in found], limit)

    @post("/", guards=[needs("campaigns:write")], sync_to_thread=True)
    def create_campaign(
        self, data: JSONBody[NewCampaign], request: Request[Caller, Any, State], state: State
    ) -> CampaignCreated:
        """Freeze a campaign's recipients; nothing is sent before it is started."""
        from zapbot.desk import campaign_create, campaign_people

        plan = _plan(data, request.user, state)
        with opened(state) as db:
            people = campaign_people.from_rows(db, data.recipients, time.time())
            created = campaign_create.create(db, plan, people, time.time)
            campaign = _campaign(campaigns.get(db, created.id))
        count = created.count
        wrong = [WrongRow(row, reason) for row, reason in count.wrong]
        return CampaignCreated(
            campaign,
            count.valid,
            count.invalid,
            count.duplicates,
            count.opted_out,
            count.blocked,
            count.in_window,
            wrong,
        )

    @get("/{id:int}", guards=[needs("read")], sync_to_thread=True)
    def get_campaign(self, id: Id, state: State) -> CampaignReport:
        """Give a campaign with what became of its messages."""
        with opened(state) as db:
            report = campaign_report.report(db, id)
        counts = {name: getattr(report, name) for name in CampaignReport.__struct_fields__}
        causes = {
            name: [Cause(one.code, one.reason, one.count) for one in getattr(report, name)]
            for name in ("failures", "skips")
        }
        return CampaignReport(**{**counts, **causes, "campaign": _campaign(report.campaign)})

    @post("/{id:int}/start", guards=[needs("campaigns:write")], status_code=200, sync_to_thread=True)
    def start_campaign(self, id: Id, state: State) -> Campaign:
        """Begin to send."""
        from zapbot.desk import campaigns as verbs

        return _move(state, id, verbs.start)

    @post("/{id:int}/pause", guards=[needs("campaigns:write")], status_code=200, sync_to_thread=True)
    def pause_campaign(self, id: Id, state: State) -> Campaign:
        """Send nothing more of it until it is resumed."""
        from zapbot.desk import campaigns as verbs

        return _move(state, id, verbs.pause)

    @post("/{id:int}/resume", guards=[needs("campaigns:write")], status_code=200, sync_to_thread=True)
    def resume_campaign(self, id: Id, state: State) -> Campaign:
        """Go on with a campaign that is paused."""
        from zapbot.desk import campaigns as verbs

        return _move(state, id, verbs.resume)

    @post("/{id:int}/stop", guards=[needs("campaigns:write")], status_code=200, sync_to_thread=True)
    def stop_campaign(self, id: Id, state: State) -> Campaign:
        """End a campaign for good."""
        from zapbot.desk import campaigns as verbs

        return _move(state, id, verbs.stop)


def _move(state: State, id: int, verb: Callable[[Database, int, float], object]) -> Campaign:
    with opened(state) as db:
        verb(db, id, time.time())
        campaign = campaigns.get(db, id)
    state.queue.nudge("campaigns")
    return _campaign(campaign)


def _plan(data: NewCampaign, caller: Caller, state: State) -> Any:
    """What the campaign is to be."""
    from zapbot.desk.campaign_create import Plan
    from zapbot.desk.campaign_message import pattern

    return Plan(
        data.name,
        pattern(data.template, data.language, data.params, data.header, tuple(data.buttons)),
        data.rate or state.settings.messages_per_second,
        data.number,
        data.quiet,
        words.seconds(data.starts_at, "starts_at"),
        caller.name,
        "the API",
    )


def _campaign(one: campaigns.Campaign) -> Campaign:
    plain = {name: getattr(one, name) for name in Campaign.__struct_fields__}
    times = {name: words.maybe(plain[name]) for name in ("starts_at", "created_at", "started_at", "finished_at")}
    return Campaign(**{**plain, **times})
