"""The schema, as an append-only list of steps. A released step is never edited: add another."""

from pathlib import Path

from sqlite_utils import Database, Migrations

from zapbot.errors import NewerSchemaError
from zapbot.store.db import connect, transaction

migration = Migrations("zapbot")


def migrate(data_dir: Path) -> list[str]:
    """Bring a data directory's schema up to date; the names of the steps applied.

    Several processes may do it at once: each waits for the write lock. Raises NewerSchemaError.
    """
    db = connect(data_dir)
    try:
        with transaction(db):
            missing = pending(db)
            migration.apply(db)
        return missing
    finally:
        db.close()


def pending(db: Database) -> list[str]:
    """Steps not applied yet. Raises NewerSchemaError when the file knows steps we do not."""
    known = [step.name for step in migration._migrations]
    unknown = [step.name for step in migration.applied(db) if step.name not in known]
    if unknown:
        raise NewerSchemaError(
            f"This data directory was written by a newer zapbot (schema {unknown[-1]}, this version knows "
            f"{known[-1]}): install that version or a later one."
        )
    return [step.name for step in migration.pending(db)]


def latest() -> str:
    """The name of the newest step this version knows."""
    return migration._migrations[-1].name


@migration()
def m001_spine(db: Database) -> None:
    """Webhooks in, contacts, conversations, messages out, flows and their executions, journal."""
    for statement in _SPINE.split(";\n"):
        db.execute(statement)


_SPINE = """
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


@migration()
def m002_flows_and_the_world(db: Database) -> None:
    """Calls, webhooks and schedules that start flows, teams, bursts, the files beside a flow."""
    for statement in _FLOWS_AND_THE_WORLD.split(";\n"):
        db.execute(statement)


_FLOWS_AND_THE_WORLD = """
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


@migration()
def m003_history(db: Database) -> None:
    """Which version a rollback went back to, and a contact's executions found quickly: replay and trace read them."""
    db.execute("alter table flow_versions add column rolled_back_to integer")
    db.execute("create index executions_contact on executions (contact_id, id)")


@migration()
def m004_everything_whatsapp_carries(db: Database) -> None:
    """Numbers, windows, media, templates, consent, charges, campaigns, people and tokens, outgoing webhooks."""
    for statement in _EVERYTHING_WHATSAPP_CARRIES.split(";\n"):
        db.execute(statement)
    db.execute(
        "insert into windows (contact_id, number, last_inbound_at) "
        "select id, '', last_inbound_at from contacts where last_inbound_at is not null"
    )


_EVERYTHING_WHATSAPP_CARRIES = """
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
create index webhook_logs_delivery on webhook_logs (delivery_id, id)
"""


@migration()
def m005_inbox(db: Database) -> None:
    """Who has a conversation, who waits how long, what each agent has seen, drafted and saved; search."""
    for statement in _INBOX.split(";\n"):
        db.execute(statement)


_INBOX = """
alter table users add column preferences text not null default '{}';
alter table users add column totp_secret text;
alter table users add column totp_step integer not null default 0;
create table sessions (
    hash text primary key,
    user_id integer not null references users (id) on delete cascade,
    created_at real not null,
    seen_at real not null,
    address text not null default '',
    browser text not null default ''
) without rowid;
create index sessions_user on sessions (user_id);
create table login_links (
    hash text primary key,
    user_id integer not null references users (id) on delete cascade,
    expires_at real not null
) without rowid;

alter table conversations add column agent_id integer references users (id) on delete set null;
alter table conversations add column waiting_since real;
alter table conversations add column snoozed_until real;
alter table conversations add column last_message_id integer;
alter table conversations add column transferred_at real;
alter table conversations add column first_replied_at real;
alter table conversations add column resolved_at real;
create index conversations_waiting on conversations (
    status, owner, agent_id, (waiting_since is null), waiting_since, updated_at desc, id);
create index conversations_agent on conversations (
    agent_id, status, (waiting_since is null), waiting_since, updated_at desc, id) where agent_id is not null;
create index conversations_owner on conversations (status, owner, updated_at desc, id desc);
create index conversations_recent on conversations (status, updated_at desc, id desc);
create index windows_closing on windows (last_inbound_at);
create index conversations_snoozed on conversations (snoozed_until) where status = 'snoozed';
update conversations set last_message_id = (
    select id from messages where conversation_id = conversations.id order by at desc, id desc limit 1);
create index messages_inbound on messages (conversation_id, id) where direction = 'in';
create index journal_conversation on journal (conversation_id, id) where conversation_id is not null;

create table team_members (
    team_id text not null,
    user_id integer not null references users (id) on delete cascade,
    primary key (team_id, user_id)
) without rowid;
create table reads (
    user_id integer not null references users (id) on delete cascade,
    conversation_id integer not null references conversations (id) on delete cascade,
    message_id integer not null,
    primary key (conversation_id, user_id)
) without rowid;
create table drafts (
    user_id integer not null references users (id) on delete cascade,
    conversation_id integer not null references conversations (id) on delete cascade,
    mode text not null check (mode in ('reply', 'note')),
    text text not null,
    at real not null,
    primary key (conversation_id, user_id, mode)
) without rowid;
create table mentions (
    message_id integer not null references messages (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    seen_at real,
    primary key (user_id, message_id)
) without rowid;
create table canned_replies (
    id integer primary key,
    shortcut text not null unique collate nocase,
    text text not null,
    updated_at real not null,
    updated_by text
);
create table views (
    id integer primary key,
    user_id integer references users (id) on delete cascade,
    name text not null,
    filter text not null,
    created_at real not null
);
create table bulk_jobs (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    deed text not null,
    value text not null,
    status text not null default 'running' check (status in ('running', 'done', 'undoing', 'undone')),
    total integer not null,
    created_at real not null,
    finished_at real
);
create index bulk_jobs_open on bulk_jobs (id) where status in ('running', 'undoing');
create table bulk_items (
    job_id integer not null references bulk_jobs (id) on delete cascade,
    conversation_id integer not null references conversations (id) on delete cascade,
    status text not null default 'waiting' check (status in ('waiting', 'done', 'skipped', 'undone')),
    before text,
    after text,
    primary key (job_id, status, conversation_id)
) without rowid;
create table tag_colours (
    tag text primary key,
    colour text not null
) without rowid;
alter table contacts add column blocked_at real;
create index contacts_recent on contacts (coalesce(last_inbound_at, 0), id);
create index contacts_named on contacts (coalesce(name, char(65533)) collate nocase, id);
create index contacts_newest on contacts (created_at, id);
create table contact_notes (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    text text not null,
    at real not null,
    who text not null
);
create index contact_notes_contact on contact_notes (contact_id, id);
create table contact_merges (
    id integer primary key,
    kept_id integer not null references contacts (id) on delete cascade,
    gone_id integer not null,
    gone_name text not null,
    at real not null,
    who text not null,
    changes blob not null,
    undone_at real
);
create index contact_merges_kept on contact_merges (kept_id, id);
create index messages_quarter on messages (cast(at / 900 as integer), direction, origin);
create index messages_by_people on messages (cast(at / 900 as integer), sender) where origin = 'agent';
create index messages_failed_at on messages (failed_at, failed_code) where failed_at is not null;
create index messages_files on messages (contact_id, at) where kind in ('image', 'video', 'document');
create index conversations_created on conversations (created_at);
create index conversations_transferred on conversations (transferred_at) where transferred_at is not null;
create index conversations_resolved on conversations (resolved_at) where resolved_at is not null;
alter table messages add column again_of integer;
create unique index messages_again on messages (again_of) where again_of is not null;
create table message_edits (
    message_id integer not null references messages (id) on delete cascade,
    until real not null,
    text text not null,
    primary key (message_id, until)
) without rowid;
create index messages_chosen on messages (reply_to) where kind = 'option' and reply_to is not null;
create index journal_lines on journal (contact_id, at)
    where contact_id is not null and substr(kind, 1, 8) not in ('message.', 'call.que', 'call.fin');

create table attendance (
    user_id integer primary key references users (id) on delete cascade,
    seen_at real not null,
    away integer not null default 0,
    dealt_at real not null default 0
);

create virtual table message_search using fts5 (
    text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
create virtual table contact_search using fts5 (
    words, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
);
create table contacts_to_index (
    contact_id integer primary key
);
create trigger contacts_added after insert on contacts begin
    insert or ignore into contacts_to_index (contact_id) values (new.id); end;
create trigger contacts_changed after update of name, username, phone on contacts begin
    insert or ignore into contacts_to_index (contact_id) values (new.id); end;
create trigger contacts_removed after delete on contacts begin
    insert or ignore into contacts_to_index (contact_id) values (old.id); end;
insert into contacts_to_index (contact_id) select id from contacts
"""
