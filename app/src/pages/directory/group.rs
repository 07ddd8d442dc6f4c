//! `/groups/:id`: one group: whom it reaches, which groups it is in, and its own members by kind.

use domain::Invalid;
use domain::directory::{GroupDetail, MemberQuery};
use domain::enrollment::GroupName;
use domain::id::GroupId;
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{AsOf, find_group};
use super::members::{MemberChanges, Members};
use super::memberships::GroupLink;
use crate::error::AppError;
use crate::json::page_data;
use crate::layout::{ErrorNotice, ErrorPart, answer_not_found};
use crate::pages::shared::address::{read_form_error, read_pairs, use_own_search_with_id};
use crate::pages::shared::as_of::AsOfWithRefresh;
use crate::pages::shared::list_parts::{Refused, audit_of, with_query};
use crate::paths;
use crate::ui::{
    Breadcrumbs, ButtonKind, CopyButton, Crumb, Empty, Fact, Facts, LinkButton, PageTitle,
    Recorded, Symbol, counted,
};

/// What an address asks for: the group, and which of its members.
type Asked = (Option<GroupId>, Result<MemberQuery, Invalid>);

/// A group, with the question about its members.
type Loaded = Result<(AsOf<GroupDetail>, MemberQuery), AppError>;

/// One group.
#[component]
pub fn GroupPage() -> impl IntoView {
    let (params, search) = (use_params_map(), use_own_search_with_id());
    let asked = Memo::new(move |_| -> Asked {
        let id = params.with(|params| params.get("id").and_then(|id| id.parse::<GroupId>().ok()));
        (
            id,
            search.with(|search| MemberQuery::from_pairs(read_pairs(search))),
        )
    });
    let changes = MemberChanges::new();
    let group = page_data(
        move || (asked.get(), changes.version()),
        |(asked, _)| load(asked),
    );
    let form_error = move || {
        search
            .with(|search| read_form_error(search))
            .map(|error| view! { <div class="page"><ErrorNotice error /></div> })
    };
    let refresh = Callback::new(move |()| group.refetch());
    let whole = move || {
        asked.with_untracked(|(id, _)| id.map_or_else(|| paths::groups().to_owned(), paths::group))
    };
    view! {
        {form_error}
        <Transition>
            {move || Suspend::new(async move {
                match group.await {
                    Ok((group, query)) => EitherOf4::A(view! { <Shown group query changes refresh /> }),
                    Err(AppError::NotFound(_)) => EitherOf4::B(view! { <NoSuchGroup /> }),
                    Err(AppError::Invalid(invalid)) => {
                        EitherOf4::C(view! { <Refused invalid list="Members" href=whole() /> })
                    }
                    Err(error) => {
                        EitherOf4::D(
                            view! {
                                <div class="page">
                                    <ErrorPart error title="The group could not be loaded" />
                                </div>
                            },
                        )
                    }
                }
            })}
        </Transition>
    }
}

async fn load((id, query): Asked) -> Loaded {
    let id = id.ok_or_else(|| AppError::NotFound("group".to_owned()))?;
    let query = query.map_err(AppError::Invalid)?;
    Ok((find_group(id, query.clone()).await?, query))
}

#[component]
fn Shown(
    group: AsOf<GroupDetail>,
    query: MemberQuery,
    changes: MemberChanges,
    refresh: Callback<()>,
) -> impl IntoView {
    let AsOf {
        shown:
            GroupDetail {
                group,
                effective,
                member_of,
                members,
            },
        now,
        may_change,
    } = group;
    let here = with_query(&paths::group(group.id), &query.to_query_string());
    let crumbs = vec![
        Crumb::text("People"),
        Crumb::link("Groups", paths::groups()),
        Crumb::text(group.name.clone()),
    ];
    let reaches = [
        counted(effective.user_count, "user", "users"),
        counted(effective.device_count, "device", "devices"),
    ];
    let id = group.id.to_string();
    view! {
        <div class="page">
            <Breadcrumbs crumbs />
            <PageTitle
                title=group.name.clone()
                as_of=move || view! { <AsOfWithRefresh now here=here.clone() refresh /> }
            >
                <LinkButton href=audit_of("group", group.id) icon=Symbol::Log>
                    "Audit log"
                </LinkButton>
            </PageTitle>
            <div class="device">
                <Members group=group.clone() members query may_change changes />
                <aside class="stack wider" aria-label="About this group">
                    <section class="stack" aria-labelledby="about">
                        <h2 id="about">"About"</h2>
                        <Facts>
                            <Fact label="Reaches">
                                {reaches.join(" and ")}
                                <span class="muted">", through the groups within it too, without disabled accounts."</span>
                            </Fact>
                            <Fact label="Type">
                                <Recorded text=Some(group.group_type) />
                            </Fact>
                            <Fact label="Description">
                                <Recorded text=Some(group.description) />
                            </Fact>
                            <Fact label="Object id">
                                <code>{id.clone()}</code>
                                " "
                                <CopyButton text=id what="object id" />
                            </Fact>
                        </Facts>
                    </section>
                    <MemberOf groups=member_of />
                </aside>
            </div>
        </div>
    }
}

#[component]
fn MemberOf(groups: Vec<GroupName>) -> impl IntoView {
    let content = if groups.is_empty() {
        Either::Left(view! { <p class="small muted">"In no other group."</p> })
    } else {
        let links = groups
            .into_iter()
            .map(|group| {
                view! {
                    <li>
                        <GroupLink group />
                    </li>
                }
            })
            .collect_view();
        Either::Right(view! {
            <p class="small muted">"Its members belong to these groups too."</p>
            <ul class="stack small">{links}</ul>
        })
    };
    view! {
        <section class="stack" aria-labelledby="member-of">
            <h2 id="member-of">"Member of"</h2>
            {content}
        </section>
    }
}

#[component]
fn NoSuchGroup() -> impl IntoView {
    answer_not_found();
    view! {
        <div class="page">
            <Breadcrumbs crumbs=vec![Crumb::text("People"), Crumb::link("Groups", paths::groups())] />
            <PageTitle title="Group not found" />
            <Empty symbol=Symbol::Users title="No group has this id">
                <p class="muted">
                    "The link may be old, or the directory has the group no more. Nothing was changed. Search for the group by name."
                </p>
                <LinkButton kind=ButtonKind::Primary href=paths::groups()>
                    "Show all groups"
                </LinkButton>
            </Empty>
        </div>
    }
}
