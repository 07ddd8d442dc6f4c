//! Every operation of [`service::Muster`], each test on SQLite and on PostgreSQL.

mod common;
mod devices;
mod directory;
mod enrollment;
mod enrollment_devices;
mod imports;
mod permissions;
mod sign_ins;
mod views;
