"""Calls, webhooks and schedules that start flows, teams, bursts, the files beside a flow."""

SQL = """
alter table webhook_events add column source text not null default 'whatsapp';

create table calls (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    execution_id integer references executions (id) on delete cascade,
    call_id text not null,
    kind text not null check (kind in ('http', 'ai', 'typing')),
    request text not null,
    answer text,
    status text not null default 'pending' check (status in ('pending', 'running', 'done', 'dead', 'dropped')),
    attempts integer not null default 0,
    max_attempts integer not null,
    created_at real not null,
    next_attempt_at real not null,
    lease_until real,
    finished_at real,
    failed_reason text,
    unique (execution_id, call_id)
);
create index calls_ready on calls (next_attempt_at, id) where status = 'pending';
create index calls_leased on calls (lease_until) where status = 'running';
create index calls_dead on calls (id) where status = 'dead';

create table flow_hooks (
    id text primary key,
    flow_id text not null references flows (id)
) without rowid;

create table teams (
    id text primary key,
    hours text not null default 'sempre',
    updated_at real not null
) without rowid;

create table bursts (
    contact_id integer primary key references contacts (id) on delete cascade,
    message_id integer not null references messages (id) on delete cascade,
    text text not null,
    due_at real not null
);
create index bursts_due on bursts (due_at);

create table schedule_runs (
    id integer primary key,
    flow_id text not null,
    cron text not null,
    struck_at real not null,
    flow_version_id integer not null references flow_versions (id),
    trigger_index integer not null,
    unique (flow_id, cron, struck_at)
);
create table schedule_targets (
    run_id integer not null references schedule_runs (id) on delete cascade,
    contact_id integer not null references contacts (id) on delete cascade,
    done_at real,
    primary key (run_id, contact_id)
) without rowid;
create index schedule_targets_open on schedule_targets (run_id, contact_id) where done_at is null;

create table flow_files (
    flow_version_id integer not null references flow_versions (id) on delete cascade,
    path text not null,
    sha256 text not null,
    mime text not null,
    primary key (flow_version_id, path)
) without rowid;

create table uploads (
    sha256 text not null,
    number text not null,
    remote_id text not null,
    uploaded_at real not null,
    primary key (sha256, number)
) without rowid;

create virtual table knowledge using fts5 (
    text, path unindexed, flow_version_id unindexed, tokenize = 'unicode61 remove_diacritics 2'
)
"""
