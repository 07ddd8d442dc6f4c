//! Whether an administrator may come in: a licence, or the setting that lets in those without one.
//!
//! What somebody may do comes only from roles. Whether a role counts for somebody without a licence is decided here, for
//! each way in which the role came to them: no licence counts only what was given directly, up to the limit of each
//! group, and only once the setting is on.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::words::words;

/// How many members without a licence a group may let in, unless another number is set. The newest documented figure;
/// pages until May 2025 said 350.
pub const USUAL_LIMIT: i64 = 1_000;

/// A group is said to come near its limit from so many parts of a hundred.
const NEAR_PERCENT: i64 = 90;

words! {
    /// Whether administrators without a licence may come in, and since when it is so.
    UnlicensedAdmins, "unlicensed_admins" {
        /// On since the organisation was made here.
        DefaultOn = "default_on", "On by default";
        /// On because an administrator confirmed it.
        EnabledByAdmin = "enabled_by_admin", "Turned on by an administrator";
        /// Off: the organisation came from elsewhere, where it was off.
        Off = "off", "Off";
    }
}

impl UnlicensedAdmins {
    /// Whether administrators without a licence may come in.
    #[must_use]
    pub fn is_on(self) -> bool {
        self != Self::Off
    }
}

/// The setting, with what is known of how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlicensedSetting {
    /// On or off, and why.
    pub state: UnlicensedAdmins,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// Who confirmed it, where somebody did.
    pub by: Option<String>,
    /// The text that was confirmed.
    pub text: Option<String>,
    /// How many members without a licence each group lets in.
    pub limit: i64,
}

/// How a role comes to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Route {
    /// The person is a member of the assignment's group, as the `place`th of those without a licence; `None` for one who
    /// has a licence.
    Direct {
        /// Counted from 1, in the order of the principal names.
        place: Option<i64>,
    },
    /// The person is in a group within the assignment's group.
    Nested,
    /// The directory gives the role to the person itself.
    Directory,
}

words! {
    /// What becomes of a person who wants in.
    Admission, "admission" {
        /// Comes in: has a licence.
        Licensed = "licensed", "Has a licence";
        /// Comes in without a licence, because that is allowed.
        Unlicensed = "unlicensed", "Allowed without a licence";
        /// Stays out: no licence, and none let in without.
        SwitchedOff = "switched_off", "No licence, and access without one is off";
        /// Stays out: no licence, and more members before them than the group lets in.
        OverLimit = "over_limit", "Over the limit of the group";
        /// Stays out: no licence, and only in a group within the assignment's group.
        Nested = "nested", "Member of a nested group";
        /// Stays out: nothing they might do.
        NoRole = "no_role", "No role";
    }
}

impl Admission {
    /// Whether the person comes in.
    #[must_use]
    pub fn is_in(self) -> bool {
        matches!(self, Self::Licensed | Self::Unlicensed)
    }

    /// Why it is so, about the person who asks.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Licensed => "You have a role and a licence that includes Intune.",
            Self::Unlicensed => {
                "You have a role, and administrators without a licence are allowed here."
            }
            Self::SwitchedOff => {
                "You have a role but no licence that includes Intune, and administrators without a licence are not allowed here."
            }
            Self::OverLimit => {
                "You have a role through a group that already lets in as many members without a licence as it may."
            }
            Self::Nested => {
                "You have a role only through a group within the group that holds it. Without a licence, only direct members count."
            }
            Self::NoRole => "No role is assigned to you or to a group that you are in.",
        }
    }

    /// What helps, to be done by an administrator.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Licensed | Self::Unlicensed => "Nothing needs to be done.",
            Self::SwitchedOff => {
                "Assign a licence that includes Intune, or allow unlicensed admins for the whole organisation."
            }
            Self::OverLimit => {
                "Assign a licence, take somebody out of the group, or use another group for the same role."
            }
            Self::Nested => "Add the person to the role’s group directly, or assign a licence.",
            Self::NoRole => {
                "Add the person to a group that holds a role, or assign a role to one of their groups."
            }
        }
    }
}

/// Whether a role that came along `route` counts.
#[must_use]
pub fn admit(is_licensed: bool, route: Route, state: UnlicensedAdmins, limit: i64) -> Admission {
    if is_licensed {
        return Admission::Licensed;
    }
    if !state.is_on() {
        return Admission::SwitchedOff;
    }
    match route {
        Route::Nested => Admission::Nested,
        Route::Direct { place: Some(place) } if place > limit => Admission::OverLimit,
        Route::Direct { .. } | Route::Directory => Admission::Unlicensed,
    }
}

/// What becomes of a person whose roles came along `routes`: in if any counts, else the reason that is easiest to mend.
#[must_use]
pub fn admission(
    is_licensed: bool,
    routes: impl IntoIterator<Item = Route>,
    state: UnlicensedAdmins,
    limit: i64,
) -> Admission {
    routes
        .into_iter()
        .map(|route| admit(is_licensed, route, state, limit))
        .min()
        .unwrap_or(Admission::NoRole)
}

/// How near a group is to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fill {
    /// There is room.
    Room,
    /// Nine tenths of the limit are reached.
    Near,
    /// Nobody more comes in.
    Full,
    /// Some stay out.
    Over,
}

impl Fill {
    /// How near `members` without a licence are to `limit`.
    #[must_use]
    pub fn of(members: i64, limit: i64) -> Self {
        if members > limit {
            Self::Over
        } else if members == limit {
            Self::Full
        } else if members.saturating_mul(100) >= limit.saturating_mul(NEAR_PERCENT) {
            Self::Near
        } else {
            Self::Room
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six persons, the setting off and on: twelve outcomes.
    #[test]
    fn twelve_outcomes() {
        use Admission::{Licensed, Nested, NoRole, OverLimit, SwitchedOff, Unlicensed};
        let direct = |place| vec![Route::Direct { place }];
        let persons = [
            ("licensed, direct", true, direct(None), Licensed, Licensed),
            (
                "unlicensed, direct",
                false,
                direct(Some(7)),
                SwitchedOff,
                Unlicensed,
            ),
            (
                "unlicensed, nested",
                false,
                vec![Route::Nested],
                SwitchedOff,
                Nested,
            ),
            (
                "licensed, nested",
                true,
                vec![Route::Nested],
                Licensed,
                Licensed,
            ),
            (
                "over the limit",
                false,
                direct(Some(1_001)),
                SwitchedOff,
                OverLimit,
            ),
            ("no role", false, Vec::new(), NoRole, NoRole),
        ];
        for (person, is_licensed, routes, off, on) in persons {
            for (state, expected) in [
                (UnlicensedAdmins::Off, off),
                (UnlicensedAdmins::DefaultOn, on),
                (UnlicensedAdmins::EnabledByAdmin, on),
            ] {
                let outcome = admission(is_licensed, routes.clone(), state, USUAL_LIMIT);
                assert_eq!(outcome, expected, "{person}, {state:?}");
                assert!(!outcome.reason().is_empty() && !outcome.help().is_empty());
            }
        }
    }

    #[test]
    fn one_way_in_is_enough() {
        let routes = [
            Route::Nested,
            Route::Direct { place: Some(2_000) },
            Route::Direct { place: Some(3) },
        ];
        let on = UnlicensedAdmins::DefaultOn;
        assert_eq!(admission(false, routes, on, 1_000), Admission::Unlicensed);
        assert_eq!(
            admission(false, routes[..2].to_vec(), on, 1_000),
            Admission::OverLimit
        );
    }

    #[test]
    fn a_licence_without_a_role_opens_nothing() {
        for state in UnlicensedAdmins::ALL {
            assert_eq!(admission(true, [], *state, 1_000), Admission::NoRole);
        }
    }

    #[test]
    fn the_directory_gives_roles_directly_and_without_a_limit() {
        let routes = [Route::Directory];
        assert_eq!(
            admission(false, routes, UnlicensedAdmins::DefaultOn, 0),
            Admission::Unlicensed
        );
        assert_eq!(
            admission(false, routes, UnlicensedAdmins::Off, 0),
            Admission::SwitchedOff
        );
    }

    #[test]
    fn a_group_warns_before_it_is_full() {
        for (members, fill) in [
            (0, Fill::Room),
            (899, Fill::Room),
            (900, Fill::Near),
            (999, Fill::Near),
            (1_000, Fill::Full),
            (1_001, Fill::Over),
        ] {
            assert_eq!(Fill::of(members, USUAL_LIMIT), fill, "{members}");
        }
    }
}
