"""HTML pages: templates that escape everything, in the visitor's language, under a strict policy."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.datastructures import State

from zapbot.settings import Settings
from zapbot.web import assets, catalogue, headers

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

AnyRequest = Request[Any, Any, State]


def language(request: AnyRequest) -> str:
    """The visitor's language."""
    return catalogue.choose(request.query_params.get("lang", ""), request.headers.get("accept-language", ""))


def page(request: AnyRequest, template: str, status: int = 200, **context: Any) -> Response[str]:
    """A page from a template. Links keep the language asked for in the address."""
    settings: Settings = request.app.state.settings
    chosen, nonce = language(request), headers.nonce()
    asked = catalogue.choose(request.query_params["lang"], "") if "lang" in request.query_params else None
    html = _templates.get_template(template).render(
        t=catalogue.words(chosen),
        language=chosen,
        asset=assets.url,
        nonce=nonce,
        link=partial(_link, asked),
        switch=partial(_switch, request),
        number=partial(catalogue.number, chosen),
        moment=lambda at: catalogue.moment(chosen, at, settings.zone),
        iso=_iso,
        **context,
    )
    secure = (settings.public_url or "").startswith("https://")
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers.page(nonce, secure))


def problem(request: AnyRequest, status: int, key: str) -> Response[str]:
    """A page that says in a sentence why there is no other."""
    return page(request, "problem.html", status, title=f"problem.{key}.title", text=f"problem.{key}.text")


def _link(asked: str | None, path: str, **query: object) -> str:
    values = {**query, **({"lang": asked.partition("_")[0]} if asked else {})}
    return f"{path}?{urlencode(values)}" if values else path


def _switch(request: AnyRequest, code: str) -> str:
    """This very page in another language."""
    return f"{quote(request.url.path)}?{urlencode({**request.query_params.dict(), 'lang': code}, doseq=True)}"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
