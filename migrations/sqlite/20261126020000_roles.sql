-- Roles that an organisation made for itself; the built-in ones are part of the program.
create table roles (
    id uuid primary key,
    name text not null,
    name_key text not null unique,
    description text not null,
    -- A JSON list of permissions by Graph's names.
    permissions text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

-- A role, built-in or custom, given to groups.
create table role_assignments (
    id uuid primary key,
    role_id uuid not null,
    name text not null,
    name_key text not null unique,
    description text not null,
    all_users boolean not null,
    all_devices boolean not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index role_assignments_role on role_assignments (role_id);

-- The groups whose members hold the role, and those whose members they may act on. A group that the directory forgets
-- stays listed here, and reaches nobody.
create table role_assignment_groups (
    assignment_id uuid not null references role_assignments (id) on delete cascade,
    purpose text not null check (purpose in ('member', 'scope')),
    group_id uuid not null,
    primary key (assignment_id, purpose, group_id)
);
create index role_assignment_groups_group on role_assignment_groups (group_id, purpose);

create table scope_tags (
    id uuid primary key,
    name text not null,
    name_key text not null unique,
    description text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

-- Devices of these groups have the tag.
create table scope_tag_groups (
    tag_id uuid not null references scope_tags (id) on delete cascade,
    group_id uuid not null,
    primary key (tag_id, group_id)
);
create index scope_tag_groups_group on scope_tag_groups (group_id);

create table role_assignment_tags (
    assignment_id uuid not null references role_assignments (id) on delete cascade,
    -- All zeros for the tag of everything that has none.
    tag_id uuid not null,
    primary key (assignment_id, tag_id)
);

insert into locks (name) values ('roles');

-- Raised with every change of roles, assignments, tags and of the setting below.
insert into changes (name, number) values ('roles', 0);

-- Whether administrators without a licence may come in, and how that came about.
alter table organisation add column unlicensed_admins text not null default 'default_on'
    check (unlicensed_admins in ('default_on', 'enabled_by_admin', 'off'));
alter table organisation add column unlicensed_since timestamptz;
alter table organisation add column unlicensed_by text;
alter table organisation add column unlicensed_text text;
alter table organisation add column unlicensed_limit bigint not null default 1000;
