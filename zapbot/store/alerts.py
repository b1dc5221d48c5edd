"""What somebody is to be told of: their customers who wrote, people nobody has who wait, notes that name them."""

from dataclasses import dataclass

from sqlite_utils import Database

MOST = 5
MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to tell; `kind` is mine, given, waiting or mention."""

    kind: str
    conversation_id: int
    name: str | None
    phone: str | None
    text: str


_MINE = """
    select case when j.kind = 'message.received' then 'mine' when j.kind = 'conversation.assigned' then 'given'
            when j.kind = 'conversation.transferred' then 'waiting' else 'mention' end as what,
        c.id, p.name, p.phone, coalesce(substr(m.text, 1, 120), '')
    from journal j
    join conversations c on c.id = j.conversation_id
    join contacts p on p.id = c.contact_id
    left join messages m on m.id = j.message_id
    where j.id > :since and j.id > (select coalesce(max(id), 0) from journal) - :most and (
        (j.kind = 'message.received' and c.owner = 'person' and c.agent_id = :user and c.status = 'open')
        or (j.kind = 'conversation.assigned' and c.agent_id = :user and j.data ->> 'to' = 'user:' || :user
            and j.data ->> 'by' <> 'user:' || :user)
        or (j.kind = 'conversation.transferred' and c.owner = 'person' and c.agent_id is null and c.status = 'open'
            and ({ours}))
        or exists (select 1 from mentions n where n.message_id = j.message_id and n.user_id = :user
            and n.seen_at is null))
    group by what, c.id order by max(j.id) desc limit :limit
"""
_OURS = """c.team is null or not exists (select 1 from team_members t where t.user_id = :user)
    or exists (select 1 from team_members t where t.user_id = :user and t.team_id = c.team)"""


def since(db: Database, user_id: int, journal_id: int) -> list[Alert]:
    """What to tell of what happened after a line of the journal, the newest first."""
    values = {"since": journal_id, "most": MOST_LINES, "user": user_id, "limit": MOST}
    return [Alert(*row) for row in db.execute(_MINE.format(ours=_OURS), values).fetchall()]


def badge(db: Database, user_id: int) -> int:
    """How many wait for somebody: their own customers, those nobody has in their teams, notes that name them."""
    row = db.execute(
        "select (select count(*) from conversations c where c.owner = 'person' and c.status = 'open' "
        f"and c.waiting_since is not null and (c.agent_id = :user or (c.agent_id is null and ({_OURS})))) "
        "+ (select count(*) from mentions where user_id = :user and seen_at is null)",
        {"user": user_id},
    ).fetchone()
    return int(row[0])
