//! What was found of one kind.

use leptos::prelude::*;

use crate::ui::{Icon, Symbol, counted};

/// One find: where it leads, its name, and what tells it from others.
pub struct Find {
    pub href: String,
    pub name: String,
    pub detail: String,
    pub symbol: Symbol,
}

/// A heading, the finds, and the way to all of them.
#[component]
pub fn FoundGroup(
    id: &'static str,
    title: &'static str,
    finds: Vec<Find>,
    /// How many there are; more than are shown have a list of their own.
    total: i64,
    /// The words for one and for several: "device", "devices".
    nouns: (&'static str, &'static str),
    /// The list of all.
    all_href: String,
) -> impl IntoView {
    let has_more = usize::try_from(total).is_ok_and(|total| total > finds.len());
    let rows = finds
        .into_iter()
        .map(|find| {
            view! {
                <li>
                    <a href=find.href>
                        <Icon symbol=find.symbol />
                        <bdi class="name">{find.name}</bdi>
                        <bdi class="detail">{find.detail}</bdi>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="found" aria-labelledby=id>
            <div class="row apart">
                <h2 id=id>{title}</h2>
                <span class="asof">{counted(total, nouns.0, nouns.1)}</span>
            </div>
            <ul>{rows}</ul>
            {has_more
                .then(|| {
                    view! {
                        <p class="small pt-2">
                            <a href=all_href>{format!("Show all {}", counted(total, nouns.0, nouns.1))}</a>
                        </p>
                    }
                })}
        </section>
    }
}
