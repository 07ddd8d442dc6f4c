//! What to change: a form that asks for the preview, so that the address holds all of it.

use domain::Invalid;
use domain::record::Ownership;
use leptos::prelude::*;
use leptos_router::components::Form;
use serde::{Deserialize, Serialize};

use crate::paths;
use crate::ui::{Button, ButtonKind, Choose, Select, TextArea, TextInput};

/// The names of the form's own fields; everything else in the address says which devices.
const FIELDS: [&str; 5] = [
    "set_category",
    "to_category",
    "set_ownership",
    "set_notes",
    "to_notes",
];

/// What was typed, whether or not it can be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// The pairs of an address.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The pairs that say which devices.
    pub fn selection(&self) -> impl Iterator<Item = &(String, String)> {
        self.0
            .iter()
            .filter(|(key, _)| !FIELDS.contains(&key.as_str()))
    }

    /// Whether a refused value is one of the form's own.
    pub fn is_own(invalid: &Invalid) -> bool {
        FIELDS.contains(&invalid.field.as_str())
    }

    fn value(&self, key: &str) -> String {
        let mut pairs = self.0.iter();
        pairs
            .find(|(found, _)| found == key)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }
}

/// Category, ownership and notes, each left as it is unless something is chosen.
#[component]
pub fn EditForm(
    typed: Typed,
    invalid: Option<Invalid>,
    /// Whether the preview is there already, so that its button is the loud one.
    previewed: bool,
) -> impl IntoView {
    let error = move |field: &str| {
        let found = invalid.as_ref().filter(|invalid| invalid.field == field);
        found.map(|invalid| format!("{}.", capital(&invalid.problem)))
    };
    let hidden = typed
        .selection()
        .map(|(key, value)| view! { <input type="hidden" name=key.clone() value=value.clone() /> })
        .collect_view();
    let kind = if previewed {
        ButtonKind::Plain
    } else {
        ButtonKind::Primary
    };
    let category = [
        ("leave", "Leave as it is"),
        ("set", "Set to"),
        ("clear", "Go back to what the records say"),
    ];
    let ownership = [
        ("leave", "Leave as it is"),
        (Ownership::Corporate.as_str(), "Set to corporate"),
        (Ownership::Personal.as_str(), "Set to personal"),
        ("clear", "Go back to what the records say"),
    ];
    let notes = [
        ("leave", "Leave as they are"),
        ("append", "Add below them"),
        ("set", "Replace with"),
        ("clear", "Remove"),
    ];
    view! {
        <Form method="GET" action=paths::device_edit_form() attr:class="stack wider">
            {hidden}
            <fieldset class="stack">
                <legend><h2>"Category"</h2></legend>
                <Select
                    id="set_category"
                    label="What becomes of it"
                    options=choices(&category)
                    selected=typed.value("set_category")
                    error=error("set_category")
                />
                <TextInput
                    id="to_category"
                    label="New category"
                    value=typed.value("to_category")
                    autocomplete="off"
                    help="Used with “Set to”."
                    error=error("to_category")
                />
            </fieldset>
            <fieldset class="stack">
                <legend><h2>"Ownership"</h2></legend>
                <Select
                    id="set_ownership"
                    label="What becomes of it"
                    options=choices(&ownership)
                    selected=typed.value("set_ownership")
                    error=error("set_ownership")
                />
            </fieldset>
            <fieldset class="stack">
                <legend><h2>"Notes"</h2></legend>
                <Select
                    id="set_notes"
                    label="What becomes of them"
                    options=choices(&notes)
                    selected=typed.value("set_notes")
                    error=error("set_notes")
                />
                <TextArea
                    id="to_notes"
                    label="New notes"
                    value=typed.value("to_notes")
                    rows=4
                    help="Used with “Add below them” and “Replace with”."
                    error=error("to_notes")
                />
            </fieldset>
            <div class="row">
                <Button kind=kind>"Preview"</Button>
                <span class="small muted">"Nothing is changed yet."</span>
            </div>
        </Form>
    }
}

fn choices(all: &[(&str, &str)]) -> Vec<Choose> {
    all.iter()
        .map(|(value, label)| Choose::new(*value, *label))
        .collect()
}

/// `text` with a capital at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.clone()).collect()
}
