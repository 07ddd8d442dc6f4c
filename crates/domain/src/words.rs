//! Closed sets of words: an enum, the word that addresses and the database keep, and the words that people read.

/// Makes an enum whose variants each have a stable word and a label.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $field:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text"))]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] #[cfg_attr(feature = "sqlx", sqlx(rename = $word))] $variant,)+
        }

        impl $name {
            /// Every one there is, in the order in which lists of choices show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable word that addresses and the database keep.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// What people read.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Invalid;

            fn from_str(text: &str) -> Result<Self, $crate::Invalid> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::Invalid::new($field, format!("write one of {}", [$($word),+].join(", ")))),
                }
            }
        }
    };
}
pub(crate) use words;
