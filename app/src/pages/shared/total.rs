//! How many rows a list has. Rows do not wait for it: it is sent after them.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Resource;
use crate::ui::{counted, thousands, use_hydrated};

/// How many rows a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTotal {
    /// Those that it asks for.
    pub found: i64,
    /// Those that there are.
    pub all: i64,
}

/// The total on its way.
pub type Counting = Resource<Result<ListTotal, AppError>>;

/// What `words` make of the total, as soon as it is known.
#[component]
pub fn Counted(
    total: Counting,
    words: fn(ListTotal) -> String,
    /// What stands there until then.
    #[prop(optional)]
    before: &'static str,
) -> impl IntoView {
    view! {
        <Suspense fallback=move || before>
            {move || Suspend::new(async move {
                match total.await {
                    Ok(total) => words(total),
                    Err(_) => "an unknown number".to_owned(),
                }
            })}
        </Suspense>
    }
}

/// As [`Counted`], before the rows in the document: they would wait for it there, so it comes when the page is alive.
/// Until then, and without scripts, the line below the rows says it.
#[component]
pub fn CountedAbove(total: Counting, words: fn(ListTotal) -> String) -> impl IntoView {
    let hydrated = use_hydrated();
    move || hydrated.get().then(|| view! { <Counted total words /> })
}

/// "8,214", or "12 of 8,214" where only some are asked for.
pub fn found_of_all(total: ListTotal) -> String {
    if total.found == total.all {
        thousands(total.all)
    } else {
        format!("{} of {}", thousands(total.found), thousands(total.all))
    }
}

/// "8,214 devices".
pub fn devices(total: ListTotal) -> String {
    counted(total.found, "device", "devices")
}
