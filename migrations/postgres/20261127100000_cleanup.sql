-- From when on a managed record that nobody hears of is hidden: one rule for each platform.
create table cleanup_rules (
    platform text primary key,
    days bigint not null check (days between 30 and 270),
    is_on boolean not null,
    note text not null,
    version bigint not null,
    saved_by text not null,
    saved_at timestamptz not null,
    -- Of several servers, the one that puts it off runs the rule.
    next_run_at timestamptz not null,
    last_run_at timestamptz
);

-- Each time that a rule hid something.
create table cleanup_runs (
    id uuid primary key,
    platform text not null,
    days bigint not null,
    as_of timestamptz not null,
    state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
    -- Who started it, as JSON, in whose name the log has it.
    actor text not null,
    -- Empty where it was due.
    started_by text not null,
    started_at timestamptz not null,
    -- When it last moved on; one that does not is taken over by another worker.
    progress_at timestamptz not null,
    worker uuid not null,
    finished_at timestamptz,
    hidden bigint not null,
    undone_by text not null default '',
    undone_at timestamptz
);

-- Records that are hidden, whole: nothing else knows of them until they are brought back.
create table hidden_records (
    record_id uuid primary key,
    run_id uuid not null references cleanup_runs (id),
    kind text not null,
    source_id text not null,
    device_id uuid not null,
    name text not null,
    serial text not null,
    user_upn text not null,
    os text not null,
    last_seen_at timestamptz not null,
    -- All that it says, as JSON.
    fields text not null,
    content_hash text not null,
    import_id uuid,
    first_seen_at timestamptz not null,
    is_pinned boolean not null,
    -- What was set by hand of its device, as JSON.
    by_hand text not null,
    hidden_at timestamptz not null,
    unique (kind, source_id)
);
create index hidden_records_list on hidden_records (hidden_at, record_id);
create index hidden_records_run on hidden_records (run_id, hidden_at, record_id);

-- Records that somebody brought back, until they are heard of again.
create table spared_records (
    record_id uuid primary key references records (id) on delete cascade,
    last_seen_at timestamptz not null
);

create index records_silent on records (last_seen_at, id) where kind = 'managed';
