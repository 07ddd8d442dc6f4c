//! What a page says when something went wrong: what happened, that nothing was lost, what to do.

use crate::{
    AppError, paths,
    ui::{ButtonKind, CopyButton, Fact, Facts, Icon, LinkButton, Notice, Symbol, Tone},
};
use domain::actor::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// An operation that failed, beside what started it. All that was typed is still there.
#[component]
pub fn ErrorNotice(error: AppError) -> impl IntoView {
    let request = request_id(&error);
    let is_signed_out = error == AppError::SignedOut;
    let why = match &error {
        AppError::Forbidden(permission) => Some(paths::why_not(permission.graph())),
        _ => None,
    };
    view! {
        <Notice tone=Tone::Danger>
            <p>{error.to_string()}</p>
            {why.map(|href| view! { <p><a href=href>"Why can’t I?"</a></p> })}
            {is_signed_out.then(|| view! { <p><a href=paths::sign_in() rel="external">"Sign in"</a></p> })}
            {request.map(|id| view! { <RequestId id /> })}
        </Notice>
    }
}

/// A page, or a part of one, that could not be loaded. The rest of the page stays.
#[component]
pub fn ErrorPart(
    error: AppError,
    /// "The list could not be loaded".
    #[prop(into)]
    title: String,
) -> impl IntoView {
    let location = use_location();
    let here = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    };
    let request = request_id(&error);
    let step = match &error {
        AppError::SignedOut => Step::SignIn,
        AppError::Server(_) | AppError::Offline | AppError::Conflict(_) => Step::Again,
        AppError::Forbidden(permission) => Step::Why(*permission),
        AppError::NotFound(_) | AppError::Invalid(_) => Step::Overview,
    };
    view! {
        <div class="empty" role="alert">
            <Icon symbol=Symbol::Server />
            <h2>{title}</h2>
            <p class="muted">{error.to_string()}</p>
            {move || step.link(here())}
            {request
                .map(|id| {
                    view! {
                        <Facts>
                            <Fact label="Request">
                                <code>{id.clone()}</code>
                                " "
                                <CopyButton text=id what="request id" />
                            </Fact>
                            <Fact label="If it stays">
                                "Give the request id to whoever runs this server. It is in the server’s log."
                            </Fact>
                        </Facts>
                    }
                })}
        </div>
    }
}

/// The next step after an error.
#[derive(Clone, Copy)]
enum Step {
    Again,
    SignIn,
    Overview,
    Why(Permission),
}

impl Step {
    fn link(self, here: String) -> impl IntoView {
        let (href, symbol, label) = match self {
            Self::Again => (here, Symbol::Refresh, "Try again"),
            Self::SignIn => (paths::sign_in().to_owned(), Symbol::ArrowRight, "Sign in"),
            Self::Overview => (paths::overview().to_owned(), Symbol::Home, "Go to Overview"),
            Self::Why(permission) => (
                paths::why_not(permission.graph()),
                Symbol::Help,
                "Why can’t I?",
            ),
        };
        // Loaded anew: what failed is asked for again, by a page that has nothing left of before.
        view! {
            <p>
                <LinkButton kind=ButtonKind::Primary icon=symbol href=href attr:rel="external">
                    {label}
                </LinkButton>
            </p>
        }
    }
}

fn request_id(error: &AppError) -> Option<String> {
    match error {
        AppError::Server(id) => id.clone(),
        _ => None,
    }
}

#[component]
fn RequestId(id: String) -> impl IntoView {
    view! {
        <p class="small">
            "Request " <code>{id.clone()}</code> " " <CopyButton text=id what="request id" />
        </p>
    }
}

/// Why a form that was posted was refused, above it. What was typed is in it still.
#[component]
pub fn PostedProblem(problem: String) -> impl IntoView {
    view! {
        <Notice tone=Tone::Danger>
            <p>{problem}</p>
            <p>"Nothing was changed."</p>
        </Notice>
    }
}
