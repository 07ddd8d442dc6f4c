//! An address that asks for something that does not exist. Passing over it would show more than was asked for.

use domain::Invalid;
use leptos::prelude::*;

use crate::layout::answer_bad_request;
use crate::paths;
use crate::ui::{Breadcrumbs, ButtonKind, Crumb, Empty, LinkButton, PageTitle, Symbol};

/// Names what was not understood, and leads back to the whole list.
#[component]
pub fn Refused(invalid: Invalid) -> impl IntoView {
    answer_bad_request();
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("All devices", paths::devices())] />
            <PageTitle title="This list cannot be shown" />
            <Empty symbol=Symbol::Filter title="The address asks for something that is not known">
                <p>
                    <code>
                        <bdi>{invalid.field}</bdi>
                    </code>
                    ": "
                    {invalid.problem}
                    "."
                </p>
                <p class="muted">
                    "No devices are shown, so that nobody takes a wider list for the one that was asked for. Correct the address, or choose the filters from the list."
                </p>
                <LinkButton kind=ButtonKind::Primary href=paths::devices()>
                    "Show all devices"
                </LinkButton>
            </Empty>
        </div>
    }
}
