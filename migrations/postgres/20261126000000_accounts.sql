-- Accounts that sign in elsewhere: found by issuer and subject, never by name or address.
-- Their `name_key` is issuer and subject too, and their `password_hash` is empty: no password is right for them.
alter table accounts add column issuer text;
alter table accounts add column subject text;
-- The person in the directory whose roles and licences count for the account.
alter table accounts add column user_id uuid;
-- What the provider said of groups and directory roles at the last sign-in, as JSON.
alter table accounts add column claims text;
alter table accounts add column disabled_at timestamptz;
create unique index accounts_subject on accounts (issuer, subject);
create index accounts_user on accounts (user_id);
