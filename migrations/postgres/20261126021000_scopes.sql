-- Where assignments with limits reach: which of the groups that they name, and of the groups of tags, a device or its
-- primary user is in, directly or through groups within. Groups that always come together make a set; its id is made
-- from theirs. Nothing is kept of who is in none of them.
create table scope_set_groups (
    set_id uuid not null,
    -- All ones for "has a primary user", which is what "All users" asks.
    group_id uuid not null,
    primary key (set_id, group_id)
);

alter table users add column scope_set_id uuid;
create index users_scope on users (scope_set_id, name_key, id) where scope_set_id is not null;

alter table devices add column scope_set_id uuid;
-- A list that is limited to some sets is read from each in order.
create index devices_scope_name on devices (scope_set_id, name_key, id) where scope_set_id is not null;
create index devices_scope_last_check_in on devices (scope_set_id, last_check_in_at, id) where scope_set_id is not null;

-- Counts are kept for each set, so that those of a limited list are exact and cost no more.
alter table facets add column scope_set_id uuid;

create table device_days_by_scope (
    event text not null check (event in ('checked_in', 'enrolled')),
    day bigint not null,
    -- All zeros for devices that are in no set.
    scope_set_id uuid not null,
    devices bigint not null,
    primary key (event, day, scope_set_id)
);
insert into device_days_by_scope (event, day, scope_set_id, devices)
    select event, day, '00000000-0000-0000-0000-000000000000'::uuid, devices from device_days;
drop table device_days;
alter table device_days_by_scope rename to device_days;
