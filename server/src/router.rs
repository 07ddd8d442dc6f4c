//! Every route on one screen, grouped by who calls it.

use std::sync::OnceLock;

use app::{App, FreshSecret, shell};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{Request, StatusCode, request};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use leptos::prelude::{provide_context, view};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, generate_route_list, handle_server_fns_with_context,
    render_app_async_with_context, render_app_to_stream_with_context,
};
use service::SessionStore;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::state::AppState;
use crate::{
    assets, auth, cleanup, domains, duplicates, edits, enrollment, exports, help, imports,
    invitations, organisation, roles, scim, security, session, sign_in_providers, telemetry,
    tokens,
};

/// The largest form that is not an upload, in bytes.
const MAX_FORM_BYTES: usize = 2 * 1024 * 1024;

/// The largest message of another server, in bytes.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// All of Muster as one service.
pub fn router(state: AppState, sessions: SessionStore) -> Router {
    let is_secure = state.is_secure();
    let context = {
        let state = state.clone();
        move || {
            provide_context(state.muster.clone());
            provide_context(state.assets.clone());
        }
    };
    Router::new()
        // Anyone: the files that pages load, signing in, first run, and how the portal looks.
        .route("/assets/{name}", get(assets::serve))
        .route("/favicon.svg", get(assets::icon))
        .route("/sign-in", post(auth::local::sign_in))
        .route("/sign-in/with/{key}", get(auth::oidc::start))
        .route("/sign-in/with/{key}/callback", get(auth::oidc::callback))
        .route("/sign-in/passkey", post(auth::local::sign_in_with_passkey))
        .route("/sign-out/provider", get(auth::local::leave))
        .route("/set-up", post(auth::set_up::create))
        .route("/invitation", post(invitations::accept))
        // Whoever is signed in.
        .route("/sign-out", post(auth::local::sign_out))
        // Admins: files to import and to take out, changes of many devices, and the settings from browsers without scripts.
        .route(
            "/devices/import",
            post(imports::upload).layer(DefaultBodyLimit::disable()),
        )
        .route("/devices/import/{id}/problems.csv", get(imports::problems))
        .route("/devices/export.csv", get(exports::devices_csv))
        .route("/devices/export.jsonl", get(exports::devices_jsonl))
        .route("/audit/export.csv", get(exports::audit_csv))
        .route("/audit/export.jsonl", get(exports::audit_jsonl))
        .route("/export/{file}", get(exports::file))
        .route("/devices/edit", post(edits::start))
        .route("/devices/edit/{id}/cancel", post(edits::cancel))
        .route("/devices/edit/{id}/undo", post(edits::undo))
        .route("/cleanup/rule", post(cleanup::save_rule))
        .route("/cleanup/rule/delete", post(cleanup::delete_rule))
        .route("/cleanup/rule/run", post(cleanup::run_rule))
        .route("/cleanup/runs/{id}/cancel", post(cleanup::cancel))
        .route("/cleanup/runs/{id}/undo", post(cleanup::undo))
        .route("/cleanup/hidden/bring-back", post(cleanup::unhide))
        .route("/devices/{id}/offboarding/{what}", post(cleanup::step))
        .route("/enrollment/domains/add", post(domains::add))
        .route("/enrollment/domains/remove", post(domains::remove))
        .route("/enrollment/domains/check", post(domains::check))
        .route("/enrollment/domains/verify", post(domains::verify))
        .route("/enrollment/domains/settings", post(domains::save_settings))
        .route("/duplicates/certain", post(duplicates::merge_certain))
        .route("/duplicates/blocked", post(duplicates::block))
        .route("/duplicates/blocked/remove", post(duplicates::unblock))
        .route("/duplicates/{id}/merge", post(duplicates::merge))
        .route("/duplicates/{id}/advise", post(duplicates::advise))
        .route("/duplicates/{id}/dismiss", post(duplicates::dismiss))
        .route("/duplicates/{id}/reopen", post(duplicates::reopen))
        .route("/duplicates/merges/{id}/undo", post(duplicates::undo))
        .route("/enrollment/automatic", post(enrollment::save))
        .route("/roles/new", post(roles::create_role))
        .route("/roles/{id}/edit", post(roles::change_role))
        .route("/roles/{id}/delete", post(roles::delete_role))
        .route("/roles/{id}/assign", post(roles::assign_role))
        .route("/roles/assignments/{id}", post(roles::change_assignment))
        .route(
            "/roles/assignments/{id}/remove",
            post(roles::remove_assignment),
        )
        .route("/roles/tags/new", post(roles::create_tag))
        .route("/roles/tags/{id}", post(roles::change_tag))
        .route("/roles/tags/{id}/delete", post(roles::delete_tag))
        .route("/unlicensed-admins/allow", post(roles::allow_unlicensed))
        .route("/unlicensed-admins/limit", post(roles::change_limit))
        .route("/tenant/organisation", post(organisation::save))
        .route("/tenant/api-tokens/new", post(tokens::create))
        .route("/tenant/invitations/new", post(invitations::create))
        .route("/tenant/sign-in-providers", post(sign_in_providers::create))
        .route(
            "/tenant/sign-in-providers/{id}",
            post(sign_in_providers::save),
        )
        .route(
            "/tenant/sign-in-providers/{id}/test",
            post(sign_in_providers::test),
        )
        .route(
            "/tenant/sign-in-providers/{id}/delete",
            post(sign_in_providers::delete),
        )
        .route(
            "/tenant/local-accounts/{id}",
            post(sign_in_providers::switch_local_account),
        )
        // Our own pages and the functions they call.
        .leptos_routes_with_context(&state, pages(), context.clone(), {
            let options = state.leptos.clone();
            move || shell(options.clone())
        })
        .route(
            "/api/{*function}",
            get(server_function).post(server_function),
        )
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(session::layer(sessions, is_secure))
        // For everybody, without a session.
        .route("/help", get(help::help_home))
        .route("/help/index.json", get(help::help_index))
        .route("/help/code/{code}", get(help::help_code))
        .route(
            "/help/{topic}",
            get(help::help_topic).post(help::help_answer),
        )
        // Whoever watches over the server.
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .layer(from_fn_with_state(
            state.clone(),
            security::refuse_cross_site,
        ))
        // Programs that hold a token: no browser sends one by itself, so there is no site to look at.
        .nest(scim::PATH, scim::router(&state))
        // Other servers, which are no browsers: each proves by itself who it is.
        .route(
            "/sign-in/with/{key}/back-channel-logout",
            post(auth::oidc::back_channel).layer(DefaultBodyLimit::max(MAX_MESSAGE_BYTES)),
        )
        .layer(from_fn_with_state(state.clone(), security::add_headers))
        .layer(CompressionLayer::new())
        .layer(map_response(telemetry::log_failure))
        .layer(telemetry::trace_layer())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state)
}

/// The addresses of all pages.
///
/// Listed once: while Leptos lists them, it loads nothing for any page of this process, so a second router must not
/// do it beside one that serves.
fn pages() -> Vec<AxumRouteListing> {
    static PAGES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    PAGES
        .get_or_init(|| generate_route_list(|| view! { <App /> }))
        .clone()
}

async fn server_function(State(state): State<AppState>, request: Request<Body>) -> Response {
    handle_server_fns_with_context(move || provide_context(state.muster.clone()), request)
        .await
        .into_response()
}

/// An address that is no page: the portal says so in its own frame, with status 404.
async fn not_found(State(state): State<AppState>, request: Request<Body>) -> Response {
    let options = state.leptos.clone();
    let context = move || {
        provide_context(state.muster.clone());
        provide_context(state.assets.clone());
    };
    let mut response =
        render_app_to_stream_with_context(context, move || shell(options.clone()))(request)
            .await
            .into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// The page at the address of a form, as the answer to the form itself: it shows `fresh`, which no address may hold.
pub(crate) async fn page_with_secret(
    state: &AppState,
    fresh: FreshSecret,
    form: request::Parts,
) -> Response {
    let (muster, assets, options) = (
        state.muster.clone(),
        state.assets.clone(),
        state.leptos.clone(),
    );
    let context = move || {
        provide_context(muster.clone());
        provide_context(assets.clone());
        provide_context(fresh.clone());
    };
    let request = Request::from_parts(form, Body::empty());
    render_app_async_with_context(context, move || shell(options.clone()))(request).await
}

/// Whether this server can do its work.
async fn ready(State(state): State<AppState>) -> Response {
    match state.muster.check_database().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
                .into_response()
        }
    }
}
