//! The name of a page, of how many, as of when.

use leptos::prelude::*;
use leptos_meta::Title;

/// The heading of a page, which is also the title of the window. Its children are the view tools at the end.
#[component]
pub fn PageTitle(
    #[prop(into)] title: String,
    /// The heading's id, for what it names: a table.
    #[prop(default = "page-title")]
    id: &'static str,
    /// The exact total: "12,486", "8,214 of 12,486".
    #[prop(optional, into)]
    total: MaybeProp<String>,
    /// A total that is still being counted, in the same place.
    #[prop(optional, into)]
    counting: Option<ViewFn>,
    /// As of when: a `Time`, and a link to refresh.
    #[prop(optional, into)]
    as_of: Option<ViewFn>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <div class="title">
            <h1 id=id>
                <bdi>{title}</bdi>
            </h1>
            {move || total.get().map(|total| view! { <p class="total">{total}</p> })}
            {counting.map(|counting| view! { <p class="total">{counting.run()}</p> })}
            {as_of.map(|as_of| view! { <p class="asof">"As of " {as_of.run()}</p> })}
            {children.map(|children| view! { <div class="tools">{children()}</div> })}
        </div>
    }
}
