-- Column types are those that PostgreSQL and SQLite both take: uuid, text, boolean, bigint, bytea, timestamptz.
-- A `…_key` column is its neighbour in lower case, made in Rust: the databases fold case differently.
-- A time column that lists sort by is never null: 1970-01-01 stands for "never".

-- Whoever updates a row here waits for whoever did so before to commit.
create table locks (
    name text primary key
);
insert into locks (name) values ('import'), ('set_up');

create table organisation (
    id bigint primary key check (id = 1),
    name text not null
);

-- People who sign in with a password kept here.
create table accounts (
    id uuid primary key,
    name text not null,
    name_key text not null unique,
    password_hash text not null,
    created_at timestamptz not null
);

-- The one-time links that let the first administrator in; only their hashes are kept.
create table set_up_links (
    token_hash text primary key,
    expires_at timestamptz not null
);

-- One row a browser that signed in; the cookie's content lives with the session store.
create table sign_ins (
    id uuid primary key,
    account_id uuid not null references accounts (id) on delete cascade,
    address text not null,
    browser text not null,
    signed_in_at timestamptz not null,
    last_seen_at timestamptz not null,
    ended_at timestamptz
);
create index sign_ins_account on sign_ins (account_id, signed_in_at);

-- Failed sign-ins by account name and by network address, for the growing wait between tries.
create table sign_in_failures (
    subject text primary key,
    failures bigint not null,
    last_at timestamptz not null,
    blocked_until timestamptz not null
);

create table audit_events (
    id uuid primary key,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('account', 'command_line', 'set_up')),
    actor_id uuid,
    actor_name text not null,
    address text not null,
    action text not null,
    object_kind text not null,
    object_id text not null,
    before text,
    after text
);
create index audit_events_object on audit_events (object_kind, object_id);

-- Every version ever saved; the newest one holds.
create table enrollment_settings (
    version bigint primary key,
    settings text not null,
    saved_at timestamptz not null,
    saved_by text not null
);

create table users (
    id uuid primary key,
    upn text not null,
    upn_key text not null unique,
    name text not null,
    name_key text not null,
    account_enabled boolean not null,
    department text not null,
    job_title text not null,
    mail text not null,
    usage_location text not null,
    other_fields text not null default '{}',
    changed_at timestamptz not null
);
create index users_name on users (name_key, id);

create table groups (
    id uuid primary key,
    name text not null,
    name_key text not null,
    description text not null,
    group_type text not null,
    other_fields text not null default '{}',
    changed_at timestamptz not null
);
create index groups_name on groups (name_key, id);

create table group_members (
    group_id uuid not null references groups (id) on delete cascade,
    member_id uuid not null,
    member_kind text not null check (member_kind in ('user', 'group', 'device')),
    primary key (group_id, member_id)
);
create index group_members_member on group_members (member_id, group_id);
create index group_members_kind on group_members (group_id, member_kind, member_id);

create table subscriptions (
    sku text primary key,
    total bigint not null,
    status text not null,
    expires_on text,
    first_seen_at timestamptz not null,
    changed_at timestamptz not null
);

create table user_licences (
    user_id uuid not null references users (id) on delete cascade,
    sku text not null,
    primary key (user_id, sku)
);
create index user_licences_sku on user_licences (sku, user_id);

-- The physical machine: what lists show, taken from its records whenever one of them changes.
create table devices (
    id uuid primary key,
    name text not null,
    name_key text not null,
    serial text not null,
    serial_key text not null,
    manufacturer text not null,
    model text not null,
    os text not null,
    os_version text not null,
    os_version_key text not null,
    ownership text not null,
    compliance text not null,
    join_type text not null,
    managed_by text not null,
    enrollment_type text not null,
    category text not null,
    user_upn text not null,
    user_name text not null,
    user_key text not null,
    user_upn_key text not null,
    last_check_in_at timestamptz not null,
    enrolled_at timestamptz not null,
    record_count bigint not null,
    notes text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);
create index devices_name on devices (name_key, id);
create index devices_serial on devices (serial_key, id);
create index devices_user on devices (user_key, id);
create index devices_user_upn on devices (user_upn_key);
create index devices_model on devices (model, id);
create index devices_os_version on devices (os_version_key, id);
create index devices_last_check_in on devices (last_check_in_at, id);
create index devices_enrolled on devices (enrolled_at, id);
create index devices_compliance on devices (compliance, id);
create index devices_ownership on devices (ownership, id);
create index devices_join_type on devices (join_type, id);
create index devices_managed_by on devices (managed_by, id);

-- What the one search box looks through: name, serial, user, hardware addresses and every id, in lower case.
create table device_search (
    device_id uuid primary key references devices (id) on delete cascade,
    content text not null
);

-- One row that some system keeps about a device.
create table records (
    id uuid primary key,
    kind text not null check (kind in ('managed', 'directory', 'autopilot', 'configmgr')),
    source_id text not null,
    device_id uuid not null references devices (id),
    directory_device_id uuid,
    name text not null,
    serial text not null,
    serial_key text not null,
    manufacturer text not null,
    model text not null,
    os text not null,
    os_version text not null,
    ownership text not null,
    compliance text not null,
    join_type text not null,
    managed_by text not null,
    enrollment_type text not null,
    category text not null,
    user_upn text not null,
    user_name text not null,
    imei text not null,
    wifi_mac text not null,
    ethernet_mac text not null,
    last_seen_at timestamptz not null,
    enrolled_at timestamptz not null,
    registered_at timestamptz not null,
    other_fields text not null,
    content_hash text not null,
    import_id uuid,
    first_seen_at timestamptz not null,
    changed_at timestamptz not null,
    unique (kind, source_id)
);
create index records_device on records (device_id, kind);
create index records_directory_device on records (directory_device_id, kind);
create index records_serial on records (serial_key);
create index records_user on records (user_upn, kind);

create table imports (
    id uuid primary key,
    kind text,
    file_name text not null,
    state text not null check (state in ('uploading', 'checking', 'checked', 'importing', 'done', 'failed', 'cancelled')),
    started_by text not null,
    started_at timestamptz not null,
    progress_at timestamptz not null,
    finished_at timestamptz,
    as_of timestamptz,
    size_bytes bigint not null,
    read_bytes bigint not null,
    records bigint not null,
    added bigint not null,
    changed bigint not null,
    unchanged bigint not null,
    bad bigint not null,
    unknown_columns text not null,
    problem text
);
create index imports_started on imports (started_at, id);

-- The records of a file that could not be taken, each with its reason.
create table import_problems (
    import_id uuid not null references imports (id) on delete cascade,
    record bigint not null,
    line bigint not null,
    reason text not null,
    field text not null,
    detail text not null,
    primary key (import_id, record)
);

-- An uploaded file, until it is imported or cancelled: any server of several can read it.
create table import_chunks (
    import_id uuid not null references imports (id) on delete cascade,
    number bigint not null,
    content bytea not null,
    primary key (import_id, number)
);
