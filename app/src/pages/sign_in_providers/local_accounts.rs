//! The accounts that sign in with a password kept here.

use chrono::{DateTime, Utc};
use domain::account::LocalAccount;
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Button, ButtonKind, Recorded, Status, Symbol, Time, Tone};

/// The table, with a switch for each.
#[component]
pub fn LocalAccounts(
    accounts: Vec<LocalAccount>,
    may_change: bool,
    /// Whether nobody has signed in with a provider yet.
    none_works: bool,
    now: DateTime<Utc>,
) -> impl IntoView {
    let advice = if none_works {
        "The first administrator may do everything, invited people what their role allows. Once somebody has signed in with a provider, they are for emergencies and can be disabled."
    } else {
        "For the day on which no provider answers. The first administrator may do everything; each use is audited and stands on the overview for a week. The command line enables a disabled one again."
    };
    let rows = accounts
        .into_iter()
        .map(|account| view! { <AccountRow account may_change now /> })
        .collect_view();
    view! {
        <section class="stack wide mt-8" aria-labelledby="local-accounts">
            <h2 id="local-accounts">"Local accounts"</h2>
            <p class="small muted">{advice}</p>
            <div class="overflow-x-auto">
                <table class="plain-table stacks" role="table" aria-labelledby="local-accounts">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Name"</th>
                            <th role="columnheader" scope="col">"State"</th>
                            <th role="columnheader" scope="col">"Last sign-in"</th>
                            <th role="columnheader" scope="col"><span class="sr">"Change"</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn AccountRow(account: LocalAccount, may_change: bool, now: DateTime<Utc>) -> impl IntoView {
    let LocalAccount {
        id,
        name,
        disabled_at,
        last_sign_in_at,
        ..
    } = account;
    let is_enabled = disabled_at.is_none();
    let state = match disabled_at {
        None => Either::Left(
            view! { <Status tone=Tone::Success icon=Symbol::CheckCircle>"Enabled"</Status> },
        ),
        Some(at) => Either::Right(view! {
            <Status icon=Symbol::MinusCircle>"Disabled since " <Time at now /></Status>
        }),
    };
    let last = match last_sign_in_at {
        Some(at) => Either::Left(view! { <Time at now relative=true /> }),
        None => Either::Right(view! { <Recorded text=None /> }),
    };
    let verb = if is_enabled { "Disable" } else { "Enable" };
    let label = format!("{verb} {name}");
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><bdi>{name}</bdi></th>
            <td role="cell">{state}</td>
            <td role="cell">{last}</td>
            <td role="cell" class="end">
                {may_change
                    .then(|| {
                        view! {
                            <form method="post" action=paths::switch_local_account(id)>
                                <input type="hidden" name="is_enabled" value=(!is_enabled).to_string() />
                                <Button kind=ButtonKind::Plain attr:aria-label=label>{verb}</Button>
                            </form>
                        }
                    })}
            </td>
        </tr>
    }
}
