//! Whole requests through the router, without a socket: status, headers, sessions, what a page says.

mod common;
mod devices;
mod enrollment;
mod security;
mod sign_in;
