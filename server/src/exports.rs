//! Files to take out, written while they are read.
//!
//! `GET /devices/export.csv` and `.jsonl` is the list of devices as it is shown; `GET /export/{kind}.csv` and `.jsonl` is
//! everything of one kind as the file that an import reads. `GET /audit/export.csv` and `.jsonl` is the audit log as it is shown.

use app::Visitor;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Invalid;
use domain::audit::AuditQuery;
use domain::device::DeviceSelection;
use domain::export::ExportFormat;
use domain::import::FileKind;
use service::exports::Export;
use service::{Error, Result};

use crate::state::AppState;

/// The devices that the address asks for, as comma-separated text.
pub async fn devices_csv(
    state: State<AppState>,
    visitor: Extension<Visitor>,
    query: RawQuery,
) -> Response {
    devices(state, visitor, query, ExportFormat::Csv).await
}

/// The devices that the address asks for, as JSON lines.
pub async fn devices_jsonl(
    state: State<AppState>,
    visitor: Extension<Visitor>,
    query: RawQuery,
) -> Response {
    devices(state, visitor, query, ExportFormat::JsonLines).await
}

async fn devices(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
    format: ExportFormat,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let query = query.unwrap_or_default();
    let begun = match DeviceSelection::from_pairs(form_urlencoded::parse(query.as_bytes())) {
        Ok(selection) => state.muster.export_devices(&actor, selection, format).await,
        Err(invalid) => Err(invalid.into()),
    };
    answer(&state, begun, "devices", format)
}

/// The entries of the audit log that the address asks for, as comma-separated text.
pub async fn audit_csv(
    state: State<AppState>,
    visitor: Extension<Visitor>,
    query: RawQuery,
) -> Response {
    audit(state, visitor, query, ExportFormat::Csv).await
}

/// The entries of the audit log that the address asks for, as JSON lines.
pub async fn audit_jsonl(
    state: State<AppState>,
    visitor: Extension<Visitor>,
    query: RawQuery,
) -> Response {
    audit(state, visitor, query, ExportFormat::JsonLines).await
}

async fn audit(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
    format: ExportFormat,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let query = query.unwrap_or_default();
    let begun = match AuditQuery::from_pairs(form_urlencoded::parse(query.as_bytes())) {
        Ok(query) => {
            state
                .muster
                .export_audit_entries(&actor, query, format)
                .await
        }
        Err(invalid) => Err(invalid.into()),
    };
    answer(&state, begun, "audit", format)
}

/// Everything of the kind that the address names.
pub async fn file(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Visitor::SignedIn(actor, _) = visitor else {
        return Redirect::to("/sign-in").into_response();
    };
    let Some((kind, format)) = read_name(&name) else {
        return (StatusCode::NOT_FOUND, "There is no such export.\n").into_response();
    };
    let begun = match query.as_deref() {
        None | Some("") => state.muster.export_file(&actor, kind, format).await,
        // Passing over it would give out more than was asked for.
        Some(query) => Err(Invalid::new(
            query,
            "this export takes no filter; it is everything of its kind",
        )
        .into()),
    };
    answer(&state, begun, kind.as_str(), format)
}

fn read_name(name: &str) -> Option<(FileKind, ExportFormat)> {
    let (kind, format) = name.rsplit_once('.')?;
    Some((kind.parse().ok()?, format.parse().ok()?))
}

fn answer(state: &AppState, begun: Result<Export>, name: &str, format: ExportFormat) -> Response {
    match begun {
        Ok(export) => {
            let day = state.muster.clock().now().format("%Y-%m-%d");
            let file = format!("muster-{name}-{day}.{}", format.as_str());
            let headers = [
                (header::CONTENT_TYPE, format.media_type().to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{file}\""),
                ),
            ];
            (headers, Body::from_stream(export.into_stream())).into_response()
        }
        Err(Error::Invalid(invalid)) => (
            StatusCode::BAD_REQUEST,
            format!(
                "Nothing was exported. {}: {}.\n",
                invalid.field, invalid.problem
            ),
        )
            .into_response(),
        Err(Error::Forbidden(permission)) => (
            StatusCode::FORBIDDEN,
            format!("Your account may not {}.\n", permission.description()),
        )
            .into_response(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an export could not begin"
            );
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on the server. Nothing was changed. Try again.\n",
            )
                .into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_kind_and_its_ending_tells_the_format() {
        assert_eq!(
            read_name("managed_devices.csv"),
            Some((FileKind::ManagedDevices, ExportFormat::Csv))
        );
        assert_eq!(
            read_name("users.jsonl"),
            Some((FileKind::Users, ExportFormat::JsonLines))
        );
        for name in ["users", "users.xlsx", "secrets.csv", ".csv"] {
            assert_eq!(read_name(name), None, "{name}");
        }
    }
}
