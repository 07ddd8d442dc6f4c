-- Passkeys of local accounts.
create table passkeys (
    id uuid primary key,
    account_id uuid not null references accounts (id) on delete cascade,
    -- The authenticator's name for it.
    credential_id text not null unique,
    name text not null,
    -- Its public key and counter, as the library writes them.
    credential text not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index passkeys_account on passkeys (account_id);

-- Challenges on their way to a browser. Each is used once, within ten minutes.
create table passkey_challenges (
    token_hash text primary key,
    -- Whose new passkey it is for; null for signing in.
    account_id uuid references accounts (id) on delete cascade,
    network text not null,
    state text not null,
    started_at timestamptz not null
);
create index passkey_challenges_started on passkey_challenges (started_at);
