//! What the pages for end users show of the organisation: its colour, whom to ask, and what it has to add.

mod colour;

pub use colour::{Colour, Shades};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::help::Topic;

/// The most characters of the organisation's name, and of a line about whom to ask.
pub const LONGEST_LINE: usize = 120;
/// The most characters of a note.
pub const LONGEST_NOTE: usize = 1_000;

/// Everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// The organisation's colour; `None` for Muster's own.
    pub colour: Option<Colour>,
    /// Who helps, and when: "IT service desk, weekdays 7 to 19".
    pub contact: String,
    /// A telephone number, as people write it.
    pub phone: String,
    /// A mail address.
    pub mail: String,
    /// What the organisation adds to pages.
    pub notes: BTreeMap<Topic, String>,
    /// Counted from 1; 0 before the first save.
    pub version: i64,
}

/// The form as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandingForm {
    /// The organisation's name.
    pub name: String,
    /// Everything else; its version is the one that was edited.
    pub branding: Branding,
}

impl BrandingForm {
    /// Reads `name`, `colour`, `contact`, `phone`, `mail`, `version`, and a note a topic as `note-` and the topic's word.
    ///
    /// # Errors
    /// A key or a value is not known or too long; the error names the key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut name = String::new();
        let mut branding = Branding::default();
        for (key, value) in pairs {
            let (key, value) = (key.as_ref(), value.as_ref().trim());
            match key {
                "name" => name = line(key, value)?,
                "colour" if value.is_empty() => branding.colour = None,
                "colour" => branding.colour = Some(value.parse()?),
                "contact" => branding.contact = line(key, value)?,
                "phone" => branding.phone = phone(value)?,
                "mail" => branding.mail = mail(value)?,
                "version" => {
                    branding.version = value
                        .parse()
                        .map_err(|_| Invalid::new("version", "write a number"))?;
                }
                _ => {
                    let topic = key
                        .strip_prefix("note-")
                        .and_then(|word| word.parse::<Topic>().ok());
                    let Some(topic) = topic else {
                        return Err(Invalid::new(key, "is not known here"));
                    };
                    if value.chars().count() > LONGEST_NOTE {
                        return Err(Invalid::new(
                            key,
                            format!("write at most {LONGEST_NOTE} characters"),
                        ));
                    }
                    if !value.is_empty() {
                        branding.notes.insert(topic, value.to_owned());
                    }
                }
            }
        }
        if name.is_empty() {
            return Err(Invalid::new("name", "write the name that people know"));
        }
        Ok(Self { name, branding })
    }
}

fn line(key: &str, value: &str) -> Result<String, Invalid> {
    if value.chars().any(char::is_control) {
        return Err(Invalid::new(key, "write it in one line"));
    }
    if value.chars().count() > LONGEST_LINE {
        return Err(Invalid::new(
            key,
            format!("write at most {LONGEST_LINE} characters"),
        ));
    }
    Ok(value.to_owned())
}

fn phone(value: &str) -> Result<String, Invalid> {
    let is_known = |letter: char| letter.is_ascii_digit() || " +-()/.".contains(letter);
    if value.chars().all(is_known) {
        line("phone", value)
    } else {
        Err(Invalid::new(
            "phone",
            "write digits, spaces and the signs + - ( ) / .",
        ))
    }
}

fn mail(value: &str) -> Result<String, Invalid> {
    let is_address = value.is_empty()
        || value.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !value.contains([' ', '<', '>', '?', '&', ','])
        });
    if is_address {
        line("mail", value)
    } else {
        Err(Invalid::new(
            "mail",
            "write an address such as help@example.org",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_and_a_wrong_field_is_named() {
        let form = |pairs: &[(&str, &str)]| BrandingForm::from_pairs(pairs.iter().copied());
        let read = form(&[
            ("name", " Fabric Harbor "),
            ("colour", "#8F3A1C"),
            ("phone", "+1 555 013 4455"),
            ("mail", "help@fabricharbor.example"),
            ("note-join", "Bring it to the desk first."),
            ("note-leave", ""),
            ("version", "2"),
        ])
        .unwrap();
        assert_eq!(read.name, "Fabric Harbor");
        assert_eq!(read.branding.notes.len(), 1);
        assert_eq!(read.branding.version, 2);
        for (key, value) in [
            ("name", ""),
            ("colour", "red"),
            ("phone", "call us"),
            ("mail", "help"),
            ("mail", "a@b.example?bcc=x"),
            ("contact", "two\nlines"),
            ("note-teleport", "x"),
            ("size", "1"),
        ] {
            let refused = form(&[("name", "x"), (key, value)]).unwrap_err();
            assert_eq!(refused.field, key, "{value}");
        }
        let long = "x".repeat(LONGEST_NOTE + 1);
        assert_eq!(
            form(&[("name", "x"), ("note-join", &long)])
                .unwrap_err()
                .field,
            "note-join"
        );
    }
}
