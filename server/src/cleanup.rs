//! `POST /cleanup/…` and `POST /devices/{id}/offboarding/…`: cleanup rules, what they hid, and what is done about devices that
//! leave. Plain forms, which need no scripts.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::cleanup::{Platform, RuleDraft};
use domain::id::{CleanupRunId, DeviceId, RecordId};
use domain::offboarding::Step;
use service::Error;

use crate::forms::{SignedIn, answer, back, to, value};
use crate::state::AppState;

const RULES: &str = "/cleanup";
const RULE: &str = "/cleanup/rule";
const HIDDEN: &str = "/cleanup/hidden";

type Pairs = Form<Vec<(String, String)>>;

/// Keeps a rule.
pub async fn save_rule(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let saved = match RuleDraft::from_pairs(form.iter().map(|(key, value)| (key, value))) {
        Ok(draft) => state.muster.save_cleanup_rule(&actor, &draft).await,
        Err(invalid) => Err(invalid.into()),
    };
    match saved {
        Ok(()) => to(RULES),
        Err(error) => back(error, RULE, &form),
    }
}

/// Removes a rule.
pub async fn delete_rule(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let done = match value(&form, "platform").parse::<Platform>() {
        Ok(platform) => state.muster.delete_cleanup_rule(&actor, platform).await,
        Err(invalid) => Err(invalid.into()),
    };
    answer(done, RULES)
}

/// Applies a rule now.
pub async fn run_rule(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let done = match value(&form, "platform").parse::<Platform>() {
        Ok(platform) => state.muster.run_cleanup(&actor, platform).await,
        Err(invalid) => Err(invalid.into()),
    };
    answer(done, RULES)
}

/// Stops a run.
pub async fn cancel(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let done = match read_run(&id) {
        Ok(run) => state.muster.cancel_cleanup(&actor, run).await,
        Err(error) => Err(error),
    };
    answer(done, RULES)
}

/// Brings back what a run hid.
pub async fn undo(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Response {
    let done = match read_run(&id) {
        Ok(run) => state.muster.undo_cleanup(&actor, run).await.map(drop),
        Err(error) => Err(error),
    };
    answer(done, RULES)
}

/// Brings one record back.
pub async fn unhide(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Form(form): Pairs,
) -> Response {
    let done = match value(&form, "record").parse::<RecordId>() {
        Ok(record) => state.muster.unhide_record(&actor, record).await,
        Err(_) => Err(Error::NotFound("hidden record")),
    };
    answer(done, HIDDEN)
}

/// Notes that a step of a device's plan is done, or that it is not.
pub async fn step(
    State(state): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, what)): Path<(String, String)>,
    Form(form): Pairs,
) -> Response {
    let asked = || -> Result<(DeviceId, Step), Error> {
        let id = id.parse().map_err(|_| Error::NotFound("device"))?;
        Ok((id, value(&form, "step").parse()?))
    };
    let (id, step) = match asked() {
        Ok(asked) => asked,
        Err(error) => return back(error, "/devices/leaving", &[]),
    };
    let done = match what.as_str() {
        "done" => state.muster.finish_offboarding_step(&actor, id, step).await,
        "undo" => state.muster.undo_offboarding_step(&actor, id, step).await,
        _ => Err(Error::NotFound("page")),
    };
    answer(done, &format!("/devices/{id}/offboarding"))
}

fn read_run(id: &str) -> Result<CleanupRunId, Error> {
    id.parse().map_err(|_| Error::NotFound("cleanup run"))
}
