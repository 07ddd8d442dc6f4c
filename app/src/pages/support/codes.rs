//! `/support/codes`: every error code, and the search that reads one in whatever form it is written.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::Form;

use super::api::{CodeList, ShownCode, list_codes};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::pages::shared::address::{read_value, use_own_search};
use crate::paths;
use crate::ui::{Breadcrumbs, Button, Crumb, Empty, Icon, PageTitle, Symbol};

/// Every code.
#[component]
pub fn CodesPage() -> impl IntoView {
    let search = use_own_search();
    let typed = Memo::new(move |_| search.with(|search| read_value(search, "q")));
    let codes = page_data(move || typed.get(), list_codes);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match codes.await {
                    Ok(codes) => Either::Left(view! { <Shown codes /> }),
                    Err(error) => {
                        Either::Right(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The codes could not be loaded" />
                                </div>
                            },
                        )
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Shown(codes: CodeList) -> impl IntoView {
    let CodeList { typed, codes, all } = codes;
    let total = if typed.is_empty() {
        all.to_string()
    } else {
        format!("{} of {all}", codes.len())
    };
    let is_searched = !typed.is_empty();
    let rows = if codes.is_empty() {
        Either::Left(view! {
            <div>
                <Empty symbol=Symbol::Search title="No code is written like that">
                    <p class="muted">
                        "Write it as Windows shows it: 0x80180018, 80180018, 2149056536 or -2145910760; its name, or a word of what it means."
                    </p>
                    <p>
                        <a href=paths::error_codes()>{format!("Show all {all} codes")}</a>
                    </p>
                </Empty>
            </div>
        })
    } else {
        let rows = codes
            .into_iter()
            .map(|code| view! { <Row code /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto mt-4" role="region" tabindex="0" aria-labelledby="page-title">
                <table class="plain-table stacks" role="table" aria-labelledby="page-title">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Code"</th>
                            <th role="columnheader" scope="col">"Meaning"</th>
                            <th role="columnheader" scope="col">"As a number"</th>
                            <th role="columnheader" scope="col">"Name"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Support"), Crumb::text("Error codes")] />
            <PageTitle title="Error codes" total />
            <Form method="GET" action=paths::error_codes() attr:class="row mt-4">
                <span class="search mx-0 grow">
                    <label class="sr" for="code-search">
                        "A code in any form, or a word"
                    </label>
                    <Icon symbol=Symbol::Search />
                    <input
                        class="input"
                        id="code-search"
                        name="q"
                        type="search"
                        placeholder="A code in any form, or a word"
                        autocomplete="off"
                        value=typed.clone()
                        prop:value=typed.clone()
                    />
                </span>
                <Button>"Search"</Button>
                {is_searched.then(|| view! { <a class="link-btn small" href=paths::error_codes()>"Show all"</a> })}
            </Form>
            {rows}
        </div>
    }
}

#[component]
fn Row(code: ShownCode) -> impl IntoView {
    let number = code.number.map(|(number, _)| number.to_string());
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="name-link" href=paths::error_code(&code.slug)>
                    <code>{code.written}</code>
                </a>
            </th>
            <td role="cell">
                {code.meaning}
                {code.note.map(|note| view! { " " <span class="subtle">{note}</span> })}
            </td>
            <td role="cell" class="num">{number}</td>
            <td role="cell"><code class="small break-all">{code.symbol}</code></td>
        </tr>
    }
}
