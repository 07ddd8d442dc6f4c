//! An address that asks for something that does not exist. Passing over it would show more than was asked for.

use domain::Invalid;
use domain::device::DeviceQuery;
use leptos::prelude::*;

use super::filters::list_href;
use crate::pages::shared::refused::RefusedAddress;
use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, PageTitle};

/// Names what was not understood, and leads back to the whole list.
#[component]
pub fn Refused(invalid: Invalid) -> impl IntoView {
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("Devices"), Crumb::link("All devices", paths::devices())] />
            <PageTitle title="This list cannot be shown" />
            <RefusedAddress invalid href=list_href(&DeviceQuery::default()) back="Show all devices">
                "No devices are shown, so that nobody takes a wider list for the one that was asked for. Correct the address, or choose the filters from the list. If this is a saved view, it was saved by another version of Muster: save it anew."
            </RefusedAddress>
        </div>
    }
}
