//! Chance that comes out the same every time: numbers and ids made from what they are about.

use uuid::{Builder, Uuid};

/// A stream of numbers that belongs to one thing.
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of the `n`th thing of a kind.
    pub(crate) fn of(kind: &str, n: usize) -> Self {
        let start = kind.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            mix(hash ^ u64::from(byte))
        });
        Self(mix(start ^ mix(n as u64)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// From 0 to `end`, without `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = end.max(1) as u128;
        usize::try_from((u128::from(self.next()) * end) >> 64).unwrap_or(0)
    }

    /// Whether something happens that does so `permille` times in a thousand.
    pub(crate) fn is(&mut self, permille: usize) -> bool {
        self.below(1_000) < permille
    }

    /// One of some, each as likely as its weight says.
    pub(crate) fn weighted<'a, T>(&mut self, choices: &'a [(usize, T)]) -> &'a T {
        let total = choices.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(total);
        for (weight, choice) in choices {
            if at < *weight {
                return choice;
            }
            at -= weight;
        }
        &choices[0].1
    }

    /// So many letters and digits that cannot be taken for each other.
    pub(crate) fn code(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTVWXYZ0123456789";
        (0..length)
            .map(|_| char::from(LETTERS[self.below(LETTERS.len())]))
            .collect()
    }

    /// So many digits of base 16.
    pub(crate) fn hex(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b"0123456789ABCDEF"[self.below(16)]))
            .collect()
    }
}

/// The id of the `n`th thing of a kind.
pub(crate) fn id(kind: &str, n: usize) -> Uuid {
    let mut chance = Chance::of(kind, n);
    let bytes = (u128::from(chance.next()) << 64) | u128::from(chance.next());
    Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
}

/// Spreads what differs a little over all bits (the finisher of `SplitMix64`).
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
