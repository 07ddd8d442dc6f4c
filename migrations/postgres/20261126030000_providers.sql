-- Where people sign in instead of here: OpenID Connect providers.
create table sign_in_providers (
    id uuid primary key,
    -- Part of the addresses that the provider is told, so it never changes.
    key text not null unique,
    name text not null,
    issuer text not null,
    client_id text not null,
    -- Encrypted with a key that is not in the database. Null without a secret, and where the configuration has it.
    client_secret bytea,
    scopes text not null,
    upn_claim text not null,
    groups_claim text not null,
    roles_claim text not null,
    trusts_upn boolean not null,
    is_enabled boolean not null,
    source text not null check (source in ('page', 'configuration')),
    created_at timestamptz not null,
    changed_at timestamptz not null,
    -- What the last test found; no problem means that all was well.
    tested_at timestamptz,
    test_problem text,
    test_note text,
    -- When somebody last signed in with it.
    worked_at timestamptz
);

-- Sign-ins on their way: the browser is at the provider. Each is used once, within ten minutes.
create table sign_in_starts (
    state_hash text primary key,
    provider_id uuid not null references sign_in_providers (id) on delete cascade,
    -- Only the browser that began may go on.
    browser_hash text not null,
    nonce text not null,
    verifier text not null,
    return_to text not null,
    network text not null,
    started_at timestamptz not null
);
create index sign_in_starts_started on sign_in_starts (started_at);
create index sign_in_starts_network on sign_in_starts (network);

-- Which provider a browser came from, the provider's name for that session, and what signing out there asks for.
alter table sign_ins add column provider_id uuid;
alter table sign_ins add column provider_session text;
alter table sign_ins add column id_token text;
create index sign_ins_provider on sign_ins (provider_id, provider_session);

-- Messages of providers that somebody signed out, each taken once.
create table logout_tokens (
    provider_id uuid not null references sign_in_providers (id) on delete cascade,
    token_id text not null,
    expires_at timestamptz not null,
    primary key (provider_id, token_id)
);
