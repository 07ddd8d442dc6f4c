//! A box around what is one thing: an effect, a finding.

use leptos::prelude::*;

/// A box with a head. Its children are `<section>`s, set apart by hairlines.
#[component]
pub fn Panel(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    /// Beside the title, small: as of when.
    #[prop(optional, into)]
    note: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <section class="panel" id=id aria-labelledby=title_id>
            <header>
                <h2 id=title_id.clone()>{title}</h2>
                {note.map(|note| view! { <p class="asof">{note.run()}</p> })}
            </header>
            {children()}
        </section>
    }
}
