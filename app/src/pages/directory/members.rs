//! The members of a group, one kind a tab.

use domain::directory::{Group, Member, MemberKind, MemberQuery};
use domain::id::{GroupId, UserId};
use domain::page::Page;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{AddMember, RemoveMember};
use crate::error::AppError;
use crate::layout::ErrorNotice;
use crate::pages::shared::list_parts::{summary, with_query};
use crate::paths;
use crate::ui::{
    Button, ButtonKind, Icon, Name, Pager, Recorded, Symbol, Tab, Tabs, TextInput, thousands,
};

/// Adding and taking out, as the page of a group holds it.
#[derive(Clone, Copy)]
pub struct MemberChanges {
    add: ServerAction<AddMember>,
    remove: ServerAction<RemoveMember>,
}

impl MemberChanges {
    pub fn new() -> Self {
        Self {
            add: ServerAction::new(),
            remove: ServerAction::new(),
        }
    }

    /// Changes with every change that was made.
    pub fn version(self) -> usize {
        self.add.version().get() + self.remove.version().get()
    }

    /// What went wrong last.
    fn error(self) -> Option<AppError> {
        let errors = [
            self.add.value().get().and_then(Result::err),
            self.remove.value().get().and_then(Result::err),
        ];
        errors.into_iter().flatten().next()
    }
}

/// Tabs with the exact counts, one page of the chosen kind, and the form that adds to it.
#[component]
pub fn Members(
    group: Group,
    members: Page<Member>,
    query: MemberQuery,
    /// Whether whoever looks may change it.
    may_change: bool,
    changes: MemberChanges,
) -> impl IntoView {
    let id = group.id;
    let path = paths::group(group.id);
    let tabs = MemberKind::ALL
        .into_iter()
        .map(|kind| {
            let (label, _, count) = words(kind, &group);
            let query_of_kind = MemberQuery {
                kind,
                ..MemberQuery::default()
            };
            Tab {
                label: label.to_owned(),
                href: with_query(&path, &query_of_kind.to_query_string()),
                count: Some(thousands(count)),
                is_current: kind == query.kind,
            }
        })
        .collect();
    let (_, nouns, _) = words(query.kind, &group);
    let summary = summary(&members, nouns.0, nouns.1);
    let link = |at| {
        with_query(
            &path,
            &MemberQuery {
                at: Some(at),
                ..query.clone()
            }
            .to_query_string(),
        )
    };
    let (previous, next) = (members.previous.map(link), members.next.map(link));
    let has_pages = previous.is_some() || next.is_some();
    let content = if members.items.is_empty() {
        Either::Left(view! { <p class="muted small py-4">{nothing(query.kind)}</p> })
    } else {
        Either::Right(
            view! { <MemberTable group=id members=members.items kind=query.kind may_change changes /> },
        )
    };
    view! {
        <section aria-labelledby="members">
            <h2 id="members">"Members"</h2>
            <Tabs label="Members by kind" tabs />
            {move || changes.error().map(|error| view! { <ErrorNotice error /> })}
            {content}
            {has_pages.then(|| view! { <Pager summary previous next /> })}
            {may_change.then(|| view! { <Add group=id changes /> })}
        </section>
    }
}

#[component]
fn Add(group: GroupId, changes: MemberChanges) -> impl IntoView {
    view! {
        <ActionForm action=changes.add attr:class="stack mt-6">
            <input type="hidden" name="group" value=group.to_string() />
            <TextInput
                id="member"
                label="Add a member"
                help="The sign-in name of a user, or the object id of a user, group or device"
                autocomplete="off"
                required=true
            />
            <div>
                <Button busy=changes.add.pending() busy_label="Adding">
                    "Add"
                </Button>
            </div>
        </ActionForm>
    }
}

/// A kind's tab, its nouns, and how many members of it the group has.
fn words(kind: MemberKind, group: &Group) -> (&'static str, (&'static str, &'static str), i64) {
    match kind {
        MemberKind::User => ("Users", ("user", "users"), group.user_count),
        MemberKind::Group => ("Groups", ("group", "groups"), group.nested_count),
        MemberKind::Device => ("Devices", ("device", "devices"), group.device_count),
    }
}

fn nothing(kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::User => {
            "No user is a member itself. Users may still come through the groups within it."
        }
        MemberKind::Group => "No group is nested in this one.",
        MemberKind::Device => "No device is a member itself.",
    }
}

#[component]
fn MemberTable(
    group: GroupId,
    members: Vec<Member>,
    kind: MemberKind,
    may_change: bool,
    changes: MemberChanges,
) -> impl IntoView {
    let detail = match kind {
        MemberKind::User => "Signs in as",
        MemberKind::Group => "Description",
        MemberKind::Device => "Object id",
    };
    let rows = members
        .into_iter()
        .map(|member| view! { <MemberRow group member may_change changes /> })
        .collect_view();
    view! {
        <div class="overflow-x-auto" role="region" tabindex="0" aria-labelledby="members">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">{detail}</th>
                        {may_change
                            .then(|| {
                                view! {
                                    <th scope="col">
                                        <span class="sr">"Take out"</span>
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn MemberRow(
    group: GroupId,
    member: Member,
    may_change: bool,
    changes: MemberChanges,
) -> impl IntoView {
    let label = format!("Take out {}", member.name);
    let id = member.id.to_string();
    let (symbol, href) = match member.kind {
        MemberKind::User => (Symbol::User, Some(paths::user(UserId(member.id)))),
        MemberKind::Group => (Symbol::Users, Some(paths::group(GroupId(member.id)))),
        MemberKind::Device => (Symbol::Laptop, member.device_id.map(paths::device)),
    };
    let detail = if member.kind == MemberKind::Device {
        member.id.to_string()
    } else {
        member.detail
    };
    let name = match href {
        Some(href) => Either::Left(view! {
            <a href=href>
                <Name name=member.name />
            </a>
        }),
        None => Either::Right(view! {
            <Name name=member.name />
            <span class="tiny subtle">"Not in the inventory"</span>
        }),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="row flex-nowrap">
                    <Icon symbol small=true />
                    {name}
                </span>
            </th>
            <td class="muted" class:mono=member.kind == MemberKind::Device>
                <Recorded text=Some(detail) />
            </td>
            {may_change
                .then(|| {
                    view! {
                        <td class="end">
                            <ActionForm action=changes.remove>
                                <input type="hidden" name="group" value=group.to_string() />
                                <input type="hidden" name="member" value=id />
                                <Button kind=ButtonKind::Quiet attr:aria-label=label>
                                    "Take out"
                                </Button>
                            </ActionForm>
                        </td>
                    }
                })}
        </tr>
    }
}
