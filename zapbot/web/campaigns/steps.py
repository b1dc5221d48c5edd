"""A new campaign, step by step: whom it is for, which template, what stands in it and when, a look, made."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from litestar import Controller, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import File, Redirect

from zapbot.errors import NotFoundError, UsageError
from zapbot.store import templates
from zapbot.store.templates import Template
from zapbot.web import catalogue, pages, sessions, spoken
from zapbot.web.campaigns import asked as fields
from zapbot.web.campaigns.asked import Asked
from zapbot.web.campaigns.jobs import Job, Jobs
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest

if TYPE_CHECKING:
    from sqlite_utils import Database

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
MOST_UPLOADED = 64 * 1024 * 1024


class Steps(Controller):
    """The steps. Until the last, all that was said travels in the address: going back loses nothing."""

    path = "/campaigns/new"
    include_in_schema = False
    guards = [sessions.supervisor]

    @get("/", sync_to_thread=True)
    def whom(self, request: AnyRequest, state: State) -> Response[Any]:
        """First: whom it is for."""
        return _whom(request, state, fields.read(request.query_params))

    @post("/list", status_code=200, request_max_body_size=MOST_UPLOADED)
    async def upload(self, request: AnyRequest, state: State) -> Response[Any]:
        """A list comes in; it is kept in a file, not in memory."""
        from zapbot.web.campaigns import lists

        given = (await request.form()).get(fields.LIST)
        if not isinstance(given, UploadFile) or not given.filename:
            return await asyncio.to_thread(_whom, request, state, Asked(), "campaigns.wrong.no_list")
        try:
            token = await asyncio.to_thread(lists.keep, state.settings.data_dir, given.file)
        except UsageError as error:
            return await asyncio.to_thread(_whom, request, state, Asked(), said=str(error))
        return _to("/campaigns/new/template", Asked({fields.LIST: token}))

    @get("/count", sync_to_thread=True)
    def count(self, request: AnyRequest, state: State) -> Response[Any]:
        """How many contacts meet the conditions as they stand in the form."""
        from zapbot.store import audience

        asked = fields.read(request.query_params)
        with opened(state) as db:
            count = audience.count(db, asked.audience, time.time()) if asked.names_somebody else None
        return _page(request, "campaigns/_count.html", count=count)

    @get("/template", sync_to_thread=True)
    def template(self, request: AnyRequest, state: State) -> Response[Any]:
        """Second: which template."""
        from zapbot.desk.template_preview import preview
        from zapbot.web.campaigns.places import can_be_sent

        asked = fields.read(request.query_params)
        wrong = _wrong_audience(asked)
        if wrong:
            return _whom(request, state, asked, wrong)
        with opened(state) as db:
            known = templates.listed(db)
        usable = [one for one in known if one.usable and one.definition and can_be_sent(one.definition)]
        shown = [(one, preview(one.definition)) for one in usable if one.definition]
        return _page(request, "campaigns/template.html", asked=asked, shown=shown, others=len(known) - len(usable))

    @get("/message", sync_to_thread=True)
    def message(self, request: AnyRequest, state: State) -> Response[Any]:
        """Third: what stands in its places, and when it goes out."""
        return _message(request, state, fields.read(request.query_params))

    @get("/preview", sync_to_thread=True)
    def preview(self, request: AnyRequest, state: State) -> Response[Any]:
        """The first one's message with what stands in the form."""
        asked = fields.read(request.query_params)
        with opened(state) as db:
            shown = _first_message(state, db, asked, _template(db, asked))
        return _page(request, "campaigns/_first.html", shown=shown)

    @post("/check", status_code=200, sync_to_thread=True)
    def check(self, request: AnyRequest, state: State, data: Form) -> Response[Any]:
        """Begin to go through the list, with nothing written."""
        from zapbot.web.campaigns import checked

        asked = fields.read(data)
        with opened(state) as db:
            definition = _definition(_template(db, asked))
            wrong = checked.problems(db, asked, definition, state.settings)
        if wrong:
            return _message(request, state, asked, wrong)
        job = _start(request, state, asked, write=False)
        return Redirect(f"/campaigns/new/check/{job.id}", status_code=303)

    @get("/check/{job:str}", sync_to_thread=True)
    def look(self, request: AnyRequest, state: State, job: FromPath[str]) -> Response[Any]:
        """Fourth: what the list holds; how far it is until that is known."""
        found = _jobs(state).get(job, _user(request))
        if found is None:
            return Redirect("/campaigns/new?lost=1", status_code=303)
        return _checked(request, state, found)

    @post("/check/{job:str}/create", status_code=200, sync_to_thread=True)
    def create(self, request: AnyRequest, state: State, job: FromPath[str]) -> Response[Any]:
        """Last: make it. It is sent only when somebody starts it."""
        found = _jobs(state).get(job, _user(request))
        if found is None:
            return Redirect("/campaigns/new?lost=1", status_code=303)
        made = _start(request, state, found.asked, write=True)
        return Redirect(f"/campaigns/new/check/{made.id}", status_code=303)

    @get("/check/{job:str}/wrong.csv", sync_to_thread=True)
    def wrong(self, request: AnyRequest, state: State, job: FromPath[str]) -> Response[Any]:
        """Every line without a message, with its reason."""
        from zapbot.desk import campaign_wrong
        from zapbot.web.campaigns import files, people, places

        found = _jobs(state).get(job, _user(request))
        if found is None:
            raise NotFoundError("this list is here no more: upload it again")
        words, now = catalogue.words(pages.language(request)), time.time()
        path, remove = files.scratch(state.settings.data_dir)
        with opened(state) as db:
            pattern = places.message(_definition(_template(db, found.asked)), found.asked)
            listed, _ = people.found(db, state.settings.data_dir, found.asked, now)
            head = (words["campaigns.line"], words["campaigns.reason"])
            campaign_wrong.write(db, pattern, listed, path, now, head, partial(spoken.spoken, words))
        name = f"{words['campaigns.wrong_file']}.csv"
        return File(path, filename=name, media_type="text/csv; charset=utf-8", background=BackgroundTask(remove))


def _whom(
    request: AnyRequest, state: State, asked: Asked, wrong: str | None = None, said: str | None = None
) -> Response[Any]:
    from zapbot.store import audience, contact_fields, contact_pane

    with opened(state) as db:
        known = {"tags": contact_pane.tags(db), "fields": contact_fields.names(db)}
        everybody = audience.count(db, (), time.time())
    error = {"wrong": wrong, "said": said, "lost": "lost" in request.query_params}
    status = 422 if wrong or said else 200
    return _page(request, "campaigns/whom.html", status, asked=asked, everybody=everybody, **known, **error)


def _wrong_audience(asked: Asked) -> str | None:
    if not asked.silent_is_right:
        return "campaigns.wrong.silent"
    return None if asked.names_somebody else "campaigns.wrong.nobody"


def _message(request: AnyRequest, state: State, asked: Asked, wrong: Mapping[str, str] | None = None) -> Response[Any]:
    from zapbot.desk import quiet
    from zapbot.web.campaigns import checked, people, places

    with opened(state) as db:
        template = _template(db, asked)
        columns = people.columns(db, state.settings.data_dir, asked)
        shown = _first_message(state, db, asked, template)
    found = places.places(_definition(template))
    return _page(
        request,
        "campaigns/message.html",
        422 if wrong else 200,
        asked=_prefilled(asked, found, columns),
        chosen=template,
        places=found,
        columns=columns,
        common={*people.COMMON} - {*people.listed(state.settings.data_dir, asked)},
        shown=shown,
        wrong=wrong or {},
        numbers=state.settings.numbers,
        rate=checked.default_rate(state.settings),
        night=quiet.spell(quiet.NIGHT),
        always=template.category == "UTILITY",
    )


def _prefilled(asked: Asked, places: list[Any], columns: list[str]) -> Asked:
    """A column that is called like a place is most likely meant for it."""
    guesses = {}
    for place in places:
        untouched = not any(asked[f"{kind}{place.key}"] for kind in (fields.COLUMN, fields.TEXT))
        if untouched and place.name.casefold() in columns:
            guesses[f"{fields.COLUMN}{place.key}"] = place.name.casefold()
    return Asked({**asked.fields, **guesses})


def _first_message(state: State, db: "Database", asked: Asked, template: Template) -> Any:
    """What the first one gets, as far as it can be filled in."""
    from zapbot.desk.campaign_message import filled
    from zapbot.desk.template_preview import preview
    from zapbot.errors import InvalidContentError
    from zapbot.web.campaigns import people, places

    definition = _definition(template)
    first = people.first(db, state.settings.data_dir, asked, time.time())
    try:
        message = filled(places.message(definition, asked), first.values if first else {})
    except InvalidContentError:
        return preview(definition)
    return preview(definition, message)


def _start(request: AnyRequest, state: State, asked: Asked, write: bool) -> Job[object]:
    from zapbot.desk import campaign_create
    from zapbot.store.db import connect
    from zapbot.web.campaigns import checked, lists, people

    user_id, data_dir = _user(request), state.settings.data_dir
    with opened(state) as db:
        definition = _definition(_template(db, asked))
        _, total = people.found(db, data_dir, asked, time.time())
    plan = checked.plan(asked, definition, state.settings, f"user:{user_id}")

    def work(progress: Any) -> object:
        db = connect(data_dir)
        try:
            listed, _ = people.found(db, data_dir, asked, time.time())
            if not write:
                return campaign_create.preview(db, plan, listed, time.time, progress)
            created = campaign_create.create(db, plan, listed, time.time, progress)
        finally:
            db.close()
        lists.forget(data_dir, asked[fields.LIST])
        return created

    return _jobs(state).start(user_id, asked, total, work)


def _checked(request: AnyRequest, state: State, job: Job[Any]) -> Response[Any]:
    """How far a job is, what it found, or the campaign it made."""
    from zapbot.desk import campaign_estimate, prices
    from zapbot.desk.campaign_create import Created
    from zapbot.web.campaigns import checked, times

    template = "campaigns/_check.html" if request.headers.get("hx-request") else "campaigns/check.html"
    if isinstance(job.result, Created):
        return _gone_to(request, f"/campaigns/{job.result.id}")
    ended = job.ended  # looked at once: it may end while the page is made
    context: dict[str, Any] = {"job": job, "asked": job.asked, "ended": ended}
    if ended and job.result is not None:
        with opened(state) as db:
            found = _template(db, job.asked)
        plan = checked.plan(job.asked, _definition(found), state.settings, "")
        cost = campaign_estimate.cost(job.result, found.category, prices.parse(state.settings.prices))
        lasts = times.lasting(campaign_estimate.seconds(job.result, plan.rate))
        context |= {"count": job.result, "cost": prices.money(cost, state.settings.currency), "lasts": lasts}
        context |= {"plan": plan, "shown": _shown_first(found, job.result), "chosen": found}
    return _page(request, template, **context)


def _shown_first(template: Template, count: Any) -> Any:
    from zapbot.desk.template_preview import preview

    return preview(_definition(template), count.first) if count.first is not None else None


def _gone_to(request: AnyRequest, path: str) -> Response[Any]:
    """Go there, by a script or without one."""
    if request.headers.get("hx-request"):
        return Response("", headers={"HX-Redirect": path})
    return Redirect(path, status_code=303)


def _template(db: "Database", asked: Asked) -> Template:
    found = templates.get(db, asked["template"], asked["language"])
    if found is None or found.definition is None:
        raise NotFoundError("there is no such template; zapbot templates list shows all")
    return found


def _definition(template: Template) -> Any:
    assert template.definition is not None
    return template.definition


def _jobs(state: State) -> Jobs:
    jobs: Jobs = state.campaign_jobs
    return jobs


def _user(request: AnyRequest) -> int:
    who = sessions.visitor(request)
    assert who is not None
    return who.user.id


def _page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    return spoken.page(request, template, code, section="campaigns", **context)


def _to(path: str, asked: Asked) -> Response[Any]:
    return Redirect(f"{path}?{asked.query()}", status_code=303)
