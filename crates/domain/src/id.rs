//! One type for each kind of id, so that a user's can never stand where a group's is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Invalid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Uuid::parse_str(text.trim())
                    .map(Self)
                    .map_err(|_| Invalid::new($field, "write it as a GUID, such as 8f99bc81-2d83-44ee-aa05-be1809d0c226"))
            }
        }
    };
}

id! {
    /// Identifies a device: the physical machine. A version 7 UUID made by Muster.
    DeviceId, "device_id"
}
id! {
    /// Identifies a record that some system keeps about a device. A version 7 UUID made by Muster.
    RecordId, "record_id"
}
id! {
    /// Identifies a user of the directory: the directory's object id.
    UserId, "user_id"
}
id! {
    /// Identifies a group of the directory: the directory's object id.
    GroupId, "group_id"
}
id! {
    /// Identifies an account: one that signs in with a password kept here, or one of a sign-in provider.
    AccountId, "account_id"
}
id! {
    /// Identifies a sign-in provider.
    ProviderId, "provider_id"
}
id! {
    /// Identifies one sign-in of an account: one browser that is or was signed in.
    SignInId, "sign_in_id"
}
id! {
    /// Identifies a passkey of a local account.
    PasskeyId, "passkey_id"
}
id! {
    /// Identifies a saved view of a list.
    ViewId, "view_id"
}
id! {
    /// Identifies the reading of one file, dry run and import alike.
    ImportId, "import_id"
}
id! {
    /// Identifies one change of many devices.
    EditId, "edit_id"
}
id! {
    /// Identifies a group of duplicate records.
    DuplicateId, "duplicate_id"
}
id! {
    /// Identifies records that were made one device.
    MergeId, "merge_id"
}
id! {
    /// Identifies one time that a cleanup rule was applied.
    CleanupRunId, "cleanup_run_id"
}
id! {
    /// Identifies a role, built-in or custom.
    RoleId, "role_id"
}
id! {
    /// Identifies the assignment of a role to groups.
    AssignmentId, "assignment_id"
}
id! {
    /// Identifies a scope tag.
    TagId, "tag_id"
}
id! {
    /// Identifies an invitation; it is not the secret of its link.
    InvitationId, "invitation_id"
}
id! {
    /// Identifies a token that a program signs in with; it is not the secret itself.
    ApiTokenId, "token_id"
}
