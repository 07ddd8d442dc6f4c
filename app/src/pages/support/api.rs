//! What the pages of this area ask the server. The table of codes stays there: a browser gets the texts that it shows.

use domain::device::Device;
use domain::directory::User;
#[cfg(feature = "ssr")]
use domain::error_code::{self, ErrorCode};
use domain::help::{HelpAnswers, Topic};
#[cfg(feature = "ssr")]
use domain::support::Support;
use domain::support::{DeviceSupport, Finding, Place, Severity, UserSupport};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;
use crate::pages::shared::address::with_value;
use crate::paths;

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
        .map(shown_reading)
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
        .map(shown_reading)
        .ok_or_else(|| AppError::NotFound("error code".to_owned()))
}

#[cfg(feature = "ssr")]
fn shown_reading(reading: &error_code::Reading) -> ShownCode {
    ShownCode {
        note: reading.note.map(str::to_owned),
        ..reading.code.into()
    }
}

/// What is asked for: what was typed, or one user or device that was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What was typed.
    pub typed: String,
    /// A user's id.
    pub user: String,
    /// A device's id.
    pub device: String,
}

/// A case, and where the help center is for those who get a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case<T> {
    /// The case.
    pub case: T,
    /// The server's public address, without a slash at the end.
    pub address: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundCase {
    /// Nothing was typed.
    Nothing,
    /// An error code.
    Code(ShownCode),
    /// A user.
    User(Box<Case<UserSupport>>),
    /// A device.
    Device(Box<Case<DeviceSupport>>),
    /// Several, or none.
    Several {
        /// What was typed.
        typed: String,
        /// Users, the likeliest first.
        users: Vec<User>,
        /// All users that may be meant.
        user_count: i64,
        /// Devices, the likeliest first.
        devices: Vec<Device>,
        /// All devices that may be meant.
        device_count: i64,
    },
}

/// Everything about whoever or whatever is asked for.
#[server(input = Json, output = Json)]
pub async fn support_case(asked: Asked) -> Result<FoundCase, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    let gone = |what: &'static str| AppError::from(service::Error::NotFound(what));
    let found = if !asked.user.is_empty() {
        let id = asked.user.parse().map_err(|_| gone("user"))?;
        muster.support_user(&actor, id).await?
    } else if !asked.device.is_empty() {
        let id = asked.device.parse().map_err(|_| gone("device"))?;
        muster.support_device(&actor, id).await?
    } else {
        muster.support(&actor, &asked.typed).await?
    };
    let address = muster.public_address().to_owned();
    Ok(match found {
        Support::Nothing => FoundCase::Nothing,
        Support::Code(code) => {
            let reading = error_code::read(&asked.typed);
            FoundCase::Code(reading.as_ref().map_or_else(|| code.into(), shown_reading))
        }
        Support::User(case) => FoundCase::User(Box::new(Case {
            case: *case,
            address,
        })),
        Support::Device(case) => FoundCase::Device(Box::new(Case {
            case: *case,
            address,
        })),
        Support::Several {
            users,
            user_count,
            devices,
            device_count,
        } => FoundCase::Several {
            typed: asked.typed.trim().to_owned(),
            users,
            user_count,
            devices,
            device_count,
        },
    })
}

/// A finding as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFinding {
    /// How much it stands in the way.
    pub severity: Severity,
    /// In a few words.
    pub title: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub to_do: String,
    /// What to say.
    pub to_say: String,
    /// The code, and what it is called in addresses.
    pub code: Option<(String, String)>,
    /// The page to send, as a whole address, and its name.
    pub help: Option<(String, &'static str)>,
    /// Where it is put right.
    pub place: Option<(String, &'static str)>,
}

/// Findings as pages show them; `address` is the server's, and `token` lets help pages name their reader.
pub fn shown(findings: &[Finding], address: &str, token: Option<&str>) -> Vec<ShownFinding> {
    let link = |topic: Topic| {
        let page = paths::help_topic(topic);
        match token {
            Some(token) => format!("{address}{page}?for={token}"),
            None => format!("{address}{page}"),
        }
    };
    findings
        .iter()
        .cloned()
        .map(|finding| ShownFinding {
            severity: finding.severity,
            title: finding.title,
            what: finding.what,
            to_do: finding.to_do,
            to_say: finding.to_say,
            code: finding.code.map(|code| (code.to_string(), code.slug())),
            help: finding.help.map(|topic| (link(topic), topic.label())),
            place: finding.place.map(|place| (path_of(&place), place.label())),
        })
        .collect()
}

fn path_of(place: &Place) -> String {
    match place {
        Place::User(id) => paths::user(id),
        Place::DevicesOf(upn) => with_value(paths::devices(), "user", upn),
        Place::Settings => paths::automatic_enrollment().to_owned(),
        Place::Device(id) => paths::device(id),
        Place::Offboarding(id) => paths::offboarding(id),
        Place::Duplicate(id) => paths::duplicate(id),
        Place::Domain(suffix) => paths::domain(suffix),
        Place::Access(id) => paths::user_access(id),
    }
}

/// Every help page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpPages {
    /// What readers said.
    pub answers: Vec<HelpAnswers>,
    /// The server's public address, without a slash at the end.
    pub address: String,
}

/// Every help page, and what readers said of it.
#[server(output = Json)]
pub async fn list_help_pages() -> Result<HelpPages, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(HelpPages {
        answers: muster.list_help_answers(&actor).await?,
        address: muster.public_address().to_owned(),
    })
}
