-- What SCIM keeps of users and groups beside what the directory had before.
-- The version rises with every change, whoever makes it: clients ask by it whether they know the newest.
alter table users add column version bigint not null default 1;
alter table users add column created_at timestamptz;
-- The client's own id of the user.
alter table users add column external_id text;
-- The user as a SCIM client last described it, as JSON. Where it differs from the columns, these are right.
alter table users add column scim text;
-- What the address in `mail` is used for, in lower case.
alter table users add column mail_type text not null default 'work';
create index users_external on users (external_id);
create index users_mail on users (lower(mail));

-- The mail addresses that a user has beside the one in `mail`, all in lower case.
create table user_emails (
    user_id uuid not null references users (id) on delete cascade,
    position bigint not null,
    value_key text not null,
    type_key text not null,
    primary key (user_id, position)
);
create index user_emails_value on user_emails (value_key, user_id);

alter table groups add column version bigint not null default 1;
alter table groups add column created_at timestamptz;
alter table groups add column external_id text;
create index groups_external on groups (external_id);
