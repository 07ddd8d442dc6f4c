//! Low rows or high ones, for every list of this browser.

use leptos::prelude::*;

use super::api::SaveAppearance;
use super::appearance::Density;
use crate::ui::{IconButton, Symbol};

/// A button to the other height. Both are in the page; the stylesheet shows the one that does not hold now.
#[component]
pub fn RowHeight() -> impl IntoView {
    let save = ServerAction::<SaveAppearance>::new();
    Effect::new(move |_| {
        if let Some(Ok(appearance)) = save.value().get() {
            appearance.apply();
        }
    });
    view! {
        <ActionForm action=save attr:class="row-height only-wide">
            <IconButton
                symbol=Symbol::Rows
                label="Make rows higher"
                type_="submit"
                attr:name="density"
                attr:value=Density::Comfortable.value()
            />
            <IconButton
                symbol=Symbol::List
                label="Make rows lower"
                type_="submit"
                attr:name="density"
                attr:value=Density::Compact.value()
            />
        </ActionForm>
    }
}
