"""Numbers, windows, media, templates, consent, charges, campaigns, people and tokens, outgoing webhooks."""

SQL = """
alter table conversations add column number text not null default '';
alter table conversations add column handed_back_at real;
alter table messages add column number text not null default '';
alter table messages add column held_for text;
alter table messages add column sender text;
alter table messages add column idempotency_key text;
alter table messages add column digest text;
create unique index messages_idempotency on messages (idempotency_key) where idempotency_key is not null;
drop index messages_ready;
create index messages_ready on messages (number, (origin = 'campaign'), next_attempt_at, id) where status = 'pending';
create index messages_bulk_failed on messages (id) where origin = 'campaign' and status in ('failed', 'dead');
create index messages_held on messages (contact_id, number) where held_for is not null;
create index messages_templates on messages (sent_at) where kind = 'template' and direction = 'out';

create table orphan_changes (
    wamid text primary key,
    text text,
    content text,
    edited_at real,
    revoked_at real,
    received_at real not null
) without rowid;

create table numbers (
    id text primary key,
    display text,
    verified_name text,
    quality text,
    messaging_limit integer,
    throughput text,
    status text,
    detail text,
    updated_at real not null,
    health_at real not null default 0
) without rowid;
create table number_notices (
    id integer primary key,
    number text not null,
    at real not null,
    event text not null,
    detail text not null,
    severe integer not null,
    unique (number, event, detail, at)
);

create table windows (
    contact_id integer not null references contacts (id) on delete cascade,
    number text not null,
    last_inbound_at real not null,
    primary key (contact_id, number)
) without rowid;

create table media (
    id integer primary key,
    message_id integer not null unique references messages (id) on delete cascade,
    number text not null,
    remote_id text not null,
    url text,
    mime text,
    filename text,
    announced_sha256 text,
    announced_size integer,
    sha256 text,
    size integer,
    sniffed text,
    status text not null default 'pending' check (status in ('pending', 'running', 'stored', 'dead', 'dropped')),
    attempts integer not null default 0,
    created_at real not null,
    next_attempt_at real not null,
    lease_until real,
    finished_at real,
    failed_reason text
);
create index media_ready on media (next_attempt_at, id) where status = 'pending';
create index media_leased on media (lease_until) where status = 'running';
create index media_dead on media (id) where status = 'dead';
create index media_sha256 on media (sha256) where sha256 is not null;

create table templates (
    id integer primary key,
    name text not null,
    language text not null,
    remote_id text,
    status text not null,
    category text not null,
    definition text,
    quality text,
    reason text,
    next_category text,
    updated_at real not null,
    unique (name, language)
);

alter table contacts add column marketing text check (marketing in ('in', 'out'));
alter table contacts add column marketing_at real;
alter table contacts add column marketing_source text;
alter table contacts add column marketing_paused_until real;
create table consents (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    at real not null,
    kind text not null check (kind in ('in', 'out')),
    source text not null,
    detail text not null default ''
);
create index consents_contact on consents (contact_id, id);

create table charges (
    message_id integer primary key references messages (id) on delete cascade,
    conversation_id integer not null references conversations (id) on delete cascade,
    number text not null,
    month text not null,
    category text not null,
    type text not null,
    model text,
    at real not null
);
create index charges_conversation on charges (conversation_id);
create index charges_month on charges (month, category);

create table campaigns (
    id integer primary key,
    name text not null unique,
    number text not null,
    template text not null,
    language text not null,
    category text,
    status text not null default 'creating'
        check (status in ('creating', 'ready', 'running', 'paused', 'stopped', 'finished')),
    reason text,
    rate real not null,
    quiet_from integer,
    quiet_until integer,
    starts_at real,
    audience text not null default '{}',
    created_by text,
    created_at real not null,
    touched_at real not null,
    started_at real,
    resumed_at real,
    finished_at real,
    fed_until real not null default 0,
    guarded_at real not null default 0,
    room integer
);
create index campaigns_open on campaigns (id) where status in ('running', 'paused');
create table campaign_recipients (
    id integer primary key,
    campaign_id integer not null references campaigns (id) on delete cascade,
    address text not null,
    contact_id integer references contacts (id) on delete set null,
    name text,
    content text not null,
    status text not null default 'waiting' check (status in ('waiting', 'queued', 'skipped')),
    reason text,
    message_id integer unique references messages (id) on delete set null,
    queued_at real,
    unique (campaign_id, address)
);
create index campaign_recipients_status on campaign_recipients (campaign_id, status, queued_at);
create index campaign_recipients_contact on campaign_recipients (contact_id, campaign_id);

create table users (
    id integer primary key,
    email text not null unique collate nocase,
    name text not null,
    role text not null check (role in ('admin', 'supervisor', 'agent')),
    password_hash text,
    language text,
    valid_from real not null default 0,
    disabled_at real,
    created_at real not null,
    seen_at real
);
create table revoked_tokens (
    id text primary key,
    expires_at real not null
) without rowid;
create table api_tokens (
    id text primary key,
    name text not null,
    secret_hash text not null,
    scopes text not null default '[]',
    created_by text,
    created_at real not null,
    expires_at real,
    seen_at real,
    revoked_at real
) without rowid;

create table audit_log (
    id integer primary key,
    at real not null,
    who text not null,
    what text not null,
    about text not null default '',
    data text not null default '{}'
);

create table webhooks (
    id integer primary key,
    url text not null,
    secrets text not null default '[]',
    events text not null default '[]',
    status text not null default 'active' check (status in ('active', 'disabled')),
    reason text,
    failures integer not null default 0,
    paused_until real,
    journal_id integer not null,
    created_at real not null
);
create table webhook_deliveries (
    id integer primary key,
    token text not null unique,
    webhook_id integer not null references webhooks (id) on delete cascade,
    contact_id integer references contacts (id) on delete cascade,
    journal_id integer,
    event text not null,
    payload text not null,
    status text not null default 'pending' check (status in ('pending', 'running', 'done', 'dead', 'dropped')),
    attempts integer not null default 0,
    created_at real not null,
    next_attempt_at real not null,
    lease_until real,
    finished_at real,
    failed_reason text,
    unique (webhook_id, journal_id)
);
create index webhook_deliveries_ready on webhook_deliveries (webhook_id, next_attempt_at) where status = 'pending';
create index webhook_deliveries_leased on webhook_deliveries (webhook_id, lease_until) where status = 'running';
create index webhook_deliveries_dead on webhook_deliveries (webhook_id, id) where status = 'dead';
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where status in ('done', 'dropped');
create index webhook_deliveries_contact on webhook_deliveries (contact_id) where contact_id is not null;
create table webhook_logs (
    id integer primary key,
    delivery_id integer not null references webhook_deliveries (id) on delete cascade,
    at real not null,
    status integer,
    duration_ms real not null,
    body_head text not null default '',
    error text
);
create index webhook_logs_delivery on webhook_logs (delivery_id, id);

insert into windows (contact_id, number, last_inbound_at)
select id, '', last_inbound_at from contacts where last_inbound_at is not null
"""
