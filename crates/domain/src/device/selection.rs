//! Some devices of a list: those that were picked one by one, or all that the list asks for.

use serde::{Deserialize, Serialize};

use super::DeviceQuery;
use crate::Invalid;
use crate::id::DeviceId;

/// The most devices that can be picked one by one: an address holds no more. "All that match" has no limit.
pub const MOST_PICKED: usize = 1_000;

/// Which devices an export or a change is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSelection {
    /// Those that were picked; empty for all that the list asks for.
    pub picked: Vec<DeviceId>,
    /// The list: its order and columns, and unless devices were picked, its filters and search.
    pub query: DeviceQuery,
}

impl DeviceSelection {
    /// Reads the pairs of an address: those of the list, and one `id` for each picked device.
    ///
    /// # Errors
    /// As of [`DeviceQuery::from_pairs`]; an id is none; more than [`MOST_PICKED`] are picked.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut picked = Vec::new();
        let mut others = Vec::new();
        for (key, value) in pairs {
            match key.as_ref() {
                "id" => {
                    let id: DeviceId = value
                        .as_ref()
                        .parse()
                        .map_err(|invalid: Invalid| Invalid::new("id", invalid.problem))?;
                    if !picked.contains(&id) {
                        picked.push(id);
                    }
                }
                _ => others.push((key, value)),
            }
        }
        if picked.len() > MOST_PICKED {
            return Err(Invalid::new(
                "id",
                format!("pick at most {MOST_PICKED} devices, or take all that match a filter"),
            ));
        }
        Ok(Self {
            picked,
            query: DeviceQuery::from_pairs(others)?.at_page(None),
        })
    }

    /// The list that the devices are taken from: where they were picked, without its filters and search, which a picked
    /// device may not match any more.
    #[must_use]
    pub fn list(&self) -> DeviceQuery {
        if self.picked.is_empty() {
            return self.query.clone();
        }
        DeviceQuery {
            sort: self.query.sort,
            descending: self.query.descending,
            ..DeviceQuery::default()
        }
    }

    /// The pairs of an address that asks for these devices.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let picked = self.picked.iter().map(|id| ("id", id.to_string()));
        picked.chain(self.query.pairs()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_survives_its_address_and_names_what_it_refuses() {
        let ids = [1, 2].map(|id| DeviceId(uuid::Uuid::from_u128(id)));
        let (first, second) = (ids[0].to_string(), ids[1].to_string());
        let selection = DeviceSelection::from_pairs([
            ("id", first.as_str()),
            ("os", "macOS"),
            ("id", &second),
            ("id", &first),
        ])
        .unwrap();
        assert_eq!(selection.picked, ids);
        assert_eq!(
            DeviceSelection::from_pairs(selection.pairs()),
            Ok(selection)
        );
        for (key, value) in [("id", "7"), ("id", ""), ("colour", "red")] {
            let refused = DeviceSelection::from_pairs([(key, value)]).unwrap_err();
            assert_eq!(refused.field, key);
        }
    }
}
