//! Permissions as people read them.

use domain::actor::Permission;

/// "See users and groups".
pub fn label(permission: Permission) -> String {
    let mut letters = permission.description().chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}", letters.as_str())
}
