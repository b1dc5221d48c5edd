"""`/api/conversations`: what goes on with a contact, and who answers: the bot or a person."""

import time
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, get, patch
from litestar.datastructures import State
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, UnsetType

from zapbot.desk import conversation_edit
from zapbot.desk.access import Caller
from zapbot.store import conversation_list, message_list
from zapbot.store.conversation_list import Shown
from zapbot.web.api import messages, words
from zapbot.web.api.access import needs
from zapbot.web.api.messages import Message
from zapbot.web.api.paging import Cursor, FilterId, Id, Limit, Page, before, page
from zapbot.web.opened import opened

Owner = Literal["bot", "person"]
Status = Literal["open", "pending", "snoozed", "resolved"]


class Conversation(msgspec.Struct, frozen=True):
    """A conversation with one contact on one of the business's numbers."""

    id: int
    contact_id: int
    contact_name: str | None
    contact_phone: str | None
    owner: Owner
    status: Status
    team: str | None
    number: str
    created_at: datetime
    updated_at: datetime


class ConversationChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different; an owner of `person` silences the bot."""

    owner: Owner | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    team: Annotated[str, msgspec.Meta(min_length=1, max_length=100, examples=["vendas"])] | UnsetType = UNSET


class Conversations(Controller):
    """Conversations: listed, read, handed over, resolved."""

    path = "/conversations"
    tags = ["conversations"]

    @get("/", guards=[needs("read")], sync_to_thread=True)
    def list_conversations(
        self,
        state: State,
        contact: FilterId = None,
        owner: Annotated[Owner | None, QueryParameter()] = None,
        status: Annotated[Status | None, QueryParameter()] = None,
        team: Annotated[str | None, QueryParameter(max_length=100)] = None,
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> Page[Conversation]:
        """List conversations, those begun last first."""
        with opened(state) as db:
            found = conversation_list.listed(
                db, limit + 1, before=before(cursor), contact_id=contact, owner=owner, status=status, team=team
            )
        return page([_conversation(one) for one in found], [one.id for one in found], limit)

    @get("/{id:int}", guards=[needs("read")], sync_to_thread=True)
    def get_conversation(self, id: Id, state: State) -> Conversation:
        """Give one conversation."""
        with opened(state) as db:
            return _conversation(conversation_list.get(db, id))

    @get("/{id:int}/messages", guards=[needs("read")], sync_to_thread=True)
    def list_conversation_messages(self, id: Id, state: State, limit: Limit = 50, cursor: Cursor = "") -> Page[Message]:
        """List a conversation's messages, the newest first."""
        with opened(state) as db:
            conversation_list.get(db, id)
            found = message_list.listed(db, limit + 1, before=before(cursor), conversation_id=id)
        return page([messages.written(one) for one in found], [one.id for one in found], limit)

    @patch("/{id:int}", guards=[needs("messages:write")], sync_to_thread=True)
    def change_conversation(
        self, id: Id, data: JSONBody[ConversationChange], request: Request[Caller, Any, State], state: State
    ) -> Conversation:
        """Hand a conversation to people or back to the bot, give it to a team, resolve or reopen it."""
        given = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
        with opened(state) as db:
            conversation_edit.change(db, id, time.time(), by=request.user.name, **given)
            return _conversation(conversation_list.get(db, id))


def _conversation(shown: Shown) -> Conversation:
    return msgspec.convert(
        {
            **{name: getattr(shown, name) for name in ("id", "contact_id", "contact_name", "owner", "status", "team")},
            "contact_phone": words.phone(shown.contact_phone),
            "number": shown.number,
            "created_at": words.moment(shown.created_at),
            "updated_at": words.moment(shown.updated_at),
        },
        Conversation,
    )
