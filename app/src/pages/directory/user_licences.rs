//! What a user is licensed for, and giving and taking licences by hand.

use domain::id::UserId;
use domain::licence::{Licence, Subscription};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{AssignLicence, RemoveLicence};
use crate::error::AppError;
use crate::layout::ErrorNotice;
use crate::paths;
use crate::ui::{Button, ButtonKind, Choose, Select, thousands};

/// Giving and taking, as the page of a user holds it.
#[derive(Clone, Copy)]
pub struct LicenceChanges {
    assign: ServerAction<AssignLicence>,
    remove: ServerAction<RemoveLicence>,
}

impl LicenceChanges {
    pub fn new() -> Self {
        Self {
            assign: ServerAction::new(),
            remove: ServerAction::new(),
        }
    }

    /// Changes with every change that was made.
    pub fn version(self) -> usize {
        self.assign.version().get() + self.remove.version().get()
    }

    /// What went wrong last.
    fn error(self) -> Option<AppError> {
        let errors = [
            self.assign.value().get().and_then(Result::err),
            self.remove.value().get().and_then(Result::err),
        ];
        errors.into_iter().flatten().next()
    }
}

/// The licences of a user.
#[component]
pub fn UserLicences(
    user: UserId,
    licences: Vec<Licence>,
    /// What the organisation has bought.
    subscriptions: Vec<Subscription>,
    /// Whether whoever looks may give and take.
    may_change: bool,
    changes: LicenceChanges,
) -> impl IntoView {
    let offers: Vec<Choose> = subscriptions
        .into_iter()
        .filter(|offer| {
            !licences
                .iter()
                .any(|held| held.sku.eq_ignore_ascii_case(&offer.sku))
        })
        .map(|offer| {
            let free = thousands(offer.free());
            Choose::new(offer.sku, format!("{} ({free} free)", offer.name))
        })
        .collect();
    let none = licences.is_empty();
    let rows = licences
        .into_iter()
        .map(|licence| view! { <Row user licence may_change changes /> })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="licences">
            <h2 id="licences">"Licences"</h2>
            {move || changes.error().map(|error| view! { <ErrorNotice error /> })}
            {if none {
                Either::Left(
                    view! {
                        <p class="small muted">
                            "None is known. Without one that gives Intune, enrollment is refused with "
                            <code>"0x80180018"</code> ". Many users get theirs with an " <a href=paths::imports()>"import"</a> "."
                        </p>
                    },
                )
            } else {
                Either::Right(view! { <ul class="stack small">{rows}</ul> })
            }}
            {(may_change && !offers.is_empty()).then(|| view! { <Assign user offers changes /> })}
        </section>
    }
}

#[component]
fn Assign(user: UserId, offers: Vec<Choose>, changes: LicenceChanges) -> impl IntoView {
    view! {
        <ActionForm action=changes.assign attr:class="stack">
            <input type="hidden" name="user" value=user.to_string() />
            <Select id="licence-sku" name="sku" label="Give a licence" options=offers />
            <div>
                <Button busy=changes.assign.pending() busy_label="Giving">
                    "Give"
                </Button>
            </div>
        </ActionForm>
    }
}

#[component]
fn Row(user: UserId, licence: Licence, may_change: bool, changes: LicenceChanges) -> impl IntoView {
    let plans: Vec<&str> = licence.plans.iter().map(|plan| plan.name()).collect();
    let gives = if plans.is_empty() {
        "Gives nothing that enrollment asks for".to_owned()
    } else {
        format!("Gives {}", plans.join(", "))
    };
    let label = format!("Take back {}", licence.name);
    let sku = licence.sku.clone();
    view! {
        <li class="row apart flex-nowrap">
            <span>
                <span class="medium" title=licence.sku>
                    {licence.name}
                </span>
                <br />
                <span class="muted">{gives}</span>
            </span>
            {may_change
                .then(|| {
                    view! {
                        <ActionForm action=changes.remove>
                            <input type="hidden" name="user" value=user.to_string() />
                            <input type="hidden" name="sku" value=sku />
                            <Button kind=ButtonKind::Quiet attr:aria-label=label>
                                "Take back"
                            </Button>
                        </ActionForm>
                    }
                })}
        </li>
    }
}
