"""HTML pages: templates that escape everything, in the visitor's language, under a strict policy."""

import gzip
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response
from litestar.datastructures import State

from zapbot import phone
from zapbot.settings import Settings
from zapbot.store import troubles
from zapbot.store.preferences import preferences
from zapbot.web import assets, catalogue, headers, shortcuts, trouble

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals.update(preferences=preferences, shortcuts=shortcuts.ALL, state_of_trouble=troubles.state)

AnyRequest = Request[Any, Any, State]

LEAST_COMPRESSED = 1000
"""Characters; what is shorter is sent as it is."""


def language(request: AnyRequest) -> str:
    """The visitor's language: the one asked for in the address, else the one they chose, else their browser's."""
    visitor = request.scope["state"].get("visitor")
    chosen = (visitor.user.language or "") if visitor else ""
    wishes = f"{chosen},{request.headers.get('accept-language', '')}"
    return catalogue.choose(request.query_params.get("lang", ""), wishes)


def page(request: AnyRequest, template: str, code: int = 200, **context: Any) -> Response[Any]:
    """A page from a template. Links keep the language asked for in the address."""
    settings: Settings = request.app.state.settings
    chosen, nonce, visitor = language(request), headers.nonce(), request.scope["state"].get("visitor")
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
        integrity=assets.integrity,
        visitor=visitor,
        phone=_phone,
        what_troubles=partial(trouble.now, request),
        **context,
    )
    secure = (settings.public_url or "").startswith("https://")
    return _sent(request, html, code, headers.page(nonce, secure))


def problem(request: AnyRequest, status: int, key: str) -> Response[Any]:
    """A page that says in a sentence why there is no other; to a part of a page a notice, and it stays as it is."""
    if request.headers.get("hx-request"):
        notice = {"zapbot:toast": {"text": catalogue.words(language(request))[f"problem.{key}.text"], "bad": True}}
        return Response("", status_code=status, headers={"HX-Reswap": "none", "HX-Trigger": json.dumps(notice)})
    return page(request, "problem.html", status, title=f"problem.{key}.title", text=f"problem.{key}.text")


def _sent(request: AnyRequest, html: str, status: int, headers: dict[str, str]) -> Response[Any]:
    """A page, compressed when the browser takes that: most of it is repeated words."""
    headers |= {"Vary": "Accept-Encoding"}
    if len(html) < LEAST_COMPRESSED or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)
    compressed = gzip.compress(html.encode(), 7)
    headers["Content-Encoding"] = "gzip"
    return Response(compressed, status_code=status, media_type="text/html; charset=utf-8", headers=headers)


def _phone(number: str | None) -> str:
    return phone.pretty(number) if number else ""


def _link(asked: str | None, path: str, **query: object) -> str:
    values = {**query, **({"lang": asked.partition("_")[0]} if asked else {})}
    return f"{path}?{urlencode(values)}" if values else path


def _switch(request: AnyRequest, code: str) -> str:
    """This very page in another language."""
    return f"{quote(request.url.path)}?{urlencode({**request.query_params.dict(), 'lang': code}, doseq=True)}"


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
