-- One-time links that make a local account for somebody else; only their hashes are kept.
create table invitations (
    id uuid primary key,
    token_hash text not null unique,
    -- What the person will sign in with.
    name text not null,
    name_key text not null,
    -- The role of the account; empty for everything.
    role_id uuid,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    revoked_by text
);
create index invitations_created on invitations (created_at, id);

-- The role of a local account; empty for one that may do everything.
alter table accounts add column role_id uuid;
