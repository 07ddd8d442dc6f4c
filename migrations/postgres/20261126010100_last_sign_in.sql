-- Sign-ins are forgotten after a while; when the last one was is not.
alter table accounts add column last_signed_in_at timestamptz;
