//! What a change would do, before it does it: how many, the first ones, and the button.

use domain::device::{DeviceChange, DeviceEdit, EditPreview, EditedDevice, ShownValues};
use domain::record::Ownership;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::words::change_in_words;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Icon, Name, Notice, Panel, Recorded, Status, Symbol, Tone, counted,
    thousands,
};

/// The panel beside the form.
#[component]
pub fn Preview(edit: DeviceEdit, preview: EditPreview) -> impl IntoView {
    let already = preview.total - preview.would_change;
    let change = edit.change.clone();
    let said = change_in_words(&change)
        .into_iter()
        .map(|line| view! { <li><bdi>{line}</bdi></li> })
        .collect_view();
    let rest = preview.would_change - i64::try_from(preview.first.len()).unwrap_or(i64::MAX);
    let rows = preview
        .first
        .into_iter()
        .map(|device| view! { <Row device change=change.clone() /> })
        .collect_view();
    let would_change = preview.would_change;
    let missing = preview.missing;
    view! {
        <Panel title="What it would do" id="preview">
            <section class="stack">
                <ul class="small">{said}</ul>
                <p class="counts">
                    <Status tone=Tone::Info icon=Symbol::Pencil>
                        {counted(would_change, "device would change", "devices would change")}
                    </Status>
                    {(already > 0)
                        .then(|| {
                            view! {
                                <Status icon=Symbol::Check>
                                    {format!("{} as wanted already", thousands(already))}
                                </Status>
                            }
                        })}
                </p>
                {(already > 0)
                    .then(|| {
                        view! {
                            <p class="small muted">
                                "Devices that show the wanted value already are left alone: the next import may still change them."
                            </p>
                        }
                    })}
                {(missing > 0)
                    .then(|| {
                        view! {
                            <Notice tone=Tone::Warning>
                                <p>
                                    {counted(missing, "picked device is", "picked devices are")}
                                    " not in the inventory any more."
                                </p>
                            </Notice>
                        }
                    })}
                {(would_change > 0).then(|| view! { <Apply edit would_change /> })}
            </section>
            <section class="stack">
                {if would_change == 0 {
                    Either::Left(view! { <p class="small muted">"There is nothing to change."</p> })
                } else {
                    Either::Right(
                        view! {
                            <div class="cmp-box" role="region" tabindex="0" aria-label="Devices before and after">
                                <table class="plain-table">
                                    <thead>
                                        <tr>
                                            <th scope="col">"Device"</th>
                                            <th scope="col">"Before and after"</th>
                                        </tr>
                                    </thead>
                                    <tbody>{rows}</tbody>
                                </table>
                            </div>
                            {(rest > 0).then(|| view! { <p class="small muted num">{format!("And {} more.", thousands(rest))}</p> })}
                        },
                    )
                }}
            </section>
        </Panel>
    }
}

/// The one step that changes something, with what makes it safe beside it.
#[component]
fn Apply(edit: DeviceEdit, would_change: i64) -> impl IntoView {
    let hidden = edit
        .pairs()
        .into_iter()
        .map(|(key, value)| view! { <input type="hidden" name=key value=value /> })
        .collect_view();
    view! {
        <form method="post" action=paths::device_edit_form() class="stack">
            {hidden}
            <div class="row">
                <Button kind=ButtonKind::Primary>
                    {format!("Change {}", counted(would_change, "device", "devices"))}
                </Button>
            </div>
            <p class="small muted">
                "What is set here goes before what imports bring, until it is taken back. Each device gets an entry in the audit log, and the whole change can be undone."
            </p>
        </form>
    }
}

#[component]
fn Row(device: EditedDevice, change: DeviceChange) -> impl IntoView {
    let name = if device.name.is_empty() {
        "No name".to_owned()
    } else {
        device.name
    };
    let cells = match device.after {
        Ok(after) => Either::Left(differences(&change, &device.before, &after).collect_view()),
        Err(sentence) => Either::Right(view! {
            <Status tone=Tone::Warning icon=Symbol::Alert>
                {sentence}
            </Status>
        }),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=paths::device(device.id)>
                    <Name name />
                </a>
            </th>
            <td>
                <div class="stack">{cells}</div>
            </td>
        </tr>
    }
}

/// A line for each value that the change is about.
fn differences(
    change: &DeviceChange,
    before: &ShownValues,
    after: &ShownValues,
) -> impl Iterator<Item = impl IntoView + use<>> + use<> {
    let nothing = DeviceChange::default();
    let ownership = |word: Ownership| word.label().to_owned();
    let category = (change.category != nothing.category)
        .then(|| ("Category", before.category.clone(), after.category.clone()));
    let owner = (change.ownership != nothing.ownership).then(|| {
        (
            "Ownership",
            ownership(before.ownership),
            ownership(after.ownership),
        )
    });
    let notes = (change.notes != nothing.notes)
        .then(|| ("Notes", before.notes.clone(), after.notes.clone()));
    [category, owner, notes]
        .into_iter()
        .flatten()
        .map(|(field, before, after)| view! { <Difference field before after /> })
}

#[component]
fn Difference(field: &'static str, before: String, after: String) -> impl IntoView {
    let is_same = before == after;
    let shown = move |text: String| match text.is_empty() {
        true => EitherOf3::A(view! { <Recorded text=None /> }),
        false if text.contains('\n') => {
            EitherOf3::B(view! { <bdi class="whitespace-pre-line">{text}</bdi> })
        }
        false => EitherOf3::C(view! { <bdi>{text}</bdi> }),
    };
    let change = (!is_same).then(|| {
        view! {
            <Icon symbol=Symbol::ArrowRight small=true />
            <span class="sr">"becomes"</span>
            <span class="medium break-words">{shown(after)}</span>
        }
    });
    view! {
        <span class="row small">
            <span class="subtle">{field}</span>
            <span class="break-words">{shown(before)}</span>
            {change}
            {is_same.then(|| view! { <span class="subtle">"stays"</span> })}
        </span>
    }
}
