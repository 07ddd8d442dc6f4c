//! One thing of a list, beside the list.

use super::{Icon, Symbol};
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// A panel from the end edge, over the list, which stays usable. It has its own address; `close_href` is the
/// list's. Escape closes it.
#[component]
pub fn SidePanel(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(optional, into)] subtitle: Option<String>,
    #[prop(into)] close_href: String,
    /// Buttons at the foot.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let navigate = use_navigate();
    let leave = close_href.clone();
    Effect::new(move |_| {
        let (navigate, leave) = (navigate.clone(), leave.clone());
        let listener = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && !event.default_prevented() {
                navigate(
                    &leave,
                    NavigateOptions {
                        scroll: false,
                        ..NavigateOptions::default()
                    },
                );
            }
        });
        on_cleanup(move || listener.remove());
    });
    view! {
        <aside class="side-panel" id=id aria-labelledby=title_id>
            <header>
                <div class="grow">
                    <h2 id=title_id.clone()>{title}</h2>
                    {subtitle.map(|subtitle| view! { <p class="small muted">{subtitle}</p> })}
                </div>
                <a
                    class="btn quiet icon-only"
                    href=close_href
                    aria-label="Close panel"
                    title="Close panel"
                    data-noscroll
                >
                    <Icon symbol=Symbol::X />
                </a>
            </header>
            <div class="body">{children()}</div>
            {foot.map(|foot| view! { <footer>{foot.run()}</footer> })}
        </aside>
    }
}
