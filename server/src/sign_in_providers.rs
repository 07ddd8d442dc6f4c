//! The forms of `/tenant/sign-in-providers`: for providers, and for local accounts.
//!
//! Plain forms, which need no scripts. What is refused leads back to the form, with all that was typed but the secret.

use app::Visitor;
use axum::Form;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Actor;
use domain::id::{AccountId, ProviderId};
use domain::provider::ProviderForm;
use serde::Deserialize;
use service::Error;

use crate::auth::oidc;
use crate::state::AppState;

const LIST: &str = "/tenant/sign-in-providers";

/// Who is signed in; strangers are sent to sign in.
pub struct SignedIn(Actor);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Redirect> {
        match parts.extensions.get::<Visitor>() {
            Some(Visitor::SignedIn(actor, _)) => Ok(Self(actor.clone())),
            Some(Visitor::Stranger) | None => Err(Redirect::to("/sign-in")),
        }
    }
}

/// The form as browsers send it: a box that is not ticked is not in it.
#[derive(Deserialize)]
pub struct Fields {
    name: String,
    issuer: String,
    client_id: String,
    client_secret: String,
    scopes: String,
    upn_claim: String,
    groups_claim: String,
    roles_claim: String,
    #[serde(default)]
    trusts_upn: Option<String>,
    #[serde(default)]
    is_enabled: Option<String>,
}

impl Fields {
    fn into_form(self) -> ProviderForm {
        ProviderForm {
            name: self.name,
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: self.client_secret,
            scopes: self.scopes,
            upn_claim: self.upn_claim,
            groups_claim: self.groups_claim,
            roles_claim: self.roles_claim,
            trusts_upn: self.trusts_upn.is_some(),
            is_enabled: self.is_enabled.is_some(),
        }
    }
}

/// Adds a provider.
pub async fn create(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(fields): Form<Fields>,
) -> Redirect {
    let form = fields.into_form();
    match state.muster.create_provider(&actor, &form).await {
        Ok(id) => Redirect::to(&format!("{LIST}/{id}?done=added")),
        Err(error) => back_to_form(&format!("{LIST}/new"), &form, error),
    }
}

/// Changes a provider.
pub async fn save(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Redirect {
    let Ok(id) = id.parse::<ProviderId>() else {
        return Redirect::to(LIST);
    };
    let form = fields.into_form();
    match state.muster.save_provider(&actor, id, &form).await {
        Ok(()) => Redirect::to(&format!("{LIST}/{id}?done=saved")),
        Err(error) => back_to_form(&format!("{LIST}/{id}"), &form, error),
    }
}

/// Removes a provider.
pub async fn delete(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Redirect {
    let Ok(id) = id.parse::<ProviderId>() else {
        return Redirect::to(LIST);
    };
    match state.muster.delete_provider(&actor, id).await {
        Ok(()) => Redirect::to(&format!("{LIST}?done=deleted")),
        Err(error) => back(LIST, error),
    }
}

/// Tests a provider with the settings that are saved, and shows what came of it.
pub async fn test(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse::<ProviderId>() else {
        return Redirect::to(LIST).into_response();
    };
    let page = format!("{LIST}/{id}");
    let provider = match state.muster.begin_provider_test(&actor, id).await {
        Ok(provider) => provider,
        Err(error) => return back(&page, error).into_response(),
    };
    let now = state.muster.clock().now();
    let found = oidc::check(&provider, &state.public_address, now).await;
    match state
        .muster
        .finish_provider_test(&actor, &provider, found)
        .await
    {
        Ok(()) => Redirect::to(&format!("{page}#test")).into_response(),
        Err(error) => back(&page, error).into_response(),
    }
}

/// What becomes of a local account.
#[derive(Deserialize)]
pub struct Switch {
    is_enabled: bool,
}

/// Disables a local account, or enables it again.
pub async fn switch_local_account(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Form(switch): Form<Switch>,
) -> Redirect {
    let Ok(id) = id.parse::<AccountId>() else {
        return Redirect::to(LIST);
    };
    let done = if switch.is_enabled {
        "enabled"
    } else {
        "disabled"
    };
    match state
        .muster
        .switch_local_account(&actor, id, switch.is_enabled)
        .await
    {
        Ok(()) => Redirect::to(&format!("{LIST}?done={done}")),
        Err(error) => back(LIST, error),
    }
}

/// Back to `page`, with what is wrong in words.
fn back(page: &str, error: Error) -> Redirect {
    back_with(page, &[], &in_words(error))
}

/// Back to the form on `page`, with what was typed; never the secret.
fn back_to_form(page: &str, form: &ProviderForm, error: Error) -> Redirect {
    let (field, problem) = match error {
        Error::Invalid(invalid) => (invalid.field, invalid.problem),
        error => (String::new(), in_words(error)),
    };
    let mut typed = vec![
        ("field", field.as_str()),
        ("name", &form.name),
        ("issuer", &form.issuer),
        ("client_id", &form.client_id),
        ("scopes", &form.scopes),
        ("upn_claim", &form.upn_claim),
        ("groups_claim", &form.groups_claim),
        ("roles_claim", &form.roles_claim),
    ];
    typed.extend(form.trusts_upn.then_some(("trusts_upn", "true")));
    typed.extend(form.is_enabled.then_some(("is_enabled", "true")));
    back_with(page, &typed, &problem)
}

fn back_with(page: &str, pairs: &[(&str, &str)], problem: &str) -> Redirect {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .append_pair("problem", problem)
        .finish();
    Redirect::to(&format!("{page}?{query}"))
}

fn in_words(error: Error) -> String {
    match error {
        Error::NotFound(what) => {
            format!("The {what} does not exist, or no longer. Nothing was changed.")
        }
        Error::SignedOut => "Your sign-in has ended. Nothing was changed.".to_owned(),
        Error::Forbidden(permission) => {
            format!(
                "Your account may not {}. Nothing was changed.",
                permission.description()
            )
        }
        Error::Invalid(invalid) => invalid.problem,
        Error::Conflict(sentence) => sentence.to_owned(),
        Error::Overtaken(sentence) => sentence,
        error => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a sign-in provider could not be changed"
            );
            "Something went wrong on the server. Nothing was changed. Try again in a moment."
                .to_owned()
        }
    }
}
