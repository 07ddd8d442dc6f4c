-- Keys by which records that may be about one machine find each other: hashes, or the flags of what matters for that.
-- A name key of null has not been worked out yet; 0, and null of the others, means that there is nothing to find by.
alter table records add column name_key bigint;
alter table records add column wired_key bigint;
alter table records add column trap_key bigint;
alter table records add column evidence_flags bigint not null default 0;
create index records_name_key on records (name_key, kind, directory_device_id);
create index records_wired_key on records (wired_key) where wired_key is not null;
create index records_trap_key on records (trap_key) where trap_key is not null;
-- Counting by kind has to be done from the index alone.
drop index records_serial;
create index records_serial on records (serial_key, kind);
drop index records_directory_device;
create index records_directory_device on records (directory_device_id, kind, name_key);

-- What some records are to each other, kept up to date by whatever changes one of them.
create table duplicate_groups (
    id uuid primary key,
    case_code text not null,
    confidence text not null,
    same_machine boolean not null,
    -- What is right to do if they cannot be merged.
    otherwise text not null,
    -- From which time of the data on they may be merged; 9999-12-31 for never.
    mergeable_from timestamptz not null,
    survivor_id uuid,
    -- What forbids to merge them, as words with spaces between.
    blocks text not null,
    state text not null check (state in ('open', 'merged', 'dismissed')),
    -- Who merged or dismissed it, and which records it had then, as a list in JSON.
    decided_by text not null default '',
    decided_at timestamptz,
    decided_members text not null default '[]',
    -- Who told the user what to do, and when.
    advised_by text not null default '',
    advised_at timestamptz,
    -- The wired address, placeholder or name that all of them have; null where it is not that.
    shared_key bigint unique,
    record_count bigint not null,
    -- 3 what does harm, 2 what can be done, 1 what a person has to judge, 0 what is right as it is.
    urgency bigint not null,
    -- What lists show: the name, model, serial number and user of the record that speaks for it.
    name text not null,
    model text not null,
    serial text not null,
    user_upn text not null,
    found_at timestamptz not null,
    changed_at timestamptz not null
);
create index duplicate_groups_list on duplicate_groups (state, case_code, urgency, id);
create index duplicate_groups_state on duplicate_groups (state, urgency, id);

create table duplicate_members (
    group_id uuid not null references duplicate_groups (id) on delete cascade,
    record_id uuid not null references records (id) on delete cascade,
    primary key (group_id, record_id)
);
create index duplicate_members_record on duplicate_members (record_id);

-- A record that a person gave to its device: linking leaves it there.
alter table records add column is_pinned boolean not null default false;

-- What was made one device, and all that is needed to take it back.
create table merges (
    id uuid primary key,
    case_code text not null,
    device_id uuid not null,
    name text not null,
    -- Which record came from which device, as JSON: [{"record": …, "from": …, "was_pinned": …}].
    moves text not null,
    -- What was set by hand of each device before, as JSON.
    by_hand text not null,
    merged_by text not null,
    merged_at timestamptz not null,
    undone_by text not null default '',
    undone_at timestamptz
);
create index merges_device on merges (device_id, id);

-- Values that are no evidence, beyond those that the program knows.
create table blocked_values (
    kind text not null check (kind in ('serial', 'address')),
    value text not null,
    added_by text not null,
    added_at timestamptz not null,
    primary key (kind, value)
);

insert into changes (name, number) values ('duplicates', 0);
