//! What saving other enrollment settings would change, in numbers, before anything is saved.
//!
//! Every number is about *scope*: whom the settings name. Accounts that may not sign in are left out throughout, since a
//! disabled account enrolls nothing. Whether one enrollment of a user in scope then succeeds (licence, restrictions, limits) is
//! what *What if* says; only [`Effect::gain_without_licence`] looks at licences.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::GroupId;
use crate::licence::SubscriptionWarning;

/// Which of the two user scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeKind {
    /// The MDM user scope: manages the whole device.
    Mdm,
    /// The MAM (formerly WIP) user scope: protects work data in apps.
    Mam,
}

impl ScopeKind {
    /// The scope's name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mdm => "MDM user scope",
            Self::Mam => "MAM user scope",
        }
    }
}

/// One number under the saved settings and under the edited ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Under the saved settings.
    pub today: i64,
    /// Under the edited settings.
    pub after: i64,
}

impl Shift {
    /// How many more (or fewer) there would be.
    #[must_use]
    pub fn difference(self) -> i64 {
        self.after - self.today
    }
}

/// What becomes of all users' personal devices when a work account is added in Windows Settings, by scope alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalShares {
    /// Users whose personal device enrolls: in MDM scope and not in MAM scope.
    pub enroll: i64,
    /// Users whose personal device gets app protection only: in MAM scope, whatever the MDM scope says.
    pub mam_only: i64,
    /// Users whose personal device is registered in the directory and nothing more.
    pub registered_only: i64,
}

/// What becomes of corporate devices when any of the users joins one, by scope alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorporateShares {
    /// Users whose joined device enrolls: in MDM scope, whatever the MAM scope says.
    pub enroll: i64,
    /// Users whose joined device is not managed.
    pub joined_only: i64,
}

/// What happens to a group that a scope lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupStatus {
    /// Listed before and after.
    Kept,
    /// Listed only by the edited settings.
    Added,
    /// Listed only by the saved settings.
    Removed,
}

/// A group that a scope lists, and whom it reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEffect {
    /// Which scope lists it.
    pub scope: ScopeKind,
    /// The group.
    pub id: GroupId,
    /// Its name; `None` when the directory has it no more.
    pub name: Option<String>,
    /// Users in it or in a group within it, each once, without disabled accounts.
    pub users: i64,
    /// Devices in it or in a group within it. A scope is about users: these have no effect.
    pub devices: i64,
    /// What happens to it.
    pub status: GroupStatus,
}

/// Something to know before saving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Users are in both scopes: on a personal device MAM wins, and adding a work account does not enroll it.
    BothScopes {
        /// How many after saving.
        users: i64,
        /// How many of them are not in both today.
        new: i64,
    },
    /// Users gain MDM enrollment without a licence for it: it would be refused with 0x80180018.
    GainWithoutLicence {
        /// How many.
        users: i64,
    },
    /// Joined devices are not managed and their users are outside the MDM scope: one that is enrolled by hand becomes a duplicate.
    JoinedOutsideScope {
        /// How many.
        devices: i64,
        /// Whether the MDM scope is None, so that new pairs will keep coming.
        scope_is_none: bool,
    },
    /// A group that a scope lists has no users, so it has no effect there.
    GroupWithoutUsers {
        /// Which scope lists it.
        scope: ScopeKind,
        /// Its name.
        name: String,
        /// How many devices it holds instead.
        devices: i64,
    },
    /// A scope lists a group that the directory has no more.
    GroupIsGone {
        /// Which scope lists it.
        scope: ScopeKind,
        /// The group.
        id: GroupId,
    },
    /// A scope is Some and lists no group: nobody is in it.
    NoGroups {
        /// Which scope.
        scope: ScopeKind,
    },
    /// Something enrollment needs is missing.
    Prerequisite(PrerequisiteKind),
}

/// One of the things automatic enrollment needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrerequisiteKind {
    /// An Entra ID P1 or P2 subscription, or a trial that runs.
    EntraPremium,
    /// A subscription that gives Intune, with free seats.
    IntuneSeats,
    /// The permission of whoever looks.
    Role,
}

/// Whether one of the things automatic enrollment needs is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prerequisite {
    /// Which one.
    pub kind: PrerequisiteKind,
    /// Whether it is met.
    pub met: bool,
    /// Its name and state in one line: `Entra ID P1: met`.
    pub title: String,
    /// The fact behind it: `9,640 of 10,000 in use.`
    pub fact: String,
    /// Since when Muster knows of it, where that can be said.
    pub since: Option<DateTime<Utc>>,
    /// What to do; `None` when it is met.
    pub advice: Option<String>,
}

/// What saving the edited settings would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// When the directory was counted.
    pub as_of: DateTime<Utc>,
    /// All users that count: accounts that may sign in.
    pub users_total: i64,
    /// Accounts left out because they may not sign in.
    pub disabled_total: i64,
    /// Users in MDM scope.
    pub mdm: Shift,
    /// Users in MAM scope.
    pub mam: Shift,
    /// Users in both.
    pub both: Shift,
    /// Users that would come into MDM scope.
    pub gain: i64,
    /// Users that would leave MDM scope. Devices already enrolled stay enrolled.
    pub lose: i64,
    /// Users that would be in both scopes and are not today.
    pub both_new: i64,
    /// Users that would come into MDM scope and hold no product that gives Intune.
    pub gain_without_licence: i64,
    /// Users that would be in MDM scope and hold no product that gives Intune.
    pub without_licence: i64,
    /// Devices joined to the directory, not managed, whose user would be outside the MDM scope. A device whose user is not
    /// known counts while the scope is None, when nobody could be inside.
    pub joined_outside_scope: i64,
    /// The groups that the two scopes list, before or after, in the order of the settings.
    pub groups: Vec<GroupEffect>,
    /// A personal device adds an account.
    pub personal: PersonalShares,
    /// A corporate device joins.
    pub corporate: CorporateShares,
    /// What to know before saving, the gravest first.
    pub warnings: Vec<Warning>,
    /// What enrollment needs, met or not.
    pub prerequisites: Vec<Prerequisite>,
    /// What somebody should act on about what was bought.
    pub subscriptions: Vec<SubscriptionWarning>,
}

/// Which users of an effect to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectList {
    /// Those that would come into MDM scope.
    Gain,
    /// Those that would leave MDM scope.
    Lose,
    /// Those that would come into MDM scope without a licence for it.
    GainWithoutLicence,
    /// Those that would be in MDM scope.
    Mdm,
    /// Those that would be in MAM scope.
    Mam,
    /// Those that would be in both.
    Both,
    /// Those that would be in both and are not today.
    BothNew,
    /// Those that would be out of MDM scope.
    Outside,
    /// Those that would be in MDM scope without a licence for it.
    WithoutLicence,
}

impl EffectList {
    /// Every list.
    pub const ALL: [Self; 9] = [
        Self::Gain,
        Self::Lose,
        Self::GainWithoutLicence,
        Self::Mdm,
        Self::Mam,
        Self::Both,
        Self::BothNew,
        Self::Outside,
        Self::WithoutLicence,
    ];

    /// The word in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Lose => "lose",
            Self::GainWithoutLicence => "gain-without-licence",
            Self::Mdm => "mdm",
            Self::Mam => "mam",
            Self::Both => "both",
            Self::BothNew => "both-new",
            Self::Outside => "outside",
            Self::WithoutLicence => "without-licence",
        }
    }

    /// The list's heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Gain => "Users who gain MDM enrollment",
            Self::Lose => "Users who lose MDM enrollment",
            Self::GainWithoutLicence => "Users who gain MDM enrollment without a licence",
            Self::Mdm => "Users in MDM scope",
            Self::Mam => "Users in MAM scope",
            Self::Both => "Users in both scopes",
            Self::BothNew => "Users newly in both scopes",
            Self::Outside => "Users out of MDM scope",
            Self::WithoutLicence => "Users in MDM scope without a licence",
        }
    }
}

impl std::str::FromStr for EffectList {
    type Err = crate::Invalid;

    fn from_str(text: &str) -> Result<Self, crate::Invalid> {
        Self::ALL
            .into_iter()
            .find(|list| list.as_str() == text)
            .ok_or_else(|| {
                crate::Invalid::new("list", "choose one of the lists of the effect panel")
            })
    }
}

/// A number as people read it: `9,640`.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 {
        "-".to_owned()
    } else {
        String::new()
    };
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_found_by_its_word() {
        for list in EffectList::ALL {
            assert_eq!(list.as_str().parse::<EffectList>().unwrap(), list);
        }
        assert_eq!("everybody".parse::<EffectList>().unwrap_err().field, "list");
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (-12_345_678, "-12,345,678"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
