//! `/tenant/invitations`: who was invited, by whom, to what, and what came of it.

use chrono::{DateTime, Utc};
use domain::invitation::Invitation;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{Invitations, RevokeInvitation, list_invitations};
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart};
use crate::pages::shared::address::{read_form_error, use_own_search};
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Status, Symbol, Time,
    Tone, thousands,
};

/// Invitations.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let search = use_own_search();
    let revoke = ServerAction::<RevokeInvitation>::new();
    let invitations = page_data(move || revoke.version().get(), |_| list_invitations());
    let error = move || {
        let acted = revoke.value().get().and_then(Result::err);
        acted
            .or_else(|| search.with(|search| read_form_error(search)))
            .map(|error| view! { <ErrorNotice error /> })
    };
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Tenant administration"), Crumb::text("Invitations")] />
            {error}
            <Transition>
                {move || Suspend::new(async move {
                    match invitations.await {
                        Ok(invitations) => Either::Left(view! { <Shown invitations revoke /> }),
                        Err(error) => {
                            Either::Right(view! { <ErrorPart error title="The invitations could not be loaded" /> })
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(invitations: Invitations, revoke: ServerAction<RevokeInvitation>) -> impl IntoView {
    let Invitations {
        invitations,
        may_change,
        now,
    } = invitations;
    let total = thousands(i64::try_from(invitations.len()).unwrap_or(i64::MAX));
    let content = if invitations.is_empty() {
        Either::Left(view! {
            <Empty symbol=Symbol::Mail title="Nobody was invited yet">
                <p class="muted">
                    "An invitation is a link that works once. Whoever opens it chooses a password, and has an account from then on."
                </p>
            </Empty>
        })
    } else {
        let rows = invitations
            .into_iter()
            .map(|(invitation, role)| view! { <Row invitation role now may_change revoke /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto mt-4" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Signs in as"</th>
                            <th role="columnheader" scope="col">"State"</th>
                            <th role="columnheader" scope="col">"Role"</th>
                            <th role="columnheader" scope="col">"Invited"</th>
                            <th role="columnheader" scope="col"><span class="sr">"Take back"</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <PageTitle title="Invitations" total=total as_of=move || view! { <Time at=now now /> }>
            {may_change
                .then(|| view! {
                    <LinkButton kind=ButtonKind::Primary href=paths::new_invitation() icon=Symbol::Plus>
                        "Invite somebody"
                    </LinkButton>
                })}
        </PageTitle>
        <p class="lead">
            "For people who do not sign in with your organisation’s provider. Local accounts are for few: each of them is a password to lose."
        </p>
        {content}
    }
}

#[component]
fn Row(
    invitation: Invitation,
    role: String,
    now: DateTime<Utc>,
    may_change: bool,
    revoke: ServerAction<RevokeInvitation>,
) -> impl IntoView {
    let ask = format!("Take the invitation of {} back", invitation.name);
    let is_open = invitation.is_open(now);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><bdi>{invitation.name.clone()}</bdi></th>
            <td role="cell"><State invitation=invitation.clone() now /></td>
            <td role="cell"><bdi>{role}</bdi></td>
            <td role="cell">
                <Time at=invitation.created_at now />
                <br />
                <span class="tiny subtle">"by " <bdi>{invitation.created_by.clone()}</bdi></span>
            </td>
            <td role="cell" class="end">
                {(is_open && may_change)
                    .then(|| view! {
                        <ActionForm action=revoke>
                            <input type="hidden" name="id" value=invitation.id.to_string() />
                            <Button kind=ButtonKind::DangerQuiet attr:aria-label=ask>"Take back"</Button>
                        </ActionForm>
                    })}
            </td>
        </tr>
    }
}

#[component]
fn State(invitation: Invitation, now: DateTime<Utc>) -> impl IntoView {
    let (tone, symbol, word, when, at) = match invitation {
        Invitation {
            accepted_at: Some(at),
            ..
        } => (Tone::Success, Symbol::CheckCircle, "Accepted", "", at),
        Invitation {
            revoked_at: Some(at),
            ..
        } => (Tone::Quiet, Symbol::MinusCircle, "Taken back", "", at),
        Invitation { expires_at, .. } if expires_at <= now => {
            (Tone::Quiet, Symbol::Clock, "Ran out", "", expires_at)
        }
        Invitation { expires_at, .. } => (Tone::Info, Symbol::Send, "Open", "until ", expires_at),
    };
    view! {
        <Status tone icon=symbol>{word}</Status>
        <br />
        <span class="tiny subtle">{when} <Time at now /></span>
    }
}
