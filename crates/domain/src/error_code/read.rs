//! Reads a code in whatever form somebody says it: hexadecimal with or without `0x`, decimal with or without a sign, its
//! symbol, the words that a server or an app uses, and mistakes that are in circulation.

use super::ErrorCode;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The code that is meant.
    pub code: ErrorCode,
    /// Why what was written means that code, if it is not one of its usual forms.
    pub note: Option<&'static str>,
}

/// Mistakes that are in circulation, in lower case.
const MISTAKES: &[(&str, ErrorCode, &str)] = &[
    (
        "0x801c003",
        ErrorCode::JoinNotAllowed,
        "A digit is missing: it is often quoted like this.",
    ),
    (
        "801c003",
        ErrorCode::JoinNotAllowed,
        "A digit is missing: it is often quoted like this.",
    ),
    (
        "0x80180002b",
        ErrorCode::AutomaticEnrollmentNotConfigured,
        "It has a digit too many: it is often printed like this.",
    ),
    (
        "80180002b",
        ErrorCode::AutomaticEnrollmentNotConfigured,
        "It has a digit too many: it is often printed like this.",
    ),
];

/// Words that servers and apps use in place of a number, in lower case (MS-MDE2, the error types of an enrollment's fault).
const WORDS: &[(&str, ErrorCode)] = &[
    ("devicecapreached", ErrorCode::DeviceLimitReached),
    ("devicenotsupported", ErrorCode::DeviceNotSupported),
    ("notsupported", ErrorCode::NotSupported),
    ("noteligibletorenew", ErrorCode::NotEligibleToRenew),
    ("inmaintenance", ErrorCode::InMaintenance),
    ("userlicense", ErrorCode::LicenceMissing),
    ("invalidenrollmentdata", ErrorCode::InvalidEnrollmentData),
    ("enrollmentdatainvalid", ErrorCode::InvalidEnrollmentData),
];

const OLDER: &str = "Windows 8 writes it with 8019 in place of 8018.";
const LEGACY: &str = "All codes of this range are of the old client.";

/// The code that `text` names, alone or within a sentence; `None` if it names none that is known.
#[must_use]
pub fn read(text: &str) -> Option<Reading> {
    let whole = text.trim().to_lowercase();
    let in_words = ErrorCode::ALL
        .into_iter()
        .find(|code| code.number().is_none() && code.to_string().to_lowercase() == whole);
    if let Some(code) = in_words {
        return Some(Reading { code, note: None });
    }
    whole
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .find_map(read_word)
}

fn read_word(word: &str) -> Option<Reading> {
    let exactly = |code| Some(Reading { code, note: None });
    if let Some((_, code, note)) = MISTAKES.iter().find(|(written, ..)| *written == word) {
        return Some(Reading {
            code: *code,
            note: Some(note),
        });
    }
    if let Some((_, code)) = WORDS.iter().find(|(written, _)| *written == word) {
        return exactly(*code);
    }
    let named = ErrorCode::ALL.into_iter().find(|code| {
        let own = if code.number().is_some() {
            code.symbol().to_lowercase()
        } else {
            code.to_string().to_lowercase()
        };
        own == word && !is_shared(code.symbol())
    });
    if let Some(code) = named {
        return exactly(code);
    }
    hexadecimal(word).or_else(|| decimal(word))
}

/// Whether several codes have that symbol, so that it names none of them.
fn is_shared(symbol: &str) -> bool {
    let same = ErrorCode::ALL.iter().filter(|code| code.symbol() == symbol);
    symbol.is_empty() || same.count() > 1
}

/// `0x80180014`, `80180014`, and shorter ones where leading zeros are left out behind `0x`.
fn hexadecimal(word: &str) -> Option<Reading> {
    let prefixed = word.strip_prefix("0x");
    let digits = prefixed.unwrap_or(word);
    let has_right_length = match prefixed {
        Some(_) => (6..=8).contains(&digits.len()),
        None => digits.len() == 8,
    };
    if !has_right_length || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    of_number(u32::from_str_radix(digits, 16).ok()?)
}

/// `2149056532`, and `-2145910764` as what signs its numbers writes it.
fn decimal(word: &str) -> Option<Reading> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: i64 = word.parse().ok()?;
    let number = if number < 0 {
        i32::try_from(number).ok()?.cast_unsigned()
    } else {
        u32::try_from(number).ok()?
    };
    of_number(number)
}

fn of_number(number: u32) -> Option<Reading> {
    let known = |number: u32| {
        ErrorCode::ALL
            .into_iter()
            .find(|code| code.number() == Some(number))
    };
    if let Some(code) = known(number) {
        return Some(Reading { code, note: None });
    }
    if (0x8019_0001..=0x8019_000F).contains(&number) {
        return known(number - 0x8019_0000 + 0x8018_0000).map(|code| Reading {
            code,
            note: Some(OLDER),
        });
    }
    (0x80CF_3000..=0x80CF_3FFF)
        .contains(&number)
        .then_some(Reading {
            code: ErrorCode::LegacyAgent,
            note: Some(LEGACY),
        })
}
