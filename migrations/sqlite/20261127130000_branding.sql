-- What pages for end users show of the organisation. Every version ever saved; the newest one holds.
create table branding (
    version bigint primary key,
    content text not null
);

-- How many readers said of a help page that it helped, and that it did not.
create table help_answers (
    topic text not null,
    language text not null,
    helped bigint not null,
    not_helped bigint not null,
    primary key (topic, language)
);
