//! The organisation's colour, and the shades of it that can be read.
//!
//! Contrast is that of WCAG 2.2, success criterion 1.4.3: 4.5 for text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// What text needs on its ground.
const TEXT: f64 = 4.5;
/// The lightest and the darkest ground of pages, and the darkest there is.
const WHITE: Colour = Colour(255, 255, 255);
const CANVAS: Colour = Colour(0xf4, 0xf6, 0xf6);
const NIGHT: Colour = Colour(0x15, 0x1b, 0x1d);
const INK: Colour = Colour(0, 0, 0);

/// A colour as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(u8, u8, u8);

/// What pages are drawn with in one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// The ground of the mark.
    pub ground: Colour,
    /// What stands on it.
    pub on: Colour,
    /// Links and other text in the colour.
    pub text: Colour,
    /// A quiet ground of it.
    pub tint: Colour,
}

impl Colour {
    /// The shades for light pages.
    #[must_use]
    pub fn light(self) -> Shades {
        let tint = self.mixed(WHITE, 0.92);
        Shades {
            ground: self,
            on: self.readable_on_it(),
            text: self.towards(INK, &[WHITE, CANVAS, tint]),
            tint,
        }
    }

    /// The shades for dark pages.
    #[must_use]
    pub fn dark(self) -> Shades {
        let tint = self.mixed(NIGHT, 0.85);
        Shades {
            ground: self,
            on: self.readable_on_it(),
            text: self.towards(WHITE, &[NIGHT, tint]),
            tint,
        }
    }

    /// Whether links on light pages have the very colour; otherwise a darker shade.
    #[must_use]
    pub fn is_kept_for_text(self) -> bool {
        self.light().text == self
    }

    /// White or black: whichever is read better on the colour. One of the two always has contrast enough.
    fn readable_on_it(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(INK) {
            WHITE
        } else {
            INK
        }
    }

    /// The colour, moved towards `end` until it can be read on all of `grounds`.
    fn towards(self, end: Self, grounds: &[Self]) -> Self {
        for step in 0..=20 {
            let shade = self.mixed(end, f64::from(step) / 20.0);
            if grounds.iter().all(|ground| shade.contrast(*ground) >= TEXT) {
                return shade;
            }
        }
        end
    }

    /// So much of `other` in the colour, from 0 to 1.
    fn mixed(self, other: Self, part: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what lies between two bytes is a byte"
        )]
        let mix = |a: u8, b: u8| (f64::from(a) * (1.0 - part) + f64::from(b) * part).round() as u8;
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    /// The contrast ratio of two colours, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

impl FromStr for Colour {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || {
            Invalid::new(
                "colour",
                "write it as # and six hexadecimal digits, such as #0b6269",
            )
        };
        let digits = text.trim().strip_prefix('#').ok_or_else(refused)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(refused());
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| refused());
        Ok(Self(part(0)?, part(2)?, part(4)?))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl TryFrom<String> for Colour {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_colour_its_shades_can_be_read() {
        let parts = [0_u8, 0x33, 0x66, 0x99, 0xcc, 0xff];
        for red in parts {
            for green in parts {
                for blue in parts {
                    let colour = Colour(red, green, blue);
                    let (light, dark) = (colour.light(), colour.dark());
                    for (text, ground) in [
                        (light.on, light.ground),
                        (light.text, WHITE),
                        (light.text, light.tint),
                        (INK, light.tint),
                        (dark.on, dark.ground),
                        (dark.text, NIGHT),
                        (dark.text, dark.tint),
                    ] {
                        let ratio = text.contrast(ground);
                        assert!(ratio >= TEXT, "{colour}: {text} on {ground} is {ratio:.2}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_dark_colour_stays_and_a_light_one_is_darkened_for_text() {
        let rust: Colour = "#8f3a1c".parse().unwrap();
        assert!(rust.is_kept_for_text());
        assert_eq!(rust.to_string(), "#8f3a1c");
        let yellow: Colour = "#ffd400".parse().unwrap();
        assert!(!yellow.is_kept_for_text());
        assert_eq!(yellow.light().on, INK);
        assert!((WHITE.contrast(Colour(0, 0, 0)) - 21.0).abs() < 0.01);
        for text in [
            "8f3a1c", "#8f3a1", "#8f3a1cc", "#8f3a1g", "rust", "#é3a1c", "",
        ] {
            assert_eq!(
                text.parse::<Colour>().unwrap_err().field,
                "colour",
                "{text}"
            );
        }
    }
}
