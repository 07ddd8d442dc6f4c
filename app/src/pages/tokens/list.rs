//! `/tenant/api-tokens`: every token, what it may do, when it was used, and the button that ends it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::api_token::ApiToken;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{RevokeToken, Tokens, list_tokens};
use super::words::label;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart};
use crate::pages::shared::address::{read_form_error, use_own_search};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, CopyButton, Crumb, Empty, LinkButton, PageTitle, Status,
    Symbol, Time, Tone, thousands,
};

/// How long before its end a token is warned about.
const WARN_BEFORE: TimeDelta = TimeDelta::days(14);

/// API tokens.
#[component]
pub fn TokensPage() -> impl IntoView {
    let search = use_own_search();
    let revoke = ServerAction::<RevokeToken>::new();
    let tokens = page_data(move || revoke.version().get(), |_| list_tokens());
    let error = move || {
        let acted = revoke.value().get().and_then(Result::err);
        acted
            .or_else(|| search.with(|search| read_form_error(search)))
            .map(|error| view! { <ErrorNotice error /> })
    };
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Tenant administration"), Crumb::text("API tokens")] />
            {error}
            <Transition>
                {move || Suspend::new(async move {
                    match tokens.await {
                        Ok(tokens) => Either::Left(view! { <Shown tokens revoke /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The tokens could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(tokens: Tokens, revoke: ServerAction<RevokeToken>) -> impl IntoView {
    let Tokens {
        tokens,
        scim_address,
        may_change,
        now,
    } = tokens;
    let total = thousands(i64::try_from(tokens.len()).unwrap_or(i64::MAX));
    let content = if tokens.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Server title="No program holds a token">
                <p class="muted">
                    "A token lets a program in without a person: a directory that keeps users and groups current, or a script."
                </p>
            </Empty>
        })
    } else {
        let rows = tokens
            .into_iter()
            .map(|token| view! { <Row token now may_change revoke /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto mt-4" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Token"</th>
                            <th role="columnheader" scope="col">"State"</th>
                            <th role="columnheader" scope="col">"May"</th>
                            <th role="columnheader" scope="col">"Last used"</th>
                            <th role="columnheader" scope="col">"Made"</th>
                            <th role="columnheader" scope="col"><span class="sr">"Revoke"</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <PageTitle title="API tokens" total=total as_of=move || view! { <Time at=now now /> }>
            {may_change
                .then(|| view! {
                    <LinkButton kind=ButtonKind::Primary href=paths::new_token() icon=Symbol::Plus>
                        "Create token"
                    </LinkButton>
                })}
        </PageTitle>
        <p class="lead">
            "Programs send a token instead of signing in. Your directory sends users and groups by SCIM 2.0 to "
            <code>{scim_address.clone()}</code> " " <CopyButton text=scim_address what="SCIM address" /> "."
        </p>
        {content}
    }
}

#[component]
fn Row(
    token: ApiToken,
    now: DateTime<Utc>,
    may_change: bool,
    revoke: ServerAction<RevokeToken>,
) -> impl IntoView {
    let works = token.works(now);
    let ask = format!("Revoke the token {}", token.name);
    let permissions: Vec<String> = token.permissions.iter().copied().map(label).collect();
    let used = match token.last_used_at {
        Some(at) => Either::Left(view! {
            <Time at now relative=true />
            <br />
            <span class="tiny subtle mono">{token.last_used_from.clone()}</span>
        }),
        None => Either::Right(view! { <span class="subtle">"Never"</span> }),
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <bdi>{token.name.clone()}</bdi>
                <br />
                <code class="tiny subtle">"muster_…" {token.hint.clone()}</code>
            </th>
            <td role="cell"><State token=token.clone() now /></td>
            <td role="cell">{permissions.join(", ")}</td>
            <td role="cell">{used}</td>
            <td role="cell">
                <Time at=token.created_at now />
                <br />
                <span class="tiny subtle">"by " <bdi>{token.created_by.clone()}</bdi></span>
            </td>
            <td role="cell" class="end">
                {(works && may_change)
                    .then(|| view! {
                        <details class="where">
                            <summary class="link-btn small">"Revoke"</summary>
                            <ActionForm action=revoke attr:class="stack">
                                <input type="hidden" name="id" value=token.id.to_string() />
                                <span class="small muted">
                                    "The next request with it is refused. It cannot be brought back."
                                </span>
                                <Button kind=ButtonKind::Danger attr:aria-label=ask>"Revoke token"</Button>
                            </ActionForm>
                        </details>
                    })}
            </td>
        </tr>
    }
}

#[component]
fn State(token: ApiToken, now: DateTime<Utc>) -> impl IntoView {
    if let Some(at) = token.revoked_at {
        return view! {
            <Status tone=Tone::Quiet icon=Symbol::MinusCircle>"Revoked"</Status>
            <br />
            <span class="tiny subtle">
                <Time at now /> " by " <bdi>{token.revoked_by.unwrap_or_default()}</bdi>
            </span>
        }
        .into_any();
    }
    let left = token.expires_at - now;
    let (tone, symbol, word, when) = if left <= TimeDelta::zero() {
        (Tone::Quiet, Symbol::Clock, "Ran out", "")
    } else if left <= WARN_BEFORE {
        (Tone::Warning, Symbol::Alert, "Runs out soon", "until ")
    } else {
        (Tone::Success, Symbol::CheckCircle, "Works", "until ")
    };
    view! {
        <Status tone icon=symbol>{word}</Status>
        <br />
        <span class="tiny subtle">{when} <Time at=token.expires_at now /></span>
    }
    .into_any()
}
