-- One row where the whole database is a demonstration: a fictional organisation, and nothing else ever.
create table demonstration (
    id bigint primary key check (id = 1),
    -- Empty until the organisation is there in full.
    filled_at timestamptz
);
