//! Roles: what they allow, who holds them and on what; what one may do oneself, and why not more; and administrators
//! without a licence.

mod allow;
mod api;
mod assignment;
mod assignment_table;
mod by_permission;
mod group_choice;
mod list;
mod mine;
mod no_access;
mod permissions;
mod role;
mod role_form;
mod scope;
mod tabs;
mod tag_form;
mod tags;
mod unlicensed;
mod unlicensed_table;
mod user_access;
mod why;

pub use allow::AllowUnlicensedPage;
pub use assignment::{AssignmentPage, NewAssignmentPage};
pub use by_permission::ByPermissionPage;
pub use list::RolesPage;
pub use mine::MyPermissionsPage;
pub use no_access::NoAccessPage;
pub use role::RolePage;
pub use role_form::{EditRolePage, NewRolePage};
pub use tag_form::{NewTagPage, TagPage};
pub use tags::TagsPage;
pub use unlicensed::UnlicensedAdminsPage;
pub use user_access::UserAccessPage;
pub use why::WhyPage;
