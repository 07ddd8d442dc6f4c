-- Work on uploaded files that outlives the server that began it: the dry run, or the import, of files that came
-- together. Whoever works on one says so all the time; when nobody does, any server takes it up.
create table import_jobs (
    id uuid primary key,
    writes boolean not null,
    -- Who began it, as JSON.
    actor text not null,
    worker uuid not null,
    alive_at timestamptz not null,
    -- How often it was taken up since it last moved on.
    attempts bigint not null
);

alter table imports add column job_id uuid references import_jobs (id) on delete set null;
alter table imports add column position bigint not null default 0;
-- When the present pass over the file began.
alter table imports add column begun_at timestamptz;
create index imports_job on imports (job_id, position);
