//! Subscriptions, their seats, and what to know about them.

use chrono::{NaiveDate, TimeDelta};
use domain::licence::{Subscription, SubscriptionState};
use leptos::either::Either;
use leptos::prelude::*;

use crate::ui::{Status, Symbol, Tone, counted, thousands};

/// How long before its last day a subscription is warned about.
const WARN_BEFORE: TimeDelta = TimeDelta::days(30);

/// What somebody should act on, a sentence each: what has ended or will soon, and what is given to more users than bought.
pub fn warnings(subscriptions: &[Subscription], today: NaiveDate) -> Vec<String> {
    let mut warnings = Vec::new();
    for subscription in subscriptions
        .iter()
        .filter(|subscription| !subscription.plans.is_empty())
    {
        let name = &subscription.name;
        if !subscription.works_on(today) && subscription.used > 0 {
            let users = counted(subscription.used, "user", "users");
            warnings.push(format!("{name} has ended, and {users} still hold it. They cannot enroll with it. Renew it, or give them another product."));
        } else if let Some(day) = ends_soon(subscription, today) {
            warnings.push(format!(
                "{name} ends on {}. Renew it before then: without it its users cannot enroll.",
                day.format("%-d %b %Y")
            ));
        }
        let over = subscription.used - subscription.total;
        if over > 0 && subscription.works_on(today) {
            warnings.push(format!(
                "{name} is held by {} more than bought. Buy seats, or take licences back.",
                counted(over, "user", "users")
            ));
        }
    }
    warnings
}

/// The last day, when it is less than [`WARN_BEFORE`] away and not over.
fn ends_soon(subscription: &Subscription, today: NaiveDate) -> Option<NaiveDate> {
    subscription
        .expires_on
        .filter(|day| *day >= today && *day - today <= WARN_BEFORE && subscription.state.works())
}

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
        _ if ends_soon(subscription, today).is_some() => {
            (Tone::Warning, Symbol::Alert, "Ends soon")
        }
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
    fn what_ends_within_a_month_is_warned_about_until_its_last_day() {
        assert_eq!(
            warnings(&[subscription(Some(day(30)), 5)], day(24)),
            ["EMS ends on 30 Nov 2026. Renew it before then: without it its users cannot enroll."]
        );
        assert!(
            warnings(
                &[subscription(NaiveDate::from_ymd_opt(2027, 1, 1), 5)],
                day(24)
            )
            .is_empty()
        );
        assert_eq!(
            state_of(&subscription(Some(day(24)), 5), day(24)).2,
            "Ends soon"
        );
        assert_eq!(
            state_of(&subscription(Some(day(23)), 5), day(24)).2,
            "Ended"
        );
    }

    #[test]
    fn more_holders_than_seats_are_counted() {
        let told = warnings(&[subscription(None, 12)], day(24));
        assert_eq!(
            told,
            ["EMS is held by 2 users more than bought. Buy seats, or take licences back."]
        );
    }

    #[test]
    fn an_ended_subscription_names_how_many_still_hold_it() {
        let told = warnings(&[subscription(Some(day(1)), 5)], day(24));
        assert!(
            told[0].starts_with("EMS has ended, and 5 users still hold it."),
            "{told:?}"
        );
    }
}
