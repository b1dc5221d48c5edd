"""Labels as a whole: which there are, on how many contacts, in which colour; renamed and removed everywhere at once."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Tag:
    """A label, how many contacts have it, and how many of their conversations are not resolved."""

    name: str
    contacts: int
    conversations: int


def listed(db: Database, limit: int = 500) -> list[Tag]:
    """The labels there are, by name."""
    rows = db.execute(
        "select t.tag, count(distinct t.contact_id), count(c.id) from tags t "
        "left join conversations c on c.contact_id = t.contact_id and c.status <> 'resolved' "
        "group by t.tag order by t.tag collate nocase, t.tag limit ?",
        (limit,),
    )
    return [Tag(*row) for row in rows.fetchall()]


def there(db: Database, tag: str) -> bool:
    """Whether a contact has this label."""
    return db.execute("select 1 from tags where tag = ? limit 1", (tag,)).fetchone() is not None


def rename(db: Database, tag: str, name: str) -> int:
    """Whoever has the label has the other one instead; how many that are."""
    db.execute(
        "insert or ignore into tags (contact_id, tag, added_at) select contact_id, ?, added_at from tags where tag = ?",
        (name, tag),
    )
    return remove(db, tag)


def remove(db: Database, tag: str) -> int:
    """Take a label off everybody, and forget its colour; how many had it."""
    db.execute("delete from tag_colours where tag = ?", (tag,))
    return int(db.execute("delete from tags where tag = ?", (tag,)).rowcount)


def paint(db: Database, tag: str, colour: int) -> None:
    """Give a label a colour of the palette."""
    db.execute(
        "insert into tag_colours (tag, colour) values (?, ?) on conflict (tag) do update set colour = excluded.colour",
        (tag, str(colour)),
    )
