//! The button that signs in with a passkey. It fills a plain form and posts it: the answer is a page, as for a password.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{html, web_sys};

use super::api::begin_passkey_sign_in;
use super::authenticator::{Wish, ask, is_able};
use crate::paths;
use crate::ui::{Button, Symbol, use_hydrated};

/// Only in a living page, and a browser that knows passkeys.
#[component]
pub fn PasskeyButton(next: String) -> impl IntoView {
    let hydrated = use_hydrated();
    let is_shown = move || hydrated.get() && is_able();
    let is_asking = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let form = NodeRef::<html::Form>::new();
    let token = NodeRef::<html::Input>::new();
    let answer = NodeRef::<html::Input>::new();
    let start = move |_| {
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        problem.set(None);
        spawn_local(async move {
            match begin_passkey_sign_in().await {
                Err(error) => problem.set(Some(error.to_string())),
                Ok(challenge) => match ask(Wish::Get, &challenge.options).await {
                    None => problem.set(Some("No passkey was used.".to_owned())),
                    Some(given) => {
                        if let (Some(form), Some(token), Some(answer)) = (
                            form.get_untracked(),
                            token.get_untracked(),
                            answer.get_untracked(),
                        ) {
                            token.set_value(&challenge.token);
                            answer.set_value(&given);
                            // Leads away from this page.
                            drop(web_sys::HtmlFormElement::submit(&form));
                            return;
                        }
                    }
                },
            }
            is_asking.set(false);
        });
    };
    view! {
        <form class="stack wide" method="post" action=paths::sign_in_with_passkey() node_ref=form hidden=move || !is_shown()>
            <input type="hidden" name="next" value=next />
            <input type="hidden" name="token" node_ref=token />
            <input type="hidden" name="answer" node_ref=answer />
            <Button type_="button" large=true block=true icon=Symbol::Key busy=is_asking busy_label="Waiting for the authenticator" on:click=start>
                "Sign in with a passkey"
            </Button>
            {move || problem.get().map(|problem| view! { <p class="small muted" role="status">{problem}</p> })}
        </form>
    }
}
