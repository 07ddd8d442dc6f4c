//! The drawings of all icons, sent once with each document; the browser's part needs only their names.

use leptos::prelude::*;

/// Each `symbol` in it is named `i-NAME`.
const SHEET: &str = include_str!("icons.svg");

/// The hidden sheet. It stands after the content: nothing in the page waits for it.
#[component]
pub fn IconSheet() -> impl IntoView {
    view! { <div hidden inner_html=SHEET></div> }
}

#[cfg(test)]
mod tests {
    use super::SHEET;
    use crate::ui::Symbol;

    #[test]
    fn the_sheet_and_the_names_agree() {
        let mut drawn: Vec<&str> = SHEET
            .split("id=\"i-")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        drawn.sort_unstable();
        let named: Vec<&str> = Symbol::ALL.iter().map(|symbol| symbol.name()).collect();
        assert_eq!(named, drawn);
    }
}
