-- The domain that a user signs in with.
alter table users add column upn_suffix text generated always as (split_part(upn_key, '@', 2)) stored;
create index users_suffix on users (upn_suffix);

-- Domains that somebody added, or said something about; the others are those of the users.
create table domains (
    suffix text primary key,
    by_hand boolean not null,
    is_verified boolean not null,
    -- Since when a server checks it.
    checking_since timestamptz
);

-- What a check of a record came to, for as long as it came to the same.
create table dns_checks (
    id uuid primary key,
    suffix text not null,
    record text not null,
    result text not null,
    -- The check as JSON.
    "check" text not null,
    since timestamptz not null,
    checked_at timestamptz not null
);
create index dns_checks_newest on dns_checks (suffix, record, since);

-- Every version ever saved; the newest one holds.
create table dns_settings (
    version bigint primary key,
    settings text not null
);
