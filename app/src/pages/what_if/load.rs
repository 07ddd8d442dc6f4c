//! From the question in the address to an answer: who is meant, with which settings, and what would happen.

use domain::directory::User;
use domain::enrollment::settings_from_pairs;
use domain::id::UserId;
use domain::what_if::{WhatIf, WhatIfAnswer};
use domain::{Invalid, page::Page};

use super::api::{
    ask_what_if, find_user_by_id, find_user_by_upn, load_saved_settings, suggest_users,
};
use super::question::Question;
use crate::error::AppError;

/// How many people are offered where what was typed could mean several.
const OFFERED: u32 = 20;

/// What the question led to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Reply {
    /// Nothing was asked yet.
    Nothing,
    /// The path needs a user, and none was named.
    NobodyNamed,
    /// What was typed could mean any of these people, of so many.
    Several(Vec<User>, i64),
    /// Nobody is called that.
    NobodyFound,
    /// What would happen.
    Answer(Box<WhatIfAnswer>),
}

/// Answers the question.
pub async fn reply(question: Result<Question, Invalid>) -> Result<Reply, AppError> {
    let question = question.map_err(AppError::Invalid)?;
    if !question.is_asked {
        return Ok(Reply::Nothing);
    }
    let user = match who(&question.user).await? {
        Who::Nobody if question.path.is_user_driven() => return Ok(Reply::NobodyNamed),
        Who::Nobody => None,
        Who::One(id) => Some(id),
        Who::Several(found) if found.items.is_empty() => return Ok(Reply::NobodyFound),
        Who::Several(found) => return Ok(Reply::Several(found.items, found.total)),
    };
    let settings = if question.uses_edits() {
        let saved = load_saved_settings().await?;
        Some(settings_from_pairs(&saved.settings, question.edits).map_err(first)?)
    } else {
        None
    };
    let case = WhatIf {
        user,
        path: question.path,
        windows: question.windows,
        edition: question.edition,
        ownership: question.ownership,
        serial: Some(question.serial).filter(|serial| !serial.is_empty()),
        settings,
    };
    Ok(Reply::Answer(Box::new(ask_what_if(case).await?)))
}

/// The page tells of one refusal: the others appear once that is put right.
fn first(refused: Vec<Invalid>) -> AppError {
    let invalid = refused.into_iter().next();
    AppError::Invalid(invalid.unwrap_or_else(|| {
        Invalid::new("settings", "change them on the Automatic enrollment page")
    }))
}

enum Who {
    Nobody,
    One(UserId),
    Several(Page<User>),
}

/// Whom the text means: an id, a UPN or a whole name that one user has is that user; else all who have it as a part.
async fn who(typed: &str) -> Result<Who, AppError> {
    if typed.is_empty() {
        return Ok(Who::Nobody);
    }
    if let Ok(id) = typed.parse::<UserId>() {
        return match find_user_by_id(id).await {
            Ok(user) => Ok(Who::One(user.id)),
            Err(AppError::NotFound(_)) => Ok(Who::Several(Page {
                items: Vec::new(),
                total: 0,
                skipped: 0,
                previous: None,
                next: None,
            })),
            Err(error) => Err(error),
        };
    }
    if typed.contains('@')
        && let Some(user) = find_user_by_upn(typed.to_owned()).await?
    {
        return Ok(Who::One(user.id));
    }
    let found = suggest_users(typed.to_owned(), OFFERED).await?;
    Ok(exactly(&found.items, typed).map_or(Who::Several(found), Who::One))
}

/// The one user who is called exactly that. A UPN is nobody else's; a name may be.
fn exactly(users: &[User], typed: &str) -> Option<UserId> {
    let typed = typed.to_lowercase();
    if let Some(user) = users.iter().find(|user| user.upn.to_lowercase() == typed) {
        return Some(user.id);
    }
    let mut called = users
        .iter()
        .filter(|user| user.name.to_lowercase() == typed);
    called
        .next()
        .filter(|_| called.next().is_none())
        .map(|user| user.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(n: u128, upn: &str, name: &str) -> User {
        User {
            id: UserId(uuid::Uuid::from_u128(n)),
            upn: upn.to_owned(),
            name: name.to_owned(),
            account_enabled: true,
            department: String::new(),
            job_title: String::new(),
            mail: String::new(),
            usage_location: String::new(),
        }
    }

    #[test]
    fn a_whole_name_or_upn_means_one_user_and_a_shared_name_means_none() {
        let users = [
            user(1, "ann@a.example", "Ann Marsh"),
            user(2, "joann@a.example", "Ann Lake"),
            user(3, "l@a.example", "Ann Lake"),
        ];
        assert_eq!(exactly(&users, "ANN@a.example"), Some(users[0].id));
        assert_eq!(exactly(&users, "ann marsh"), Some(users[0].id));
        assert_eq!(exactly(&users, "Ann Lake"), None);
        assert_eq!(exactly(&users, "Ann"), None);
    }
}
