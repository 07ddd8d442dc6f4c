-- In which order the dates of a file are written, and how that is known; null where it has none.
alter table imports add column dates text check (dates in ('iso', 'us', 'eu'));
alter table imports add column dates_from text check (dates_from in ('found', 'assumed', 'chosen'));

-- Devices that are declared to be the organisation's before they enroll. The key is what makes an identifier the same
-- however it is written; it is made in Rust.
create table corporate_identifiers (
    identifier_key text not null,
    kind text not null check (kind in ('manufacturer_model_serial', 'serial', 'imei')),
    manufacturer text not null,
    model text not null,
    serial text not null,
    imei text not null,
    details text not null,
    import_id uuid,
    first_seen_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (identifier_key, kind)
);

-- Which Autopilot registration has a serial number, asked for every record that comes in: there are few of them.
create index records_autopilot on records (serial_key) where kind = 'autopilot';
