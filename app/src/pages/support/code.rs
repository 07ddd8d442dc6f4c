//! `/support/codes/:code`: what one code means, what to do, and what to say.

use leptos::either::EitherOf3;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{ShownCode, ShownOnPath, find_code};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorPart, answer_not_found};
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, CopyButton, Crumb, Empty, LinkButton, Notice, PageTitle, Symbol,
};

/// One code.
#[component]
pub fn CodePage() -> impl IntoView {
    let params = use_params_map();
    let written = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let code = page_data(move || written.get(), find_code);
    view! {
        <div class="page form">
            <Transition>
                {move || Suspend::new(async move {
                    match code.await {
                        Ok(code) => EitherOf3::A(view! { <Shown code /> }),
                        Err(AppError::NotFound(_)) => EitherOf3::B(view! { <NoSuchCode /> }),
                        Err(error) => EitherOf3::C(view! { <ErrorPart error title="The code could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(code: ShownCode) -> impl IntoView {
    let crumbs = vec![
        Crumb::text("Support"),
        Crumb::link("Error codes", paths::error_codes()),
        Crumb::text(code.written.clone()),
    ];
    view! {
        <Breadcrumbs crumbs />
        <PageTitle title=code.written.clone() />
        <CodeBody code />
    }
}

/// What is said of a code, below its name.
#[component]
pub fn CodeBody(code: ShownCode) -> impl IntoView {
    let forms = code.number.map(|(number, signed)| {
        view! {
            <p class="small muted">
                "The same code as a number: "
                <code>{number.to_string()}</code>
                ", with a sign "
                <code>{signed.to_string()}</code>
                ". Its name: "
                <code>{code.symbol.clone()}</code>
                "."
            </p>
        }
    });
    let elsewhere = (!code.on_paths.is_empty()).then(|| {
        let paths = code
            .on_paths
            .into_iter()
            .map(|on| view! { <OnPath on /> })
            .collect_view();
        view! {
            <section class="stack" aria-labelledby="paths">
                <h2 id="paths">"Depending on how it was enrolled"</h2>
                <dl class="stack">{paths}</dl>
            </section>
        }
    });
    view! {
        <div class="stack wider read">
            {code.note.map(|note| view! { <Notice><p>{note}</p></Notice> })}
            <p class="lead">{code.meaning}</p>
            {forms}
            <section class="stack" aria-labelledby="fix">
                <h2 id="fix">"What to do"</h2>
                <p>{with_code(&code.fix)}</p>
            </section>
            {elsewhere}
            <section class="stack" aria-labelledby="say">
                <h2 id="say">"What to say to the user"</h2>
                <blockquote class="say">{code.for_user.clone()}</blockquote>
                <CopyButton text=code.for_user what="text" />
                <p>
                    <a href=paths::help_code(&code.slug) rel="external">
                        "The page for users"
                    </a>
                </p>
            </section>
        </div>
    }
}

/// The text with what stands between backquotes as code.
fn with_code(text: &str) -> Vec<AnyView> {
    text.split('`')
        .enumerate()
        .map(|(index, part)| {
            let part = part.to_owned();
            if index % 2 == 1 {
                view! { <code>{part}</code> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect()
}

#[component]
fn OnPath(on: ShownOnPath) -> impl IntoView {
    view! {
        <div>
            <dt class="medium">{on.path}</dt>
            <dd>{on.meaning} " " <span class="muted">{with_code(&on.fix)}</span></dd>
        </div>
    }
}

#[component]
fn NoSuchCode() -> impl IntoView {
    answer_not_found();
    view! {
        <Breadcrumbs crumbs=vec![Crumb::text("Support"), Crumb::link("Error codes", paths::error_codes())] />
        <PageTitle title="Code not found" />
        <Empty symbol=Symbol::Search title="No code is written like that">
            <p class="muted">"The link may be old, or a digit is missing. Search for the code as Windows shows it."</p>
            <LinkButton kind=ButtonKind::Primary href=paths::error_codes()>
                "Show all codes"
            </LinkButton>
        </Empty>
    }
}
