-- Programs with a token act too, and the system itself. SQLite changes no check, so the table is made anew.
create table new_audit_events (
    id uuid primary key,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('account', 'command_line', 'set_up', 'api_token', 'system')),
    actor_id uuid,
    actor_name text not null,
    address text not null,
    action text not null,
    object_kind text not null,
    object_id text not null,
    before text,
    after text
);
insert into new_audit_events (id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after)
select id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after from audit_events;
drop table audit_events;
alter table new_audit_events rename to audit_events;
create index audit_events_object on audit_events (object_kind, object_id);
