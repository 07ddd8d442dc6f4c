insert into changes (name, number) values ('devices', 0);
