//! What saving the edits would change, in numbers. It stays in sight while the form is edited.

use domain::effect::{CorporateShares, Effect as Change, EffectList, PersonalShares, Shift};
use leptos::prelude::*;

use super::draft::Draft;
use super::shares::{Share, Shares};
use super::warnings::Warnings;
use crate::layout::ErrorNotice;
use crate::ui::{Icon, Panel, Symbol, Time, counted, thousands};

/// The panel. While new numbers are counted the old ones stay, dimmed.
#[component]
pub fn EffectPanel(draft: Draft) -> impl IntoView {
    let note = move || {
        draft.effect.with(|effect| {
            let users = counted(effect.users_total, "user", "users");
            view! { {users} ", as of " <Time at=effect.as_of now=effect.as_of /> }
        })
    };
    let failed = move || match draft.count.value().get() {
        Some(Err(error)) => Some(view! { <section><ErrorNotice error /></section> }),
        _ => None,
    };
    let shares = move || {
        draft
            .effect
            .with(|effect| (effect.personal, effect.corporate))
    };
    view! {
        <Panel id="effect" title="Effect before saving" note=move || view! { <span aria-live="polite">{note}</span> }>
            {failed}
            <section class:dim=move || draft.count.pending().get()>
                <Shifts draft />
                <ul class="stack">
                    <Moved draft list=EffectList::Gain />
                    <Moved draft list=EffectList::Lose />
                </ul>
            </section>
            <Warnings draft />
            <section class:dim=move || draft.count.pending().get()>
                {move || {
                    let (personal, corporate) = shares();
                    view! {
                        <Shares title="A personal device adds an account" shares=of_personal(personal) />
                        <Shares title="A corporate device joins" shares=of_corporate(corporate) />
                    }
                }}
                <p class="small">
                    <a href=move || draft.what_if_href() data-carries-edits=move || carried(draft)>
                        "Try these settings in What if"
                    </a>
                </p>
            </section>
        </Panel>
    }
}

/// The mark of a link that takes all edits along.
pub(super) fn carried(draft: Draft) -> Option<&'static str> {
    draft.carries_all().then_some("")
}

fn of_personal(shares: PersonalShares) -> Vec<Share> {
    vec![
        Share {
            label: "Enrolls in MDM",
            count: shares.enroll,
            class: "fill-1",
        },
        Share {
            label: "MAM only",
            count: shares.mam_only,
            class: "fill-3",
        },
        Share {
            label: "Registered only",
            count: shares.registered_only,
            class: "fill-5",
        },
    ]
}

fn of_corporate(shares: CorporateShares) -> Vec<Share> {
    vec![
        Share {
            label: "Enrolls in MDM",
            count: shares.enroll,
            class: "fill-1",
        },
        Share {
            label: "Joined, not managed",
            count: shares.joined_only,
            class: "fill-5",
        },
    ]
}

/// Users in each scope, today and after.
#[component]
fn Shifts(draft: Draft) -> impl IntoView {
    view! {
        <table class="plain-table effect">
            <caption class="sr">"Users in scope today and after saving"</caption>
            <thead>
                <tr>
                    <th scope="col">"Users in"</th>
                    <th scope="col" class="end">
                        "Today"
                    </th>
                    <th scope="col" class="end">
                        "After"
                    </th>
                    <th scope="col" class="end">
                        "Change"
                    </th>
                </tr>
            </thead>
            <tbody class="num">
                <ShiftRow draft list=EffectList::Mdm label="MDM scope" read=|effect| effect.mdm />
                <ShiftRow draft list=EffectList::Mam label="MAM scope" read=|effect| effect.mam />
                <ShiftRow draft list=EffectList::Both label="Both" read=|effect| effect.both />
            </tbody>
        </table>
    }
}

#[component]
fn ShiftRow(
    draft: Draft,
    list: EffectList,
    label: &'static str,
    read: fn(&Change) -> Shift,
) -> impl IntoView {
    let shift = Memo::new(move |_| draft.effect.with(read));
    let change = move || match shift.get().difference() {
        more @ 1.. => format!("+{}", thousands(more)),
        other => thousands(other),
    };
    view! {
        <tr>
            <th scope="row">
                <a href=move || draft.list_href(list) data-carries-edits=move || carried(draft)>
                    {label}
                </a>
            </th>
            <td class="end">{move || thousands(shift.get().today)}</td>
            <td class="end after">{move || thousands(shift.get().after)}</td>
            <td class="end" class:subtle=move || shift.get().difference() == 0>
                {change}
            </td>
        </tr>
    }
}

/// How many come or go, and the way to their names.
#[component]
fn Moved(draft: Draft, list: EffectList) -> impl IntoView {
    let gains = list == EffectList::Gain;
    let count = Memo::new(move |_| {
        draft
            .effect
            .with(|effect| if gains { effect.gain } else { effect.lose })
    });
    let said = move || match (gains, count.get()) {
        (true, 1) => " user gains MDM enrollment",
        (true, _) => " users gain MDM enrollment",
        (false, 1) => " user loses it",
        (false, _) => " users lose it",
    };
    view! {
        <li class="gain">
            <Icon symbol=if gains { Symbol::ArrowUp } else { Symbol::ArrowDown } />
            <span>
                <b class="num">{move || thousands(count.get())}</b>
                {said}
            </span>
            {move || {
                (count.get() > 0)
                    .then(|| {
                        view! {
                            <a href=draft.list_href(list) data-carries-edits=move || carried(draft)>
                                "Show list"
                                <span class="sr">{if gains { " of those who gain" } else { " of those who lose" }}</span>
                            </a>
                        }
                    })
            }}
        </li>
    }
}
