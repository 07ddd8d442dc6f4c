//! `/account`: the account one is signed in with, and the browsers it is signed in on.

use leptos::either::Either;
use leptos::prelude::*;

use super::api::{Account, Browser, EndSignIn, load_account};
use super::passkeys::{PasskeyActions, Passkeys};
use crate::json::page_data;
use crate::ui::{Breadcrumbs, Button, ButtonKind, Crumb, Notice, PageTitle, Time, Tone};

/// My account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let end = ServerAction::<EndSignIn>::new();
    let passkeys = PasskeyActions::new();
    let account = page_data(
        move || (end.version().get(), passkeys.version()),
        |_| load_account(),
    );
    view! {
        <div class="page form">
            <Breadcrumbs crumbs=vec![Crumb::text("My account")] />
            <PageTitle title="My account" />
            {move || match end.value().get() {
                Some(Err(error)) => Some(view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }),
                _ => None,
            }}
            <Transition>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(account) => Either::Left(view! { <Shown account end passkeys /> }),
                        Err(error) => Either::Right(view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> }),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Shown(
    account: Account,
    end: ServerAction<EndSignIn>,
    passkeys: PasskeyActions,
) -> impl IntoView {
    let here = account.browsers.iter().find(|browser| browser.is_here);
    let is_local = here.is_none_or(|browser| browser.provider.is_none());
    let (own, is_offered, now) = (
        account.passkeys.clone(),
        account.takes_passkeys,
        account.now,
    );
    view! {
        <SignIns account end />
        {is_local.then(|| view! { <Passkeys passkeys=own is_offered actions=passkeys now /> })}
    }
}

#[component]
fn SignIns(account: Account, end: ServerAction<EndSignIn>) -> impl IntoView {
    let now = account.now;
    let here = account.browsers.iter().find(|browser| browser.is_here);
    let how = match here.and_then(|browser| browser.provider.clone()) {
        Some(provider) => Either::Left(view! { " with an account of " <bdi>{provider}</bdi> "." }),
        None => Either::Right(
            " with a local account. Local accounts are for the first run and for emergencies; each use is audited.",
        ),
    };
    let rows = account
        .browsers
        .into_iter()
        .map(|browser| view! { <SignInRow browser now end /> })
        .collect_view();
    view! {
        <p class="lead">"Signed in as " <b><bdi>{account.name}</bdi></b> {how}</p>
        <section class="stack wide mt-6" aria-labelledby="signed-in">
            <h2 id="signed-in">"Where you are signed in"</h2>
            <p class="small muted">"A browser is signed out after 8 hours without use, and after 7 days in any case. End what you do not know."</p>
            <div class="overflow-x-auto">
                <table class="plain-table stacks" role="table" aria-labelledby="signed-in">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Browser"</th>
                            <th role="columnheader" scope="col">"Address"</th>
                            <th role="columnheader" scope="col">"Signed in"</th>
                            <th role="columnheader" scope="col">"Last seen"</th>
                            <th role="columnheader" scope="col"><span class="sr">"End"</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn SignInRow(
    browser: Browser,
    now: chrono::DateTime<chrono::Utc>,
    end: ServerAction<EndSignIn>,
) -> impl IntoView {
    let name = browser_name(&browser.browser);
    let label = format!("End the sign-in of {name} from {}", browser.address);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" title=browser.browser>
                {name}
                {browser.is_here.then(|| view! { <span class="muted">", this one"</span> })}
            </th>
            <td role="cell" class="mono">{browser.address}</td>
            <td role="cell"><Time at=browser.signed_in_at now /></td>
            <td role="cell"><Time at=browser.last_seen_at now relative=true /></td>
            <td role="cell" class="end">
                {if browser.is_here {
                    Either::Left(view! {
                        <form method="post" action="/sign-out"><Button>"Sign out"</Button></form>
                    })
                } else {
                    Either::Right(view! {
                        <ActionForm action=end>
                            <input type="hidden" name="id" value=browser.id.to_string() />
                            <Button kind=ButtonKind::Plain attr:aria-label=label>"End"</Button>
                        </ActionForm>
                    })
                }}
            </td>
        </tr>
    }
}

/// "Edge on Windows" out of what a browser calls itself; the whole text when nothing in it is known.
fn browser_name(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) => name.to_owned(),
        _ if user_agent.is_empty() => "Unknown".to_owned(),
        _ => user_agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser_name;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.5.0", "curl"),
            ("", "Unknown"),
        ] {
            assert_eq!(browser_name(user_agent), name);
        }
    }
}
