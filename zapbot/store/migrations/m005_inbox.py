"""Who has a conversation, who waits how long, what each agent has seen, drafted and saved; search."""

SQL = """
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
