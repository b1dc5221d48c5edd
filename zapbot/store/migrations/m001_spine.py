"""Webhooks in, contacts, conversations, messages out, flows and their executions, journal."""

SQL = """
create table webhook_events (
    id integer primary key,
    received_at real not null,
    body blob not null,
    state text not null default 'pending' check (state in ('pending', 'processed', 'dead')),
    error text,
    settled_at real
);
create index webhook_events_pending on webhook_events (id) where state = 'pending';
create index webhook_events_dead on webhook_events (id) where state = 'dead';

create table contacts (
    id integer primary key,
    name text,
    phone text,
    username text,
    fields text not null default '{}',
    last_inbound_at real,
    created_at real not null
);
create index contacts_phone on contacts (phone);

create table contact_identifiers (
    kind text not null check (kind in ('bsuid', 'wa_id', 'phone')),
    value text not null,
    contact_id integer not null references contacts (id) on delete cascade,
    seen_at real not null,
    retired_at real,
    primary key (kind, value)
) without rowid;
create index contact_identifiers_contact on contact_identifiers (contact_id);

create table tags (
    contact_id integer not null references contacts (id) on delete cascade,
    tag text not null,
    added_at real not null,
    primary key (contact_id, tag)
) without rowid;

create table conversations (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    owner text not null default 'bot' check (owner in ('bot', 'person')),
    status text not null default 'open' check (status in ('open', 'pending', 'snoozed', 'resolved')),
    team text,
    created_at real not null,
    updated_at real not null
);
create index conversations_contact on conversations (contact_id, id);

create table flows (
    id text primary key,
    name text not null,
    active_version integer
) without rowid;

create table flow_versions (
    id integer primary key,
    flow_id text not null references flows (id),
    number integer not null,
    file text not null,
    source text not null,
    git_commit text,
    author text,
    imported_at real not null,
    unique (flow_id, number)
);

create table executions (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    conversation_id integer not null references conversations (id) on delete cascade,
    flow_version_id integer not null references flow_versions (id),
    node text,
    state text not null,
    status text not null check (status in ('active', 'ended', 'transferred', 'failed', 'stopped')),
    wake_at real,
    started_at real not null,
    updated_at real not null
);
create unique index executions_active on executions (contact_id) where status = 'active';
create index executions_wake on executions (wake_at) where status = 'active' and wake_at is not null;
create index executions_version on executions (flow_version_id) where status = 'active';

create table messages (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    conversation_id integer not null references conversations (id) on delete cascade,
    direction text not null check (direction in ('in', 'out', 'note')),
    origin text not null,
    kind text not null,
    text text not null default '',
    content text not null,
    wamid text,
    reply_to text,
    token text,
    status text not null check (status in ('received', 'pending', 'sending', 'unknown', 'sent', 'delivered',
        'read', 'played', 'failed', 'dead', 'canceled')),
    at real not null,
    created_at real not null,
    late integer not null default 0,
    edited_at real,
    revoked_at real,
    sent_at real,
    delivered_at real,
    read_at real,
    played_at real,
    failed_at real,
    failed_code integer,
    failed_reason text,
    attempts integer not null default 0,
    max_attempts integer not null default 6,
    holds integer not null default 0,
    failed_attempt integer not null default 0,
    scheduled_at real,
    next_attempt_at real,
    claimed_at real,
    lease_until real,
    unknown_at real,
    execution_id integer references executions (id) on delete set null,
    node text
);
create unique index messages_wamid on messages (wamid) where wamid is not null;
create unique index messages_token on messages (token) where token is not null;
create index messages_conversation on messages (conversation_id, at, id);
create index messages_contact on messages (contact_id, at, id);
create index messages_ready on messages (next_attempt_at, id) where status = 'pending';
create index messages_open on messages (contact_id, id) where status in ('pending', 'sending', 'unknown');
create index messages_leased on messages (lease_until) where status = 'sending';
create index messages_unknown on messages (unknown_at) where status = 'unknown';
create index messages_dead on messages (id) where status = 'dead';

create table reactions (
    message_wamid text not null,
    contact_id integer not null references contacts (id) on delete cascade,
    emoji text not null,
    at real not null,
    primary key (message_wamid, contact_id)
) without rowid;

create table orphan_statuses (
    id integer primary key,
    wamid text not null,
    status text not null,
    at real not null,
    code integer,
    reason text,
    received_at real not null
);
create index orphan_statuses_wamid on orphan_statuses (wamid);

create table trace (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    message_id integer references messages (id) on delete set null,
    execution_id integer references executions (id) on delete cascade,
    at real not null,
    node text,
    kind text not null,
    input text not null default '',
    rule text not null default '',
    result text not null default '',
    changes text not null default '{}'
);
create index trace_contact on trace (contact_id, id);
create index trace_execution on trace (execution_id);

create table journal (
    id integer primary key autoincrement,
    at real not null,
    kind text not null,
    contact_id integer,
    conversation_id integer,
    message_id integer,
    data text not null default '{}'
);

create table settings (
    key text primary key,
    value text not null,
    updated_at real not null
) without rowid
"""
