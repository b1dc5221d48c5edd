"""The names that contacts' fields have: what forms offer to choose from."""

from sqlite_utils import Database

MOST = 200


def names(db: Database) -> list[str]:
    """The names of fields that some contact has, those most have first."""
    rows = db.execute(
        "select f.key, count(*) from contacts c, json_each(c.fields) f where json_valid(c.fields) "
        "group by f.key order by 2 desc, 1 limit ?",
        (MOST,),
    )
    return [name for name, _ in rows.fetchall()]
