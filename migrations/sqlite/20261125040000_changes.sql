-- Raised with every change of what it is named after: what was worked out from that holds while the number stays.
create table changes (
    name text primary key,
    number bigint not null
);
insert into changes (name, number) values ('directory', 0);
