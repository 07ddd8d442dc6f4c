//! `/roles/tags`: the scope tags, and which groups' devices have them.

use domain::access::TagDetail;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::api::list_tags;
use super::scope::GroupRefs;
use super::tabs::{Part, RoleCrumbs, RoleTabs};
use crate::json::page_data;
use crate::layout::ErrorPart;
use crate::paths;
use crate::ui::{ButtonKind, Empty, LinkButton, PageTitle, Symbol, thousands};

/// Scope tags.
#[component]
pub fn TagsPage() -> impl IntoView {
    let tags = page_data(|| (), |()| list_tags());
    view! {
        <div class="page">
            <RoleCrumbs here="Scope tags" />
            <PageTitle title="Scope tags">
                <LinkButton kind=ButtonKind::Primary href=paths::new_scope_tag() icon=Symbol::Plus>
                    "New tag"
                </LinkButton>
            </PageTitle>
            <p class="lead">
                "A tag belongs to the devices of groups. An assignment with tags reaches only devices with one of them. Devices without any have the tag Default."
            </p>
            <div class="stack wide mt-6">
                <RoleTabs current=Part::Tags />
                <Transition>
                    {move || Suspend::new(async move {
                        match tags.await {
                            Ok(tags) if tags.is_empty() => {
                                EitherOf3::A(
                                    view! {
                                        <Empty symbol=Symbol::Filter title="No tag yet">
                                            <p class="muted">
                                                "Every device has the tag Default. Make a tag to keep, for one, a branch’s devices to the branch’s admins."
                                            </p>
                                        </Empty>
                                    },
                                )
                            }
                            Ok(tags) => EitherOf3::B(view! { <TagTable tags /> }),
                            Err(error) => EitherOf3::C(view! { <ErrorPart error title="The tags could not be loaded" /> }),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

#[component]
fn TagTable(tags: Vec<TagDetail>) -> impl IntoView {
    let rows = tags
        .into_iter()
        .map(|detail| {
            let content = detail.tag.content;
            let groups = if detail.groups.is_empty() {
                Either::Left(view! { <span class="muted">"No group: no device has it"</span> })
            } else {
                Either::Right(view! { <GroupRefs groups=detail.groups /> })
            };
            view! {
                <tr>
                    <th scope="row">
                        <a href=paths::scope_tag(detail.tag.id)>
                            <bdi>{content.name}</bdi>
                        </a>
                        {(!content.description.is_empty())
                            .then(|| view! { <p class="tiny muted">{content.description}</p> })}
                    </th>
                    <td>{groups}</td>
                    <td class="end num">
                        {thousands(detail.assignments)}
                        <span class="only-phone">" assignments"</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="plain-table as-cards">
            <thead>
                <tr>
                    <th scope="col">"Tag"</th>
                    <th scope="col">"Devices of"</th>
                    <th scope="col" class="end">"Assignments"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
