//! `/devices/import/:id`: one file, or several that came together: the dry run, the decision, and what happened.

use domain::id::ImportId;
use domain::import::{ImportRun, ImportState, Problem};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{
    CancelImports, ChooseImportDates, Runs, StartImports, find_imports, list_import_problems,
    read_ids, write_ids,
};
use super::decide::Decide;
use super::run_card::RunCard;
use super::runs_table::{Details, RunsTable};
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart};
use crate::pages::shared::address::{read_value, use_own_search_with_id};
use crate::pages::shared::again::look_again;
use crate::paths;
use crate::ui::{
    Breadcrumbs, Button, ButtonKind, Crumb, LinkButton, PageTitle, Symbol, Time, counted,
};

/// The runs, and the first problems of each, in the same order.
type Loaded = Result<(Runs, Vec<Vec<Problem>>), AppError>;

/// One import.
#[component]
pub fn ImportPage() -> impl IntoView {
    let (params, search) = (use_params_map(), use_own_search_with_id());
    let ids = Memo::new(move |_| {
        let first = params.with(|params| params.get("id").unwrap_or_default());
        let with = search.with(|search| read_value(search, "with"));
        read_ids(&format!("{first},{with}"))
    });
    let (start, cancel) = (
        ServerAction::<StartImports>::new(),
        ServerAction::<CancelImports>::new(),
    );
    let choose = ServerAction::<ChooseImportDates>::new();
    let runs = page_data(
        move || {
            let acted = (
                start.version().get(),
                cancel.version().get(),
                choose.version().get(),
            );
            (ids.get(), acted)
        },
        |(ids, _)| load(ids),
    );
    look_again(
        runs,
        |loaded| matches!(loaded, Ok((runs, _)) if !runs.are_at_rest()),
    );
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![
                Crumb::text("Devices"),
                Crumb::link("Import", paths::imports()),
                Crumb::text("What it changes"),
            ] />
            {move || start.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error /> })}
            {move || cancel.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error /> })}
            {move || choose.value().get().and_then(Result::err).map(|error| view! { <ErrorNotice error /> })}
            <Transition>
                {move || Suspend::new(async move {
                    match runs.await {
                        Ok((runs, problems)) => Either::Left(view! { <Shown runs problems start cancel choose /> }),
                        Err(error) => Either::Right(view! { <ErrorPart error title="The import could not be loaded" /> }),
                    }
                })}
            </Transition>
        </div>
    }
}

async fn load(ids: Result<Vec<ImportId>, AppError>) -> Loaded {
    let runs = find_imports(write_ids(ids?)).await?;
    let mut problems = Vec::with_capacity(runs.runs.len());
    for run in &runs.runs {
        let has_some = run.bad > 0 && run.state.is_at_rest();
        problems.push(if has_some {
            list_import_problems(run.id).await?
        } else {
            Vec::new()
        });
    }
    Ok((runs, problems))
}

/// The files, and what can be done about them.
#[component]
fn Shown(
    runs: Runs,
    problems: Vec<Vec<Problem>>,
    start: ServerAction<StartImports>,
    cancel: ServerAction<CancelImports>,
    choose: ServerAction<ChooseImportDates>,
) -> impl IntoView {
    let are_at_rest = runs.are_at_rest();
    let Runs { runs, now } = runs;
    let title = title(&runs);
    let mut with_problems: Vec<(ImportRun, Vec<Problem>)> =
        runs.iter().cloned().zip(problems).collect();
    let (files, details) = match with_problems.pop() {
        Some((run, problems)) if with_problems.is_empty() => (
            Some(Either::Left(view! { <RunCard run problems now choose /> })),
            None,
        ),
        Some(last) => {
            with_problems.push(last);
            let files = runs.clone();
            (
                Some(Either::Right(view! { <RunsTable runs=files /> })),
                Some(view! { <Details runs=with_problems choose /> }),
            )
        }
        None => (None, None),
    };
    let ids = write_ids(
        runs.iter()
            .filter(|run| !run.state.is_at_rest())
            .map(|run| run.id),
    );
    let foot = if !are_at_rest {
        EitherOf3::A(view! { <GoesOn ids cancel /> })
    } else if runs.iter().any(|run| run.state == ImportState::Checked) {
        EitherOf3::B(view! { <Decide runs start cancel /> })
    } else {
        EitherOf3::C(view! { <AllDone /> })
    };
    view! {
        <PageTitle title=title as_of=move || view! { <Time at=now now /> } />
        <div class="stack wide runs">{files} {foot} {details}</div>
    }
}

/// What the page is about, for one file or several.
fn title(runs: &[ImportRun]) -> String {
    let count = i64::try_from(runs.len()).unwrap_or(i64::MAX);
    let files = if count == 1 {
        "the file".to_owned()
    } else {
        counted(count, "file", "files")
    };
    let any = |state| runs.iter().any(|run| run.state == state);
    if any(ImportState::Importing) {
        format!("Importing {files}")
    } else if any(ImportState::Uploading) || any(ImportState::Checking) {
        format!("Checking {files}")
    } else if any(ImportState::Checked) {
        "What would change".to_owned()
    } else if any(ImportState::Done) {
        "What changed".to_owned()
    } else {
        "Not imported".to_owned()
    }
}

/// Nobody has to wait beside it. Without scripts the page loads itself again.
#[component]
fn GoesOn(ids: String, cancel: ServerAction<CancelImports>) -> impl IntoView {
    view! {
        <noscript inner_html="<meta http-equiv=\"refresh\" content=\"2\">"></noscript>
        <p class="small muted" role="status">
            "You can leave this page: the work goes on, and "
            <a href=paths::imports()>"Import"</a> " lists how far it is."
        </p>
        <ActionForm action=cancel>
            <input type="hidden" name="ids" value=ids />
            <Button>"Cancel"</Button>
        </ActionForm>
    }
}

#[component]
fn AllDone() -> impl IntoView {
    view! {
        <div class="row">
            <LinkButton kind=ButtonKind::Primary icon=Symbol::Laptop href=paths::devices()>
                "Show all devices"
            </LinkButton>
            <LinkButton icon=Symbol::Upload href=paths::imports()>
                "Import more files"
            </LinkButton>
        </div>
    }
}
