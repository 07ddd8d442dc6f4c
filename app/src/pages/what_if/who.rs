//! What stands where the answer would: nothing asked yet, or not clear about whom.

use domain::directory::User;
use domain::enrollment::EnrollmentPath;
use leptos::prelude::*;

use super::question::Question;
use crate::pages::shared::address::with_value;
use crate::paths;
use crate::ui::{Empty, Icon, LinkButton, Symbol, counted, thousands};

/// Before the first question.
#[component]
pub fn NothingAsked() -> impl IntoView {
    view! {
        <Empty symbol=Symbol::Decide title="Who enrolls, and how?">
            <p class="muted">
                "Name a user, choose the path and the device’s Windows. The answer says what would happen, which rule decides it, and how the other paths would come out."
            </p>
        </Empty>
    }
}

/// The path asks for a user.
#[component]
pub fn NameUser(path: EnrollmentPath) -> impl IntoView {
    view! {
        <Empty symbol=Symbol::User title="Name a user">
            <p class="muted">
                "On the path “" {path.label()} "” a user signs in. Write their user principal name or a part of their name."
            </p>
        </Empty>
    }
}

/// Nobody is called what was typed.
#[component]
pub fn NobodyFound(typed: String) -> impl IntoView {
    view! {
        <Empty symbol=Symbol::User title="No user is called that">
            <p class="muted">
                "“" <bdi>{typed}</bdi>
                "” is in no name, user principal name, mail address or department. Look through the users, or import the newest list of them."
            </p>
            <div class="row">
                <LinkButton href=paths::users()>"Show all users"</LinkButton>
                <LinkButton href=paths::imports() icon=Symbol::Upload>
                    "Import users"
                </LinkButton>
            </div>
        </Empty>
    }
}

/// Several people have what was typed in their name: each is a link to the same question about them.
#[component]
pub fn ChooseUser(question: Question, users: Vec<User>, total: i64) -> impl IntoView {
    let typed = question.user.clone();
    let shown = i64::try_from(users.len()).unwrap_or(i64::MAX);
    let rest = (total > shown).then(|| {
        let href = with_value(paths::users(), "q", &typed);
        view! {
            <p class="small muted">
                "The first " {thousands(shown)} " of " {thousands(total)} ". Write more of the name, or " <a href=href>"show all of them"</a> "."
            </p>
        }
    });
    let choices = users
        .into_iter()
        .map(|user| {
            let href = question.about(&user.upn).href();
            view! {
                <li>
                    <a href=href>
                        <Icon symbol=Symbol::User />
                        <bdi class="name">{user.name}</bdi>
                        <bdi class="detail">{user.upn}</bdi>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="stack">
            <h2>"Which of them?"</h2>
            <p class="small muted">
                {counted(total, "user has", "users have")} " “" <bdi>{typed}</bdi> "” in their name, address or department."
            </p>
            <ul class="found">{choices}</ul>
            {rest}
        </div>
    }
}
