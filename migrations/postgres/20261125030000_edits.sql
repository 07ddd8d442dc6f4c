-- What an admin set by hand of a device. It goes before what the records say, whatever the next import brings; null
-- leaves the value to the records.
create table device_edits (
    device_id uuid primary key references devices (id) on delete cascade,
    category text,
    category_by text,
    category_at timestamptz,
    ownership text,
    ownership_by text,
    ownership_at timestamptz,
    notes text,
    notes_by text,
    notes_at timestamptz
);

-- A change of many devices, made batch by batch by whichever server holds it.
create table bulk_edits (
    id uuid primary key,
    state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
    -- What was asked for: the pairs of the page's address as JSON; of an undo, what is taken back.
    question text not null,
    undoes uuid references bulk_edits (id),
    actor_kind text not null,
    actor_id uuid,
    actor_name text not null,
    address text not null,
    started_at timestamptz not null,
    -- When it last moved on; one that does not is taken over by another worker.
    progress_at timestamptz not null,
    worker uuid not null,
    finished_at timestamptz,
    total bigint not null,
    done bigint not null,
    changed bigint not null,
    failed bigint not null
);
create index bulk_edits_started on bulk_edits (started_at, id);
create index bulk_edits_undoes on bulk_edits (undoes);

-- Its devices: those that wait for their turn, those that were changed, from what to what, and those that could not be.
create table bulk_edit_devices (
    edit_id uuid not null references bulk_edits (id) on delete cascade,
    device_id uuid not null,
    name text not null,
    outcome text not null check (outcome in ('waiting', 'changed', 'failed')),
    before text,
    after text,
    reason text,
    primary key (edit_id, device_id)
);
create index bulk_edit_devices_outcome on bulk_edit_devices (edit_id, outcome, device_id);
