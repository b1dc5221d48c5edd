"""Keep a filter under a name, for oneself or, as a supervisor, for everybody."""

from urllib.parse import parse_qsl, urlencode

from sqlite_utils import Database

from zapbot.errors import NotFoundError, UsageError
from zapbot.store import audit, users, views
from zapbot.store.db import transaction

LONGEST_NAME = 40
LONGEST_QUERY = 2000
MOST = 30


def keep(db: Database, user_id: int, name: str, query: str, shared: bool, now: float) -> int:
    """A new view; its id. Raises UsageError when it has no name, is too long, or is not theirs to share."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise UsageError(f"give the view a name of at most {LONGEST_NAME} characters")
    with transaction(db):
        if shared and not _may_share(db, user_id):
            raise UsageError("only supervisors make views for everybody: keep it for yourself")
        if len(views.listed(db, user_id)) >= MOST:
            raise UsageError(f"there are {MOST} views already: remove one first")
        if shared:
            audit.append(db, now, f"user:{user_id}", "view.shared", name)
        return views.add(db, None if shared else user_id, name, query, now)


def drop(db: Database, user_id: int, id: int, now: float) -> None:
    """Remove a view of one's own, or as a supervisor one of everybody. Raises NotFoundError for all others."""
    with transaction(db):
        view = views.get(db, id)
        if view.user_id != user_id and not (view.user_id is None and _may_share(db, user_id)):
            raise NotFoundError(f"there is no view {id}")
        if view.user_id is None:
            audit.append(db, now, f"user:{user_id}", "view.removed", view.name)
        views.remove(db, id)


def follow(db: Database, before: tuple[str, str], after: tuple[str, str]) -> None:
    """Let all views that ask for something, such as `("team", "vendas")`, ask for what it is called now."""
    for view in views.everybodys(db):
        asked = parse_qsl(view.query, keep_blank_values=True)
        if before in asked:
            wanted = dict.fromkeys(after if pair == before else pair for pair in asked)
            views.refilter(db, view.id, urlencode(list(wanted)))


def _may_share(db: Database, user_id: int) -> bool:
    return users.get(db, user_id).role in ("admin", "supervisor")
