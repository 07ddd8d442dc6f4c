//! Who is signed in, how the portal looks to them, and the way out.

use super::{
    api::{Frame, SaveAppearance},
    appearance::{Density, Theme},
};
use crate::{
    paths,
    ui::{Icon, Menu, Symbol},
};
use leptos::prelude::*;

#[component]
pub(super) fn AccountMenu(frame: Frame) -> impl IntoView {
    let save = ServerAction::<SaveAppearance>::new();
    let before = frame.appearance;
    let now = move || save.value().get().and_then(Result::ok).unwrap_or(before);
    Effect::new(move |_| {
        if let Some(Ok(appearance)) = save.value().get() {
            appearance.apply();
        }
    });
    let letters = initials(&frame.viewer_name);
    let themes = Theme::ALL
        .map(|theme| {
            let chosen = Signal::derive(move || now().theme == theme);
            view! { <Look name="theme" value=theme.value() label=theme.label() chosen /> }
        })
        .collect_view();
    let densities = Density::ALL
        .map(|density| {
            let chosen = Signal::derive(move || now().density == density);
            view! { <Look name="density" value=density.value() label=density.label() chosen /> }
        })
        .collect_view();
    view! {
        <Menu
            id="account-menu"
            label=format!("{}, account menu", frame.viewer_name)
            quiet=true
            face=move || {
                view! { <span class="avatar" aria-hidden="true">{letters.clone()}</span> }
            }
        >
            <p class="menu-head">
                <bdi class="strong">{frame.viewer_name.clone()}</bdi>
                <bdi>{frame.organisation.clone()}</bdi>
            </p>
            <hr />
            <a href=paths::account()>
                <Icon symbol=Symbol::User />
                "My account"
            </a>
            <a href=paths::my_permissions()>
                <Icon symbol=Symbol::Key />
                "My permissions"
            </a>
            <hr />
            <ActionForm action=save attr:class="grid">
                {themes}
            </ActionForm>
            <hr />
            <ActionForm action=save attr:class="grid">
                {densities}
            </ActionForm>
            <hr />
            <form method="post" action=paths::sign_out() class="grid">
                <button type="submit">
                    <Icon symbol=Symbol::Power />
                    "Sign out"
                </button>
            </form>
        </Menu>
    }
}

/// One of several looks; the chosen one is checked.
#[component]
fn Look(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    chosen: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            name=name
            value=value
            data-stay
            aria-pressed=move || if chosen.get() { "true" } else { "false" }
        >
            <Icon symbol=Symbol::Check />
            {label}
        </button>
    }
}

/// One or two letters for a name: "Wim Tarrow" and "wim.tarrow@example.org" are both "WT".
fn initials(name: &str) -> String {
    let name = name.split('@').next().unwrap_or(name);
    let mut firsts = name
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '-' | '_'))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .flat_map(char::to_uppercase);
    let first = firsts.next();
    first.into_iter().chain(firsts.last()).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_the_first_letters_of_the_first_and_the_last_name() {
        for (name, letters) in [
            ("Wim Tarrow", "WT"),
            ("wim.tarrow@example.org", "WT"),
            ("first-admin", "FA"),
            ("Ana de la Cruz", "AC"),
            ("admin", "A"),
            ("ölaf", "Ö"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
