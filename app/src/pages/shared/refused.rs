//! An address that asks for something that does not exist. Passing over it would show more than was asked for.

use domain::Invalid;
use leptos::prelude::*;

use crate::layout::answer_bad_request;
use crate::ui::{ButtonKind, Empty, LinkButton, Symbol};

/// Names what was not understood; its children say why nothing is shown. The link leads back to what is always there.
#[component]
pub fn RefusedAddress(
    invalid: Invalid,
    #[prop(into)] href: String,
    back: &'static str,
    children: Children,
) -> impl IntoView {
    answer_bad_request();
    view! {
        <Empty symbol=Symbol::Filter title="The address asks for something that is not known">
            <p>
                <code>
                    <bdi>{invalid.field}</bdi>
                </code>
                ": "
                {invalid.problem}
                "."
            </p>
            <p class="muted">{children()}</p>
            <LinkButton kind=ButtonKind::Primary href=href>
                {back}
            </LinkButton>
        </Empty>
    }
}
