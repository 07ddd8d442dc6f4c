//! The component gallery: every building block in every state. Listed in debug builds only.

mod charts;
mod controls;
mod data;
mod looks;
mod messages;
mod overlays;

use crate::ui::PageTitle;
use charts::Charts;
use controls::{Buttons, Fields};
use data::{Badges, Names, TableRows, TabsAndProgress};
use leptos::prelude::*;
use looks::{Colours, Icons, TypeSizes};
use messages::{Notes, Nothing};
use overlays::Overlays;

#[component]
pub fn GalleryPage() -> impl IntoView {
    view! {
        <div class="page form">
            <PageTitle title="Components" />
            <p class="lead mb-6">"Every part in every state. The names and numbers are invented."</p>
            <Part title="Buttons">
                <Buttons />
            </Part>
            <Part title="Fields">
                <Fields />
            </Part>
            <Part title="Badges, status, pills, chips">
                <Badges />
            </Part>
            <Part title="Table rows, pager">
                <TableRows />
            </Part>
            <Part title="Names, times, copying">
                <Names />
            </Part>
            <Part title="Notes and toasts">
                <Notes />
            </Part>
            <Part title="Menu, dialog, panels">
                <Overlays />
            </Part>
            <Part title="Tabs, progress">
                <TabsAndProgress />
            </Part>
            <Part title="Charts">
                <Charts />
            </Part>
            <Part title="Loading, empty, error">
                <Nothing />
            </Part>
            <Part title="Type">
                <TypeSizes />
            </Part>
            <Part title="Colour">
                <Colours />
            </Part>
            <Part title="Icons">
                <Icons />
            </Part>
        </div>
    }
}

#[component]
fn Part(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="part">
            <h2>{title}</h2>
            <div>{children()}</div>
        </section>
    }
}
