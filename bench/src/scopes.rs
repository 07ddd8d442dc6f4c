//! The list as somebody sees it whose role is limited to a group, beside the same list as an administrator sees it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use domain::actor::{Actor, ActorKind, Grant, Permission};
use domain::device::{DeviceQuery, DeviceSort};
use domain::directory::{NewGroup, UserQuery};
use domain::id::{GroupId, UserId};
use domain::page::MAX_PAGE_SIZE;
use domain::role::{AssignmentContent, BuiltInRole, Scope};
use service::Muster;

use crate::report::{Place, Report};
use crate::{Result, median};

/// One in so many users is in the group.
const SHARES: [usize; 4] = [2, 10, 100, 1_000];

/// Makes a group of each size, limits an assignment to it, and measures.
pub async fn measure(
    report: &mut Report,
    place: Place,
    muster: &Muster,
    actor: &Actor,
) -> Result<()> {
    let users = all_users(muster, actor).await?;
    for share in SHARES {
        let group = make_group(muster, actor, share, &users).await?;
        let scope = Scope {
            groups: vec![group],
            ..Scope::default()
        };
        let begun = Instant::now();
        let content = AssignmentContent {
            name: format!("One in {share}"),
            description: String::new(),
            members: vec![group],
            scope: scope.clone(),
        };
        let role = BuiltInRole::ReadOnlyOperator.id();
        let given = muster.create_assignment(actor, role, content).await?;
        report.time(
            place,
            &format!("limit a role to 1 in {share}, once"),
            begun.elapsed(),
        );
        let limited = Actor {
            kind: ActorKind::CommandLine,
            id: None,
            name: "Limited".to_owned(),
            address: String::new(),
            grants: vec![Grant::new(
                "Limited",
                [Permission::ReadDevices].as_slice().into(),
                scope,
            )],
        };
        lists(report, place, muster, actor, &limited, share).await?;
        muster.delete_assignment(actor, given).await?;
    }
    Ok(())
}

async fn lists(
    report: &mut Report,
    place: Place,
    muster: &Muster,
    actor: &Actor,
    limited: &Actor,
    share: usize,
) -> Result<()> {
    for (sort, filter) in [
        (DeviceSort::LastCheckIn, ""),
        (DeviceSort::Name, ""),
        (DeviceSort::Serial, ""),
        (DeviceSort::Name, "ownership=corporate"),
    ] {
        let query = DeviceQuery {
            sort,
            descending: sort.begins_descending(),
            ..DeviceQuery::from_query_string(filter)?
        };
        let page = async |actor: &Actor| -> Result<Duration> {
            median(async || muster.list_devices(actor, &query).await.map(drop))
                .await
                .map_err(Into::into)
        };
        let (ours, whole) = (page(limited).await?, page(actor).await?);
        let filtered = if filter.is_empty() { "" } else { ", filtered" };
        report.times(
            place,
            &format!(
                "page and total of 1 in {share}, by {}{filtered} (bare: of all)",
                sort.as_str()
            ),
            ours,
            whole,
        );
    }
    Ok(())
}

async fn all_users(muster: &Muster, actor: &Actor) -> Result<Vec<UserId>> {
    let mut users = Vec::new();
    let mut query = UserQuery {
        size: MAX_PAGE_SIZE,
        ..UserQuery::default()
    };
    loop {
        let page = muster.list_users(actor, &query).await?;
        users.extend(page.items.into_iter().map(|user| user.id));
        match page.next {
            Some(next) => query.at = Some(next),
            None => return Ok(users),
        }
    }
}

async fn make_group(
    muster: &Muster,
    actor: &Actor,
    share: usize,
    users: &[UserId],
) -> Result<GroupId> {
    let new = NewGroup {
        name: format!("One in {share}"),
        description: String::new(),
    };
    let group = muster.create_group(actor, new).await?.id;
    let mut text = "groupObjectId,memberObjectId,memberType\n".to_owned();
    for user in users.iter().step_by(share) {
        writeln!(text, "{group},{user},user")?;
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("members.csv");
    std::fs::write(&file, text)?;
    muster
        .import_files(actor, vec![file], false, None, None, &|_| {})
        .await?;
    Ok(group)
}
