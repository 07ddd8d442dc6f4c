//! Whole requests through the router, without a socket: status, headers, sessions, what a page says.

mod audit;
mod common;
mod devices;
mod edits;
mod enrollment;
mod exports;
mod guarded;
mod help;
mod hostile;
mod invitations;
mod providers;
mod roles;
mod scim;
mod security;
mod sign_in;
mod tokens;
