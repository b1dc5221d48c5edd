"""Lists kept under a name: their chips above the list."""

import time
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Controller, Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from zapbot.desk import views
from zapbot.errors import UsageError
from zapbot.web import sessions
from zapbot.web.inbox import bulk, refusal
from zapbot.web.opened import opened
from zapbot.web.pages import AnyRequest


@dataclass(frozen=True, slots=True)
class Kept:
    """The form that keeps a list."""

    name: str = ""
    query: str = ""
    shared: bool = False
    csrf: str = ""


KeptForm = Annotated[Kept, Body(media_type=RequestEncodingType.URL_ENCODED)]


class Views(Controller):
    """Keep one, remove one."""

    path = "/inbox/views"
    include_in_schema = False
    guards = [sessions.agent]
