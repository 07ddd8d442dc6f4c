-- Finds any part of three and more characters. The index has a row for each of `device_search` and keeps no second copy
-- of the text; triggers keep it in step, whoever writes.
create table device_search_numbered (
    number integer primary key,
    device_id uuid not null unique references devices (id) on delete cascade,
    content text not null
);
insert into device_search_numbered (device_id, content) select device_id, content from device_search;
drop table device_search;
alter table device_search_numbered rename to device_search;

create virtual table device_search_index using fts5 (
    content,
    content = 'device_search',
    content_rowid = 'number',
    tokenize = 'trigram case_sensitive 1',
    detail = none,
    columnsize = 0
);
insert into device_search_index (device_search_index) values ('rebuild');

create trigger device_search_added after insert on device_search begin
    insert into device_search_index (rowid, content) values (new.number, new.content);
end;
create trigger device_search_removed after delete on device_search begin
    insert into device_search_index (device_search_index, rowid, content) values ('delete', old.number, old.content);
end;
create trigger device_search_changed after update of content on device_search begin
    insert into device_search_index (device_search_index, rowid, content) values ('delete', old.number, old.content);
    insert into device_search_index (rowid, content) values (new.number, new.content);
end;
