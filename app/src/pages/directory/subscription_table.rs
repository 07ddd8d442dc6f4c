//! Subscriptions, their seats, and what to know about them.

use chrono::NaiveDate;
use domain::licence::{Subscription, SubscriptionState};
use leptos::either::Either;
use leptos::prelude::*;

use crate::ui::{Status, Symbol, Tone, thousands};

/// Every subscription with its seats.
#[component]
pub fn SubscriptionTable(subscriptions: Vec<Subscription>, today: NaiveDate) -> impl IntoView {
    let rows = subscriptions
        .into_iter()
        .map(|subscription| view! { <Row subscription today /> })
        .collect_view();
    view! {
        <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="page-title">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Gives"</th>
                        <th scope="col" class="end">
                            "Seats"
                        </th>
                        <th scope="col" class="end">
                            "In use"
                        </th>
                        <th scope="col" class="end">
                            "Free"
                        </th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Ends"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(subscription: Subscription, today: NaiveDate) -> impl IntoView {
    let plans: Vec<&str> = subscription.plans.iter().map(|plan| plan.name()).collect();
    let gives = if plans.is_empty() {
        Either::Left(view! { <span class="subtle">"Nothing for enrollment"</span> })
    } else {
        Either::Right(plans.join(", "))
    };
    let (free, used, total) = (subscription.free(), subscription.used, subscription.total);
    let (tone, symbol, state) = state_of(&subscription, today);
    let known_by_name = subscription.name != subscription.sku;
    view! {
        <tr>
            <th scope="row">
                <bdi>{subscription.name}</bdi>
                {known_by_name
                    .then(|| {
                        view! {
                            <br />
                            <code class="tiny subtle">{subscription.sku}</code>
                        }
                    })}
            </th>
            <td>{gives}</td>
            <td class="end num">{thousands(total)}</td>
            <td class="end num">{thousands(used)}</td>
            <td class="end num">{thousands(free)}</td>
            <td>
                <Status tone icon=symbol>
                    {state}
                </Status>
            </td>
            <td class="nowrap num">
                {match subscription.expires_on {
                    Some(day) => Either::Left(day.format("%-d %b %Y").to_string()),
                    None => Either::Right(view! { <span class="subtle">"Not known"</span> }),
                }}
            </td>
        </tr>
    }
}

/// The state as an icon and words. A subscription whose last day is over has ended, whatever the directory last said.
fn state_of(subscription: &Subscription, today: NaiveDate) -> (Tone, Symbol, &'static str) {
    match subscription.state {
        _ if subscription.ends_soon(today).is_some() => (Tone::Warning, Symbol::Alert, "Ends soon"),
        SubscriptionState::Warning => (Tone::Warning, Symbol::Alert, subscription.state.name()),
        _ if subscription.state.works() && !subscription.works_on(today) => {
            (Tone::Danger, Symbol::XCircle, "Ended")
        }
        SubscriptionState::Suspended | SubscriptionState::Deleted => {
            (Tone::Danger, Symbol::XCircle, subscription.state.name())
        }
        SubscriptionState::Enabled => (
            Tone::Success,
            Symbol::CheckCircle,
            subscription.state.name(),
        ),
        SubscriptionState::Other => (Tone::Quiet, Symbol::Help, subscription.state.name()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::licence::plans_of;

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn subscription(expires_on: Option<NaiveDate>, used: i64) -> Subscription {
        Subscription {
            sku: "EMS".to_owned(),
            name: "EMS".to_owned(),
            plans: plans_of("EMS").to_vec(),
            total: 10,
            used,
            state: SubscriptionState::Enabled,
            expires_on,
            first_seen_at: DateTime::default(),
        }
    }

    #[test]
    fn a_subscription_has_ended_the_day_after_its_last_one() {
        for (last, state) in [(24, "Ends soon"), (23, "Ended")] {
            let subscription = subscription(Some(day(last)), 5);
            assert_eq!(state_of(&subscription, day(24)).2, state);
        }
    }
}
