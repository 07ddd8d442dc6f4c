//! Which finds come first: what is exactly what was typed, then what begins with it, then what only contains it.

use domain::device::Device;
use domain::directory::{Group, User};

/// How many finds of a kind the page shows.
pub const SHOWN: usize = 10;

/// Something with names by which people look for it.
pub trait Named {
    /// Everything somebody may have typed to mean exactly this.
    fn names(&self) -> Vec<String>;
}

impl Named for Device {
    fn names(&self) -> Vec<String> {
        vec![
            self.face.name.clone(),
            self.face.serial.clone(),
            self.id.to_string(),
        ]
    }
}

impl Named for User {
    fn names(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            self.upn.clone(),
            self.mail.clone(),
            self.id.to_string(),
        ]
    }
}

impl Named for Group {
    fn names(&self) -> Vec<String> {
        vec![self.name.clone(), self.id.to_string()]
    }
}

/// The first [`SHOWN`] of what was found for `typed`, best first; equals stay in their order.
pub fn best<T: Named>(mut found: Vec<T>, typed: &str) -> Vec<T> {
    let typed = typed.to_lowercase();
    found.sort_by_cached_key(|found| {
        let names = found.names();
        let distance = |name: &String| match name.to_lowercase() {
            name if name == typed => 0,
            name if name.starts_with(&typed) => 1,
            _ => 2,
        };
        names.iter().map(distance).min()
    });
    found.truncate(SHOWN);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Named for &str {
        fn names(&self) -> Vec<String> {
            vec![(*self).to_owned()]
        }
    }

    #[test]
    fn what_was_typed_exactly_comes_first() {
        assert_eq!(
            best(vec!["XPF1", "PF12", "pf1", "PF11"], "PF1"),
            ["pf1", "PF12", "PF11", "XPF1"]
        );
    }
}
