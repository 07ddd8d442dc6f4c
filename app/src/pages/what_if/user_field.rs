//! The field for the user. A live page suggests people while one types; without scripts the answer asks back.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use super::api::suggest_users;
use crate::ui::Field;

const SUGGESTED: u32 = 8;
/// How long typing has to rest before the server is asked.
const REST: Duration = Duration::from_millis(200);

/// A text field that takes a UPN, a name, or a part of either.
#[component]
pub fn UserField(value: String) -> impl IntoView {
    let suggest = Action::new(|typed: &String| suggest_users(typed.clone(), SUGGESTED));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let on_input = move |event| {
        let text = event_target_value(&event).trim().to_owned();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let ask = move || {
            if !text.is_empty() {
                suggest.dispatch(text);
            }
        };
        waiting.set_value(set_timeout_with_handle(ask, REST).ok());
    };
    on_cleanup(move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    });
    let options = move || {
        // Suggestions that fail are none; the form itself says what is wrong.
        let found = suggest.value().get().and_then(Result::ok);
        let users = found.map(|page| page.items).unwrap_or_default();
        users
            .into_iter()
            .map(|user| view! { <option value=user.upn>{user.name}</option> })
            .collect_view()
    };
    view! {
        <Field id="what-if-user" label="User">
            <input
                class="input"
                id="what-if-user"
                name="user"
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder="Name or user principal name"
                list="what-if-users"
                value=value.clone()
                prop:value=value
                on:input=on_input
            />
        </Field>
        <datalist id="what-if-users">{options}</datalist>
    }
}
