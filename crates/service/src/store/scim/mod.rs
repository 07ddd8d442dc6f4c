//! Users and groups as SCIM clients read and write them: the rows that imports write too.

pub(crate) mod condition;
pub(crate) mod group;
pub(crate) mod user;
