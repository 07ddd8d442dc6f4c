//! `POST /enrollment/domains/…`: domains, checks of their records, and where those should lead. Plain forms, which need no
//! scripts.

use axum::Form;
use axum::extract::State;
use axum::response::Response;
use domain::dns::{DnsForm, Suffix};
use service::Result;

use crate::forms::{SignedIn, answer, back, to, value};
use crate::state::AppState;

const LIST: &str = "/enrollment/domains";
const SETTINGS: &str = "/enrollment/domains/settings";

type Pairs = Form<Vec<(String, String)>>;

fn suffix(form: &[(String, String)]) -> Result<Suffix> {
    Ok(value(form, "suffix").parse()?)
}

fn page(suffix: &Suffix) -> String {
    let suffix: String = form_urlencoded::byte_serialize(suffix.as_str().as_bytes()).collect();
    format!("{LIST}/{suffix}")
}

/// Adds a domain by hand.
pub async fn add(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let added = match suffix(&form) {
        Ok(suffix) => state.muster.add_domain(&actor, &suffix).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => to(LIST),
        Err(error) => back(error, LIST, &form),
    }
}

/// Takes a domain off the list.
pub async fn remove(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let removed = match suffix(&form) {
        Ok(suffix) => state.muster.remove_domain(&actor, &suffix).await,
        Err(error) => Err(error),
    };
    answer(removed, LIST)
}

/// Notes whether the directory has verified a domain.
pub async fn verify(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let suffix = match suffix(&form) {
        Ok(suffix) => suffix,
        Err(error) => return answer(Err(error), LIST),
    };
    let is_verified = value(&form, "verified") == "yes";
    let done = state
        .muster
        .set_domain_verified(&actor, &suffix, is_verified)
        .await;
    answer(done, &page(&suffix))
}

/// Begins a check of the domain that is named, or of all.
pub async fn check(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    if value(&form, "suffix").is_empty() {
        return answer(state.muster.check_domains(&actor).await, LIST);
    }
    match suffix(&form) {
        Ok(suffix) => answer(
            state.muster.check_domain(&actor, &suffix).await,
            &page(&suffix),
        ),
        Err(error) => answer(Err(error), LIST),
    }
}

/// Keeps the settings.
pub async fn save_settings(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let saved = match DnsForm::from_pairs(form.iter().map(|(key, value)| (key, value))) {
        Ok(read) => state.muster.save_dns_settings(&actor, &read).await,
        Err(invalid) => Err(invalid.into()),
    };
    match saved {
        Ok(()) => to(LIST),
        Err(error) => back(error, SETTINGS, &form),
    }
}
