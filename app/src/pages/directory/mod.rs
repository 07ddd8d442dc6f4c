//! The directory: users, groups with their members, licences and subscriptions.

mod account;
mod api;
mod group;
mod group_table;
mod groups;
mod licences;
mod members;
mod memberships;
mod new;
mod subscription_table;
mod user;
mod user_devices;
mod user_licences;
mod user_table;
mod users;

pub use group::GroupPage;
pub use groups::GroupsPage;
pub use licences::LicencesPage;
pub use new::{NewGroupPage, NewUserPage};
pub use user::UserPage;
pub use users::UsersPage;
