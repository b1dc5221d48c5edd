"""Where a template is used: in flows that are active, in campaigns."""

import re

from sqlite_utils import Database


def flows(db: Database, name: str) -> list[str]:
    """The ids of flows whose active version names it."""
    rows = db.execute(
        "select f.id, v.source from flows f join flow_versions v on v.id = f.active_version "
        "where instr(v.source, ?) > 0 order by f.id",
        (name,),
    )
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return [id for id, source in rows.fetchall() if word.search(source)]


def campaigns(db: Database, name: str, language: str, limit: int = 20) -> list[tuple[int, str, str]]:
    """Id, name and status of the campaigns that send it, the newest first."""
    rows = db.execute(
        "select id, name, status from campaigns where template = ? and language = ? order by id desc limit ?",
        (name, language, limit),
    )
    return [(id, called, status) for id, called, status in rows.fetchall()]
