-- What most filters and all figures of the first page ask for, counted as devices change: one row for each
-- combination that occurs. Its id is made from its values, so whoever writes it first makes the same row.
create table facets (
    id uuid primary key,
    os text not null,
    -- The version without its revision, such as 10.0.26100, and the same as `os_version_key` writes it.
    release text not null,
    release_key text not null,
    ownership text not null,
    compliance text not null,
    join_type text not null,
    managed_by text not null,
    enrollment_type text not null,
    category text not null,
    devices bigint not null,
    records bigint not null
);

-- How many devices have their last check-in, or were enrolled, on each day: days since 1970-01-01 in UTC, 0 for never.
create table device_days (
    event text not null check (event in ('checked_in', 'enrolled')),
    day bigint not null,
    devices bigint not null,
    primary key (event, day)
);

-- Empty until the program has counted the device, which it does when it opens the database.
alter table devices add column facet_id uuid references facets (id);
create index devices_facet on devices (facet_id, id);

-- Every column can be sorted by.
drop index devices_user_upn;
create index devices_user_upn on devices (user_upn_key, id);
create index devices_manufacturer on devices (manufacturer, id);
create index devices_category on devices (category, id);
create index devices_enrollment_type on devices (enrollment_type, id);
create index devices_record_count on devices (record_count, id);
