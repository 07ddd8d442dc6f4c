//! The parts of *Roles*, above each of its pages.

use leptos::prelude::*;

use crate::paths;
use crate::ui::{Breadcrumbs, Crumb, Tab, Tabs};

/// One of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Roles,
    Mine,
    ByPermission,
    Tags,
}

impl Part {
    const ALL: [Self; 4] = [Self::Roles, Self::Mine, Self::ByPermission, Self::Tags];

    const fn label(self) -> &'static str {
        match self {
            Self::Roles => "All roles",
            Self::Mine => "My permissions",
            Self::ByPermission => "Roles by permission",
            Self::Tags => "Scope tags",
        }
    }

    const fn href(self) -> &'static str {
        match self {
            Self::Roles => paths::roles(),
            Self::Mine => paths::my_permissions(),
            Self::ByPermission => paths::roles_by_permission(),
            Self::Tags => paths::scope_tags(),
        }
    }
}

/// The tabs; `current` is the page itself.
#[component]
pub fn RoleTabs(current: Part) -> impl IntoView {
    let tabs = Part::ALL
        .map(|part| Tab {
            label: part.label().to_owned(),
            href: part.href().to_owned(),
            count: None,
            is_current: part == current,
        })
        .into();
    view! { <Tabs label="Roles" tabs /> }
}

/// The way to a page of this area.
#[component]
pub fn RoleCrumbs(
    /// The pages between the list of roles and the page itself.
    #[prop(optional)]
    between: Vec<Crumb>,
    #[prop(into)] here: String,
) -> impl IntoView {
    let mut crumbs = vec![Crumb::text("People"), Crumb::link("Roles", paths::roles())];
    crumbs.extend(between);
    crumbs.push(Crumb::text(here));
    view! { <Breadcrumbs crumbs /> }
}
