//! Every operation of [`service::Muster`], each test on SQLite and on PostgreSQL.

mod api_tokens;
mod audit;
mod cleanup;
mod common;
mod demonstration;
mod devices;
mod directory;
mod dns_server;
mod domains;
mod duplicates;
mod edits;
mod enrollment;
mod enrollment_devices;
mod exports;
mod import_files;
mod imports;
mod overview;
mod permissions;
mod providers;
mod roles;
mod scim;
mod scopes;
mod sign_ins;
mod support;
mod views;
