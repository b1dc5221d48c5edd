"""What the channel is to be told of who is blocked: one row for a person and a number, tried until it is settled."""

SQL = """
create table channel_blocks (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    number text not null,
    blocked integer not null,
    status text not null default 'pending' check (status in ('pending', 'done', 'refused', 'dead', 'dropped')),
    attempts integer not null default 0,
    next_attempt_at real not null,
    lease_until real,
    settled_at real,
    failed_code integer,
    failed_reason text,
    unique (contact_id, number)
);
create index channel_blocks_due on channel_blocks (next_attempt_at, id) where status = 'pending';
create index channel_blocks_dead on channel_blocks (id) where status = 'dead'
"""
