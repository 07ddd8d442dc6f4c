-- What programs sign in with. Only the hash of a token is kept: nobody can read a token a second time.
create table api_tokens (
    id uuid primary key,
    name text not null,
    name_key text not null,
    token_hash text not null unique,
    -- The end of the token, to tell it by.
    hint text not null,
    -- The names of the permissions, as a list in JSON.
    permissions text not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    last_used_from text not null default '',
    revoked_at timestamptz,
    revoked_by text
);
create unique index api_tokens_name on api_tokens (name_key) where revoked_at is null;
