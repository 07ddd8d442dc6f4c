//! What was changed: before and after, side by side.

use domain::audit::ComparedField;
use leptos::either::Either;
use leptos::prelude::*;

use crate::ui::Recorded;

/// The fields of what was changed. Where there was something before and is something after, what differs is marked.
#[component]
pub fn Compared(
    fields: Vec<ComparedField>,
    /// Whether there was something before, and whether there is something after.
    has: (bool, bool),
) -> impl IntoView {
    let sides: Vec<&'static str> = match has {
        (true, true) => vec!["Before", "After"],
        (true, false) => vec!["Before"],
        (false, true) => vec!["After"],
        (false, false) => Vec::new(),
    };
    if sides.is_empty() {
        return Either::Left(view! {
            <section class="stack" aria-labelledby="changed">
                <h2 id="changed">"What was changed"</h2>
                <p class="small muted">"Nothing is kept beside the entry itself."</p>
            </section>
        });
    }
    let both = has == (true, true);
    let differing = fields.iter().filter(|field| field.differs()).count();
    let heads = sides
        .iter()
        .map(|side| view! { <th scope="col">{*side}</th> })
        .collect_view();
    let rows = fields
        .into_iter()
        .map(|field| view! { <Row field has /> })
        .collect_view();
    Either::Right(view! {
        <section class="only-differing stack" aria-labelledby="changed">
            <div class="row apart">
                <h2 id="changed">"What was changed"</h2>
                {both
                    .then(|| {
                        view! {
                            <label class="row small">
                                <input type="checkbox" class="differing-switch" />
                                {format!("Only what differs ({differing})")}
                            </label>
                        }
                    })}
            </div>
            <div class="cmp-box" role="region" tabindex="0" aria-label="Before and after, side by side">
                <table class="cmp">
                    <thead>
                        <tr>
                            <td></td>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    })
}

#[component]
fn Row(field: ComparedField, has: (bool, bool)) -> impl IntoView {
    let marked = has == (true, true) && field.differs();
    let label = if field.field.is_empty() {
        "Value".to_owned()
    } else {
        field.field
    };
    let cell = move |text: Option<String>| {
        view! {
            <td class:diff=marked>
                <Recorded text />
            </td>
        }
    };
    view! {
        <tr>
            <th scope="row">{label}</th>
            {has.0.then(|| cell(field.before))}
            {has.1.then(|| cell(field.after))}
        </tr>
    }
}
