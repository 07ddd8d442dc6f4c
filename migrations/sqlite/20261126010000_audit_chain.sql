-- The audit log as a chain: each entry holds the hash of the one before it, so that none can be changed, removed or put
-- elsewhere without leaving a trace. What is hashed and how is told in `crates/service/src/audit/chain.rs`.
create table audit_chain (
    -- 'head' is the newest entry; 'archived' the newest of those that were moved to an archive file.
    name text primary key check (name in ('head', 'archived')),
    sequence bigint not null,
    hash bytea not null
);
insert into audit_chain (name, sequence, hash) values ('head', 0, zeroblob(32)), ('archived', 0, zeroblob(32));

-- What was logged before there was a chain; it is taken into the chain when the server starts.
drop index audit_events_object;
alter table audit_events rename to unchained_audit_events;
create index unchained_audit_events_at on unchained_audit_events (at, id);

create table audit_events (
    sequence integer primary key,
    id uuid not null unique,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('account', 'command_line', 'set_up', 'api_token', 'system')),
    actor_id uuid,
    actor_name text not null,
    actor_key text not null,
    address text not null,
    action text not null,
    is_refused boolean not null,
    object_kind text not null,
    object_id text not null,
    before text,
    after text,
    previous bytea not null,
    hash bytea not null
);
create index audit_events_at on audit_events (at, sequence);
create index audit_events_actor on audit_events (actor_key, at, sequence);
create index audit_events_action on audit_events (action, at, sequence);
create index audit_events_object_kind on audit_events (object_kind, at, sequence);
create index audit_events_object on audit_events (object_id, at, sequence);
create index audit_events_refused on audit_events (at, sequence) where is_refused;
