//! Invitations: local accounts for other people, made by one-time links.

mod accept;
mod api;
mod list;
mod new;

pub use accept::InvitationPage;
pub use list::InvitationsPage;
pub use new::NewInvitationPage;
