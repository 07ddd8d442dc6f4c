//! The hash that binds each entry of the audit log to the one before it.
//!
//! It is SHA-256 over: the hash of the entry before (32 bytes; zeros before the first), then the entry's number, id and time
//! (microseconds since 1970), then its texts in the order of [`Event`]. Numbers are 8 bytes, the most significant first; an id
//! is its 16 bytes; a text is its number of bytes and then those, in UTF-8; what may be missing has a byte before it that
//! is 1 where it is there, and 0, with nothing behind it, where it is not.

use sha2::{Digest, Sha256};

use crate::store::audit::Event;

/// A SHA-256 hash.
pub(crate) type Hash = [u8; 32];

/// An end of the chain: the number of an entry, and its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub sequence: i64,
    pub hash: Hash,
}

impl Link {
    /// The place of the entry after this one.
    pub(crate) fn next(&self, event: &Event) -> Self {
        let sequence = self.sequence + 1;
        Self {
            sequence,
            hash: hash(&self.hash, sequence, event),
        }
    }
}

/// The hash of the entry `sequence` behind an entry with the hash `previous`.
pub(crate) fn hash(previous: &Hash, sequence: i64, event: &Event) -> Hash {
    let Event {
        id,
        at,
        actor_kind,
        actor_id,
        actor_name,
        address,
        action,
        object_kind,
        object_id,
        before,
        after,
    } = event;
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(sequence.to_be_bytes());
    hash.update(id.as_bytes());
    hash.update(at.timestamp_micros().to_be_bytes());
    add_text(&mut hash, actor_kind);
    add_if_there(&mut hash, actor_id.as_ref(), |hash, id| {
        hash.update(id.as_bytes());
    });
    for text in [actor_name, address, action, object_kind, object_id] {
        add_text(&mut hash, text);
    }
    for text in [before, after] {
        add_if_there(&mut hash, text.as_ref(), |hash, text| add_text(hash, text));
    }
    hash.finalize().into()
}

fn add_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text);
}

fn add_if_there<T>(hash: &mut Sha256, value: Option<&T>, add: impl FnOnce(&mut Sha256, &T)) {
    hash.update([u8::from(value.is_some())]);
    if let Some(value) = value {
        add(hash, value);
    }
}

/// A hash as people and files write it: 64 hexadecimal digits.
pub(crate) fn to_hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash that [`to_hex`] wrote.
pub(crate) fn from_hex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    // `from_str_radix` takes a plus sign, too.
    (to_hex(&hash) == text.to_lowercase()).then_some(hash)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use uuid::Uuid;

    use super::*;

    /// Where the first entry of all hangs on.
    const BEGINNING: Link = Link {
        sequence: 0,
        hash: [0; 32],
    };

    fn event() -> Event {
        Event {
            id: Uuid::from_u128(7),
            at: Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap(),
            actor_kind: "account".to_owned(),
            actor_id: Some(Uuid::from_u128(9)),
            actor_name: "Maren Oduya".to_owned(),
            address: "192.0.2.7".to_owned(),
            action: "create_user".to_owned(),
            object_kind: "user".to_owned(),
            object_id: "8".to_owned(),
            before: None,
            after: Some("{\"name\":\"Ines\"}".to_owned()),
        }
    }

    #[test]
    fn the_hash_never_changes_from_one_version_of_muster_to_the_next() {
        assert_eq!(
            to_hex(&BEGINNING.next(&event()).hash),
            "dcff55c8841ff7ca14dc5ffa3ab46c7014608e18462cc0f2fdc513618d5450e2"
        );
    }

    #[test]
    fn a_letter_that_moves_from_one_field_to_its_neighbour_changes_the_hash() {
        let known = BEGINNING.next(&event()).hash;
        let moved = Event {
            actor_name: "Maren Oduya1".to_owned(),
            address: "92.0.2.7".to_owned(),
            ..event()
        };
        let swapped = Event {
            before: event().after,
            after: None,
            ..event()
        };
        let empty = Event {
            before: Some(String::new()),
            ..event()
        };
        for other in [moved, swapped, empty] {
            assert_ne!(BEGINNING.next(&other).hash, known, "{other:?}");
        }
        assert_ne!(hash(&BEGINNING.hash, 2, &event()), known);
        assert_ne!(hash(&known, 1, &event()), known);
    }

    #[test]
    fn a_hash_is_read_as_it_was_written_and_nothing_else_is_one() {
        let known = BEGINNING.next(&event()).hash;
        assert_eq!(from_hex(&to_hex(&known)), Some(known));
        assert_eq!(from_hex(&to_hex(&known).to_uppercase()), Some(known));
        let plus = format!("+1{}", &to_hex(&known)[2..]);
        for text in ["", "00", &"é".repeat(32), &"0".repeat(63), &plus] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
