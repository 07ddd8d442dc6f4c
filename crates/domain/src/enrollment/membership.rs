//! How a user comes to belong to a group that a setting lists.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::GroupId;

/// A group with the name that pages show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupName {
    /// The group.
    pub id: GroupId,
    /// Its display name.
    pub name: String,
}

/// That a user belongs to a listed group, and by which way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The group that the setting lists.
    pub group: GroupName,
    /// The groups nested in it on the way to the user, the outermost first. Empty for a direct member.
    pub through: Vec<GroupName>,
}

impl Membership {
    /// Every group on the way, the listed one first.
    pub fn groups(&self) -> impl Iterator<Item = &GroupName> {
        std::iter::once(&self.group).chain(&self.through)
    }
}

/// "member of Contractors, through Dock Services".
impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "member of {}", self.group.name)?;
        for (n, group) in self.through.iter().enumerate() {
            write!(
                f,
                "{} {}",
                if n == 0 { ", through" } else { " and" },
                group.name
            )?;
        }
        Ok(())
    }
}
