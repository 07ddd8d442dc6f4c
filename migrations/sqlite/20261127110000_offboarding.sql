-- What somebody said is done about a device that leaves.
create table offboarding_steps (
    device_id uuid not null,
    step text not null,
    -- Its place in the plan, counted from 0.
    position bigint not null,
    name text not null,
    serial text not null,
    user_upn text not null,
    done_by text not null,
    done_at timestamptz not null,
    primary key (device_id, step)
);
create index offboarding_steps_done on offboarding_steps (done_at);
