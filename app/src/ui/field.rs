//! The frame of a control: label above, help or error below.

use super::{Icon, Symbol};
use leptos::{either::EitherOf3, prelude::*};

/// Label, control, and below it the help, or the error in its place.
///
/// The control carries `id`, and `aria-describedby` with [`note_id`] while there is something to describe it.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    /// Says so behind the label.
    #[prop(optional)]
    optional: bool,
    /// What happens with the value, not what the field is.
    #[prop(optional, into)]
    help: MaybeProp<String>,
    /// What is wrong and what is right.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    children: Children,
) -> impl IntoView {
    let note = note_id(&id);
    view! {
        <div class="field">
            <label for=id>
                {label}
                {optional.then(|| view! { <span class="subtle font-normal">" (optional)"</span> })}
            </label>
            {children()}
            {move || match (error.get(), help.get()) {
                (Some(error), _) => {
                    EitherOf3::A(
                        view! {
                            <p class="error" id=note.clone() role="alert">
                                <Icon symbol=Symbol::Alert small=true />
                                <span>{error}</span>
                            </p>
                        },
                    )
                }
                (None, Some(help)) => {
                    EitherOf3::B(
                        view! {
                            <p class="help" id=note.clone()>
                                {help}
                            </p>
                        },
                    )
                }
                (None, None) => EitherOf3::C(()),
            }}
        </div>
    }
}

/// The id of the help or error that belongs to the control `id`.
#[must_use]
pub fn note_id(id: &str) -> String {
    format!("{id}-note")
}

/// The value of `aria-describedby` for the control `id`: only while a note exists.
pub(super) fn described_by(
    id: &str,
    help: MaybeProp<String>,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + Clone + Send + 'static {
    let note = note_id(id);
    move || (error.get().is_some() || help.get().is_some()).then(|| note.clone())
}
