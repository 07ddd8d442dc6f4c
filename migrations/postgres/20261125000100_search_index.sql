-- Finds any part of three and more characters.
create extension if not exists pg_trgm;
create index device_search_parts on device_search using gin (content gin_trgm_ops);
