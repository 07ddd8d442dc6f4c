-- Programs with a token act too, and the system itself.
alter table audit_events drop constraint audit_events_actor_kind_check;
alter table audit_events add constraint audit_events_actor_kind_check
    check (actor_kind in ('account', 'command_line', 'set_up', 'api_token', 'system'));
