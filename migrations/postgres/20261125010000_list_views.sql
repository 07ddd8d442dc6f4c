-- A list with its filters, order and columns under a name: a person's own, or shared with everybody.
create table list_views (
    id uuid primary key,
    list text not null,
    account_id uuid not null references accounts (id) on delete cascade,
    name text not null,
    name_key text not null,
    shared boolean not null,
    -- The part of the list's address behind the question mark.
    query text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    unique (account_id, list, name_key)
);
create index list_views_shared on list_views (list, shared);

-- How a person wants a list that its address says nothing about.
create table list_settings (
    account_id uuid not null references accounts (id) on delete cascade,
    list text not null,
    -- Words with commas between them, in order; empty for the usual ones.
    columns text not null,
    default_view_id uuid references list_views (id) on delete set null,
    primary key (account_id, list)
);
