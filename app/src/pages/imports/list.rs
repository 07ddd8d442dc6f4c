//! `/devices/import`: the form that takes files, and every import there was.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::api::list_imports;
use super::past::PastImports;
use super::take_out::TakeOut;
use super::upload_problem::UploadFailed;
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_value, use_own_search};
use crate::pages::shared::upload::{UploadForm, WhereFilesComeFrom};
use crate::ui::{Breadcrumbs, Crumb, PageTitle};

/// Import.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let search = use_own_search();
    let imports = page_data(|| (), |()| list_imports());
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::text("Import")] />
            <PageTitle title="Import" />
            <p class="lead">
                "Bring the lists that you have of devices, users and groups. A file can be brought as often as you like: what is known already stays as it is, and what is missing from a file is not deleted."
            </p>
            {move || search.with(|search| read_value(search, "problem").parse().ok()).map(|problem| view! { <UploadFailed problem /> })}
            <div class="first-import">
                <section aria-label="Files">
                    <UploadForm />
                </section>
                <aside aria-label="Help">
                    <WhereFilesComeFrom />
                </aside>
            </div>
            <section class="stack past" aria-labelledby="past-imports">
                <h2 id="past-imports">"Past imports"</h2>
                <Transition>
                    {move || Suspend::new(async move {
                        match imports.await {
                            Ok(imports) if imports.runs.is_empty() => {
                                EitherOf3::A(view! { <p class="small muted">"Nothing was imported yet."</p> })
                            }
                            Ok(imports) => EitherOf3::B(view! { <PastImports runs=imports.runs now=imports.now /> }),
                            Err(error) => {
                                EitherOf3::C(view! { <ErrorPart error title="The past imports could not be loaded" /> })
                            }
                        }
                    })}
                </Transition>
            </section>
            <TakeOut />
        </div>
    }
}
