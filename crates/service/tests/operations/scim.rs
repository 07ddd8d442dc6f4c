//! Users and groups by SCIM: each condition on both databases, the same rows that imports write, and what a change ends.

use domain::directory::{GroupQuery, MemberKind, NewGroup, NewUser, UserQuery};
use domain::id::{GroupId, UserId};
use domain::scim::{Kind, Object, filter};
use serde_json::{Value, json};
use service::scim::ScimQuery;
use service::{Error, Muster};
use uuid::Uuid;

use crate::common::{admin, on_each_database};

fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn asking(text: &str) -> ScimQuery {
    ScimQuery {
        filter: Some(filter::read(text).unwrap()),
        skip: 0,
        limit: 100,
    }
}

async fn user(muster: &Muster, body: Value) -> UserId {
    let made = muster.create_scim_user(&admin(), &object(body)).await;
    made.unwrap().id
}

async fn group(muster: &Muster, name: &str, members: &[Uuid]) -> GroupId {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    let body = object(json!({ "displayName": name, "members": members }));
    let made = muster.create_scim_group(&admin(), &body, true).await;
    made.unwrap().id
}

fn patch(operations: Value) -> Object {
    object(json!({ "Operations": operations }))
}

/// The names that a filter of users finds.
async fn users(muster: &Muster, text: &str) -> Vec<String> {
    let page = muster
        .list_scim_users(&admin(), &asking(text))
        .await
        .unwrap();
    let mut names: Vec<String> = page
        .items
        .iter()
        .map(|user| user.attributes["userName"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(page.total, i64::try_from(names.len()).unwrap());
    names
}

/// The names that a filter of groups finds.
async fn groups(muster: &Muster, text: &str) -> Vec<String> {
    let page = muster
        .list_scim_groups(&admin(), &asking(text), false)
        .await
        .unwrap();
    let mut names: Vec<String> = page.items.into_iter().map(|group| group.name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn both_databases_answer_every_condition_alike() {
    on_each_database(async |muster| {
        let ann = user(
            &muster,
            json!({
                "userName": "ann", "displayName": "Änn_%", "externalId": "Ex-1",
                "emails": [{ "value": "Ann@Work.example", "type": "Work" }, { "value": "ann@home.example", "type": "home" }],
            }),
        )
        .await;
        user(&muster, json!({ "userName": "Bob", "active": false })).await;
        for (text, names) in [
            (r#"userName eq "ANN""#, vec!["ann"]),
            (r#"userName gt "ann""#, vec!["Bob"]),
            (r#"userName ge "ann""#, vec!["Bob", "ann"]),
            (r#"userName lt "a""#, vec![]),
            (r#"displayName co "nn_%""#, vec!["ann"]),
            (r#"displayName sw "ä""#, vec!["ann"]),
            (r#"displayName ew "ob""#, vec!["Bob"]),
            (r#"externalId eq "ex-1""#, vec![]),
            (r#"externalId sw "Ex""#, vec!["ann"]),
            (r#"not (externalId eq "Ex-1")"#, vec!["Bob"]),
            (r#"externalId ne "Ex-1" or externalId pr"#, vec!["Bob", "ann"]),
            ("active eq true", vec!["ann"]),
            ("emails pr", vec!["ann"]),
            (r#"emails.value eq "ann@work.EXAMPLE""#, vec!["ann"]),
            (r#"emails[type eq "work" and value sw "ann"]"#, vec!["ann"]),
            (r#"emails[type eq "home" and value eq "ann@work.example"]"#, vec![]),
            (r#"emails[type ne "work"]"#, vec!["ann"]),
            (r#"not (emails co "home")"#, vec!["Bob"]),
            (r#"meta.lastModified le "2026-10-05T08:00:00Z""#, vec!["Bob", "ann"]),
            (r#"meta.lastModified ne "2026-10-05T09:00:00+01:00""#, vec![]),
            ("id pr and userName pr", vec!["Bob", "ann"]),
            (r#"id eq "x""#, vec![]),
        ] {
            assert_eq!(users(&muster, text).await, names, "{text}");
        }
        assert_eq!(users(&muster, &format!("id eq \"{ann}\"")).await, ["ann"]);
        let inner = group(&muster, "Inner", &[ann.0]).await;
        group(&muster, "Outer", &[inner.0]).await;
        for (text, names) in [
            (format!("members eq \"{ann}\""), vec!["Inner"]),
            (format!("members[value eq \"{inner}\" or value eq \"{ann}\"]"), vec!["Inner", "Outer"]),
            (r#"displayName eq "OUTER" and members pr"#.to_owned(), vec!["Outer"]),
            (r#"not (displayName eq "outer")"#.to_owned(), vec!["Inner"]),
            ("externalId pr".to_owned(), vec![]),
        ] {
            assert_eq!(groups(&muster, &text).await, names, "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_portal_and_scim_see_the_same_directory() {
    on_each_database(async |muster| {
        let actor = admin();
        // Made by hand: SCIM finds it, keeps its id and changes it.
        let by_hand = muster
            .create_user(&actor, NewUser::of("ines@harbor.example", "Ines"))
            .await
            .unwrap();
        let hand_group = muster
            .create_group(
                &actor,
                NewGroup {
                    name: "Dock".to_owned(),
                    description: "By hand".to_owned(),
                },
            )
            .await
            .unwrap();
        assert_eq!(
            users(&muster, r#"userName eq "INES@harbor.example""#).await,
            ["ines@harbor.example"]
        );
        let before = muster.find_scim_user(&actor, by_hand.id).await.unwrap();
        assert_eq!(before.attributes["displayName"], json!("Ines"));
        let body = patch(json!([{ "op": "replace", "path": "title", "value": "Crane operator" }]));
        muster
            .patch_scim_user(&actor, by_hand.id, &body, None)
            .await
            .unwrap();
        let shown = muster.find_user(&actor, by_hand.id).await.unwrap().user;
        assert_eq!(
            (shown.job_title.as_str(), shown.name.as_str()),
            ("Crane operator", "Ines")
        );
        // A member added by hand raises the version that SCIM clients know.
        let version = muster
            .find_scim_group(&actor, hand_group.id, false)
            .await
            .unwrap()
            .version;
        muster
            .add_group_member(&actor, hand_group.id, MemberKind::User, by_hand.id.0)
            .await
            .unwrap();
        let device = Uuid::from_u128(9);
        muster
            .add_group_member(&actor, hand_group.id, MemberKind::Device, device)
            .await
            .unwrap();
        let group = muster
            .find_scim_group(&actor, hand_group.id, true)
            .await
            .unwrap();
        assert!(group.version > version);
        assert_eq!(group.members.unwrap(), [(by_hand.id.0, MemberKind::User)]);
        // SCIM knows no devices, so it takes none out.
        let body = patch(json!([{ "op": "replace", "path": "members", "value": [] }]));
        muster
            .patch_scim_group(&actor, hand_group.id, &body, None, false)
            .await
            .unwrap();
        let row = &muster
            .list_groups(&actor, &GroupQuery::default())
            .await
            .unwrap()
            .items[0];
        assert_eq!(
            (row.user_count, row.device_count, row.description.as_str()),
            (0, 1, "By hand")
        );
        let id = user(
            &muster,
            json!({ "userName": "ann", "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef" }),
        )
        .await;
        assert_eq!(id.to_string(), "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef");
        assert_eq!(
            muster
                .list_users(&actor, &UserQuery::default())
                .await
                .unwrap()
                .total,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_deleted_is_in_no_group_and_nothing_is_half_done() {
    on_each_database(async |muster| {
        let actor = admin();
        let (ann, bob) = (
            user(&muster, json!({ "userName": "ann" })).await,
            user(&muster, json!({ "userName": "bob" })).await,
        );
        let inner = group(&muster, "Inner", &[ann.0]).await;
        let outer = group(&muster, "Outer", &[ann.0, inner.0]).await;
        let version = muster
            .find_scim_group(&actor, outer, false)
            .await
            .unwrap()
            .version;
        muster.delete_scim_user(&actor, ann, None).await.unwrap();
        muster.delete_scim_group(&actor, inner, None).await.unwrap();
        let left = muster.find_scim_group(&actor, outer, true).await.unwrap();
        assert_eq!(left.members, Some(Vec::new()));
        assert_eq!(left.version, version + 2);
        assert!(matches!(
            muster.find_user(&actor, ann).await,
            Err(Error::NotFound("user"))
        ));
        // A member that does not exist: neither the name nor the other member is taken.
        let body = patch(json!([
            { "op": "replace", "path": "displayName", "value": "Other" },
            { "op": "add", "path": "members", "value": [{ "value": bob }, { "value": ann }] },
        ]));
        let refused = muster
            .patch_scim_group(&actor, outer, &body, None, false)
            .await;
        assert!(matches!(refused, Err(Error::Scim(refused)) if refused.kind == Kind::InvalidValue));
        assert_eq!(
            muster.find_scim_group(&actor, outer, true).await.unwrap(),
            left
        );
        let old = muster
            .patch_scim_group(&actor, outer, &body, Some(&[version]), false)
            .await;
        assert!(matches!(old, Err(Error::Overtaken(_))));
        let taken = muster
            .create_scim_user(&actor, &object(json!({ "userName": "BOB" })))
            .await;
        assert!(matches!(taken, Err(Error::Scim(refused)) if refused.kind == Kind::Uniqueness));
    })
    .await;
}

#[tokio::test]
async fn thousands_of_members_come_and_go_in_one_request() {
    on_each_database(async |muster| {
        let actor = admin();
        let mut ids = Vec::new();
        for n in 0..600 {
            ids.push(
                user(&muster, json!({ "userName": format!("u{n}") }))
                    .await
                    .0,
            );
        }
        let everybody = group(&muster, "Everybody", &ids).await;
        let members = |group: service::scim::ScimGroup| group.members.unwrap().len();
        assert_eq!(
            members(
                muster
                    .find_scim_group(&actor, everybody, true)
                    .await
                    .unwrap()
            ),
            600
        );
        let values: Vec<Value> = ids[..550].iter().map(|id| json!({ "value": id })).collect();
        let body = patch(json!([{ "op": "remove", "path": "members", "value": values }]));
        let left = muster
            .patch_scim_group(&actor, everybody, &body, None, true)
            .await
            .unwrap();
        assert_eq!(members(left), 50);
    })
    .await;
}
