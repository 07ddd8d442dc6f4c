//! What becomes of everybody, as one bar of shares with the exact numbers under it.

use leptos::prelude::*;

use crate::ui::thousands;

/// One share: what it is, of how many, and the class of its colour.
pub struct Share {
    pub label: &'static str,
    pub count: i64,
    pub class: &'static str,
}

/// The bar is a picture of the numbers, which say everything that it says.
#[component]
pub fn Shares(title: &'static str, shares: Vec<Share>) -> impl IntoView {
    let total = shares.iter().map(|share| share.count).sum::<i64>().max(1);
    let mut before = 0;
    let pieces = shares
        .iter()
        .map(|share| {
            let (x, width) = (percent(before, total), percent(share.count, total));
            before += share.count;
            view! { <rect class=share.class x=x width=width height="10"></rect> }
        })
        .collect_view();
    let key = shares
        .into_iter()
        .map(|share| {
            view! {
                <div>
                    <dt>
                        <svg viewBox="0 0 10 10" aria-hidden="true">
                            <rect class=share.class width="10" height="10" rx="2"></rect>
                        </svg>
                        {share.label}
                    </dt>
                    <dd>{thousands(share.count)}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <h3>{title}</h3>
        <svg class="share" aria-hidden="true">
            <rect class="of-all" width="100%" height="10"></rect>
            {pieces}
        </svg>
        <dl class="key num">{key}</dl>
    }
}

#[expect(clippy::cast_precision_loss, reason = "people are far fewer than 2^53")]
fn percent(part: i64, of: i64) -> String {
    format!("{:.2}%", part as f64 * 100.0 / of as f64)
}
