//! What the pages of this area ask the server. The table of codes stays there: a browser gets the texts that it shows.

#[cfg(feature = "ssr")]
use domain::error_code::{self, ErrorCode};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// What a code means on one way of enrolling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownOnPath {
    /// Where it is seen.
    pub path: String,
    /// What it means there.
    pub meaning: String,
    /// What helps there.
    pub fix: String,
}

/// A code with all that is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCode {
    /// Its usual form.
    pub written: String,
    /// What it is called in addresses.
    pub slug: String,
    /// Its number without and with a sign; `None` for what is told in words.
    pub number: Option<(u32, i32)>,
    /// Its name in Microsoft's headers; empty for what is told in words.
    pub symbol: String,
    /// What it means, for admins and support.
    pub meaning: String,
    /// What to tell the user.
    pub for_user: String,
    /// What to try first.
    pub fix: String,
    /// What it means on ways on which it means something else.
    pub on_paths: Vec<ShownOnPath>,
    /// Why what was typed means this code, if it is none of its usual forms.
    pub note: Option<String>,
}

#[cfg(feature = "ssr")]
impl From<ErrorCode> for ShownCode {
    fn from(code: ErrorCode) -> Self {
        Self {
            written: code.to_string(),
            slug: code.slug(),
            number: code.number().map(|number| (number, number.cast_signed())),
            symbol: code.symbol().to_owned(),
            meaning: code.meaning().to_owned(),
            for_user: code.for_user().to_owned(),
            fix: code.fix().to_owned(),
            on_paths: code
                .on_paths()
                .iter()
                .map(|on| ShownOnPath {
                    path: on.path.to_owned(),
                    meaning: on.meaning.to_owned(),
                    fix: on.fix.to_owned(),
                })
                .collect(),
            note: None,
        }
    }
}

/// The codes that are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeList {
    /// What was typed.
    pub typed: String,
    /// The codes: the one that was named first, then those that mention the text.
    pub codes: Vec<ShownCode>,
    /// How many there are of all.
    pub all: usize,
}

/// The codes that `typed` names or that mention it; all of them for an empty text.
#[server(input = GetUrl, output = Json)]
pub async fn list_codes(typed: String) -> Result<CodeList, AppError> {
    crate::context::signed_in()?;
    let named = error_code::read(&typed);
    let others = ErrorCode::ALL.into_iter().filter(|code| {
        named.as_ref().is_none_or(|named| named.code != *code) && code.mentions(&typed)
    });
    let codes = named
        .iter()
        .map(shown)
        .chain(others.map(ShownCode::from))
        .collect();
    Ok(CodeList {
        codes,
        typed,
        all: ErrorCode::ALL.len(),
    })
}

/// The code of that slug, or that is written so.
#[server(input = GetUrl, output = Json)]
pub async fn find_code(written: String) -> Result<ShownCode, AppError> {
    crate::context::signed_in()?;
    if let Some(code) = ErrorCode::from_slug(&written) {
        return Ok(code.into());
    }
    error_code::read(&written)
        .as_ref()
        .map(shown)
        .ok_or_else(|| AppError::NotFound("error code".to_owned()))
}

#[cfg(feature = "ssr")]
fn shown(reading: &error_code::Reading) -> ShownCode {
    ShownCode {
        note: reading.note.map(str::to_owned),
        ..reading.code.into()
    }
}
