//! Columns and views: each person's own, those that are shared, and what nobody else may see or change.

use crate::common::{holder_of, on_each_database};
use domain::actor::{Actor, Permission};
use domain::device::{DeviceColumn, DeviceQuery};
use domain::id::ViewId;
use domain::view::{SavedView, ViewContent};
use service::accounts::NewAdministrator;
use service::sign_ins::Origin;
use service::{Error, Muster};
use uuid::Uuid;

const PASSWORD: &str = "harbour lights at dusk";

/// Somebody with an account, which keeps what they keep.
async fn maren(muster: &Muster) -> Actor {
    let new = NewAdministrator {
        token: muster.create_set_up_token().await.unwrap().unwrap(),
        organisation: "Fabric Harbor".to_owned(),
        name: "Maren".to_owned(),
        password: PASSWORD.to_owned(),
        unlicensed_admins: domain::admission::UnlicensedAdmins::DefaultOn,
    };
    muster
        .create_first_administrator(new, "192.0.2.7")
        .await
        .unwrap();
    let origin = Origin {
        address: "192.0.2.7".to_owned(),
        browser: "Test browser".to_owned(),
    };
    let sign_in = muster.sign_in("maren", PASSWORD, &origin).await.unwrap();
    muster.resume_sign_in(sign_in, "192.0.2.7").await.unwrap()
}

/// Somebody else, who may do the same, or all but share views.
fn other(actor: &Actor, may_share: bool) -> Actor {
    let held: Vec<Permission> = Permission::ALL
        .into_iter()
        .filter(|held| may_share || *held != Permission::ShareViews)
        .collect();
    Actor {
        id: Some(Uuid::from_u128(7)),
        name: "Ines".to_owned(),
        grants: holder_of(&held).grants,
        ..actor.clone()
    }
}

fn content(name: &str, is_shared: bool, query: &str) -> ViewContent {
    ViewContent {
        name: name.to_owned(),
        is_shared,
        query: DeviceQuery::from_query_string(query).unwrap(),
    }
}

async fn views(muster: &Muster, actor: &Actor) -> Vec<SavedView> {
    muster.load_list_settings(actor).await.unwrap().views
}

async fn names(muster: &Muster, actor: &Actor) -> Vec<String> {
    let views = views(muster, actor).await;
    views.into_iter().map(|view| view.name).collect()
}

#[tokio::test]
async fn columns_are_remembered_in_their_order_for_one_person() {
    on_each_database(async |muster| {
        let maren = maren(&muster).await;
        let columns = [DeviceColumn::Serial, DeviceColumn::Name];
        muster.save_list_columns(&maren, &columns).await.unwrap();
        let kept = muster.load_list_settings(&maren).await.unwrap().columns;
        assert_eq!(kept, columns);
        let ines = other(&maren, true);
        let hers = muster.load_list_settings(&ines).await.unwrap().columns;
        assert_eq!(hers, []);
        muster.save_list_columns(&maren, &[]).await.unwrap();
        let kept = muster.load_list_settings(&maren).await.unwrap().columns;
        assert_eq!(kept, []);
    })
    .await;
}

#[tokio::test]
async fn a_view_keeps_everything_but_the_page() {
    on_each_database(async |muster| {
        let maren = maren(&muster).await;
        let query = "os=macOS&ownership.not=personal&sort=name&order=desc&columns=name,serial";
        let at = "&at=after:50:x~00000000-0000-0000-0000-000000000007";
        let new = content(" Macs ", false, &format!("{query}{at}"));
        muster.save_view(&maren, &new).await.unwrap();
        let kept = views(&muster, &maren).await.remove(0);
        assert_eq!((kept.name.as_str(), kept.is_own), ("Macs", true));
        assert_eq!(kept.query(), DeviceQuery::from_query_string(query));
        assert_eq!(kept.problem, None);
    })
    .await;
}

#[tokio::test]
async fn two_views_of_one_person_have_different_names() {
    on_each_database(async |muster| {
        let maren = maren(&muster).await;
        let macs = content("Macs", false, "os=macOS");
        muster.save_view(&maren, &macs).await.unwrap();
        let again = muster.save_view(&maren, &content("MACS", true, "")).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
        let kiosks = content("Kiosks", false, "category=Kiosk");
        let kiosks = muster.save_view(&maren, &kiosks).await.unwrap();
        let renamed = muster.change_view(&maren, kiosks, &macs).await;
        assert!(matches!(renamed, Err(Error::Conflict(_))), "{renamed:?}");
        let nameless = muster.save_view(&maren, &content(" ", false, "")).await;
        assert!(matches!(nameless, Err(Error::Invalid(invalid)) if invalid.field == "name"));
        assert_eq!(names(&muster, &maren).await, ["Kiosks", "Macs"]);
    })
    .await;
}

#[tokio::test]
async fn a_view_is_seen_and_changed_by_others_only_when_it_is_shared() {
    on_each_database(async |muster| {
        let maren = maren(&muster).await;
        let (ines, guest) = (other(&maren, true), other(&maren, false));
        let own = content("Macs", false, "os=macOS");
        let id = muster.save_view(&maren, &own).await.unwrap();
        assert_eq!(names(&muster, &ines).await, [""; 0]);
        let shared = content("All Macs", true, "os=macOS");
        let refused = [
            muster.change_view(&ines, id, &shared).await,
            muster.delete_view(&ines, id).await,
            muster.choose_default_view(&ines, Some(id)).await,
        ];
        for refused in refused {
            assert!(
                matches!(refused, Err(Error::NotFound("view"))),
                "{refused:?}"
            );
        }
        muster.change_view(&maren, id, &shared).await.unwrap();
        let seen = views(&muster, &guest).await.remove(0);
        assert_eq!((seen.owner.as_str(), seen.is_own), ("Maren", false));
        for refused in [
            muster.change_view(&guest, id, &own).await,
            muster.delete_view(&guest, id).await,
        ] {
            assert!(matches!(
                refused,
                Err(Error::Forbidden(Permission::ShareViews))
            ));
        }
        let renamed = content("Macs of all", true, "os=macOS");
        muster.change_view(&ines, id, &renamed).await.unwrap();
        assert_eq!(names(&muster, &maren).await, ["Macs of all"]);
        muster.delete_view(&ines, id).await.unwrap();
        assert_eq!(names(&muster, &maren).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn the_default_view_goes_with_the_view() {
    on_each_database(async |muster| {
        let maren = maren(&muster).await;
        let macs = content("Macs", false, "os=macOS");
        let id = muster.save_view(&maren, &macs).await.unwrap();
        muster.choose_default_view(&maren, Some(id)).await.unwrap();
        let columns = [DeviceColumn::Name];
        muster.save_list_columns(&maren, &columns).await.unwrap();
        let settings = muster.load_list_settings(&maren).await.unwrap();
        assert_eq!(settings.default_view().map(|view| view.id), Some(id));
        assert_eq!(settings.columns, columns);
        muster.delete_view(&maren, id).await.unwrap();
        let settings = muster.load_list_settings(&maren).await.unwrap();
        assert_eq!(settings.default_view(), None);
        assert_eq!(settings.columns, columns);
        let gone = ViewId(Uuid::from_u128(9));
        let gone = muster.choose_default_view(&maren, Some(gone)).await;
        assert!(matches!(gone, Err(Error::NotFound("view"))));
    })
    .await;
}
