//! The first administrator, signing in, and what protects it.

use crate::common::on_each_database;
use chrono::TimeDelta;
use domain::id::SignInId;
use service::accounts::NewAdministrator;
use service::sign_ins::{IDLE_HOURS, LONGEST_HOURS, Origin};
use service::{Error, Muster};

const PASSWORD: &str = "harbour lights at dusk";

fn origin() -> Origin {
    Origin {
        address: "192.0.2.7".to_owned(),
        browser: "Test browser".to_owned(),
    }
}

async fn new_administrator(muster: &Muster) -> NewAdministrator {
    NewAdministrator {
        token: muster.create_set_up_token().await.unwrap().unwrap(),
        organisation: "Fabric Harbor".to_owned(),
        name: "Maren".to_owned(),
        password: PASSWORD.to_owned(),
        unlicensed_admins: domain::admission::UnlicensedAdmins::DefaultOn,
    }
}

async fn set_up(muster: &Muster) {
    let new = new_administrator(muster).await;
    muster
        .create_first_administrator(new, "192.0.2.7")
        .await
        .unwrap();
}

async fn signed_in(muster: &Muster) -> SignInId {
    muster.sign_in("maren", PASSWORD, &origin()).await.unwrap()
}

#[tokio::test]
async fn the_set_up_link_makes_one_administrator_and_then_no_other() {
    on_each_database(async |muster| {
        let new = new_administrator(&muster).await;
        let second = muster.create_set_up_token().await.unwrap().unwrap();
        muster
            .create_first_administrator(new.clone(), "")
            .await
            .unwrap();
        assert_eq!(
            muster.organisation_name().await.unwrap().as_deref(),
            Some("Fabric Harbor")
        );
        assert!(muster.create_set_up_token().await.unwrap().is_none());
        for token in [new.token.clone(), second] {
            let again = muster
                .create_first_administrator(
                    NewAdministrator {
                        token,
                        ..new.clone()
                    },
                    "",
                )
                .await;
            assert!(matches!(again, Err(Error::NotFound("set-up link"))));
        }
    })
    .await;
}

#[tokio::test]
async fn a_wrong_or_old_set_up_link_makes_nobody() {
    on_each_database(async |muster| {
        let new = new_administrator(&muster).await;
        let forged = NewAdministrator {
            token: "0".repeat(64),
            ..new.clone()
        };
        assert!(matches!(
            muster.create_first_administrator(forged, "").await,
            Err(Error::NotFound(_))
        ));
        muster.clock().advance(TimeDelta::hours(25));
        assert!(matches!(
            muster.create_first_administrator(new, "").await,
            Err(Error::NotFound(_))
        ));
        assert!(!muster.is_set_up().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn each_bad_field_of_the_set_up_form_is_named() {
    on_each_database(async |muster| {
        let good = new_administrator(&muster).await;
        for (field, new) in [
            (
                "name",
                NewAdministrator {
                    name: "  ".to_owned(),
                    ..good.clone()
                },
            ),
            (
                "organisation",
                NewAdministrator {
                    organisation: String::new(),
                    ..good.clone()
                },
            ),
            (
                "password",
                NewAdministrator {
                    password: "short".to_owned(),
                    ..good.clone()
                },
            ),
        ] {
            match muster.create_first_administrator(new, "").await {
                Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, field),
                other => panic!("{field}: {other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_when_it_is_ended_idle_or_old() {
    on_each_database(async |muster| {
        set_up(&muster).await;
        let ended = signed_in(&muster).await;
        let kept = signed_in(&muster).await;
        assert_ne!(ended, kept);
        let actor = muster.resume_sign_in(ended, "192.0.2.7").await.unwrap();
        assert_eq!(muster.list_sign_ins(&actor).await.unwrap().len(), 2);
        muster.end_sign_in(&actor, ended).await.unwrap();
        assert!(matches!(
            muster.resume_sign_in(ended, "").await,
            Err(Error::SignedOut)
        ));
        assert_eq!(muster.list_sign_ins(&actor).await.unwrap().len(), 1);

        muster
            .clock()
            .advance(TimeDelta::hours(IDLE_HOURS) - TimeDelta::seconds(1));
        muster.resume_sign_in(kept, "").await.unwrap();
        muster.clock().advance(TimeDelta::hours(IDLE_HOURS));
        assert!(matches!(
            muster.resume_sign_in(kept, "").await,
            Err(Error::SignedOut)
        ));

        let busy = signed_in(&muster).await;
        for _ in 0..(LONGEST_HOURS / 7) - 1 {
            muster.clock().advance(TimeDelta::hours(7));
            muster.resume_sign_in(busy, "").await.unwrap();
        }
        muster.clock().advance(TimeDelta::hours(7));
        assert!(matches!(
            muster.resume_sign_in(busy, "").await,
            Err(Error::SignedOut)
        ));
    })
    .await;
}

#[tokio::test]
async fn tries_at_one_name_wait_longer_and_longer_even_with_the_right_password() {
    on_each_database(async |muster| {
        set_up(&muster).await;
        for _ in 0..5 {
            let wrong = muster.sign_in("maren", "not the password", &origin()).await;
            assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
        }
        let mut waits = Vec::new();
        for _ in 0..10 {
            let Err(Error::TooManyTries(seconds)) =
                muster.sign_in("maren", PASSWORD, &origin()).await
            else {
                panic!("the right password was looked at during the wait");
            };
            waits.push(seconds - 1);
            muster.clock().advance(TimeDelta::seconds(seconds));
            muster
                .sign_in("MAREN", "not the password", &origin())
                .await
                .unwrap_err();
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        muster.clock().advance(TimeDelta::seconds(301));
        signed_in(&muster).await;
        muster
            .sign_in("maren", "not the password", &origin())
            .await
            .unwrap_err();
        signed_in(&muster).await;
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_try_name_after_name() {
    on_each_database(async |muster| {
        set_up(&muster).await;
        for n in 0..20 {
            let wrong = muster
                .sign_in(&format!("guess{n}"), "not the password", &origin())
                .await;
            assert!(matches!(wrong, Err(Error::Invalid(_))));
        }
        assert!(matches!(
            muster.sign_in("maren", PASSWORD, &origin()).await,
            Err(Error::TooManyTries(_))
        ));
        let elsewhere = Origin {
            address: "192.0.2.8".to_owned(),
            ..origin()
        };
        muster.sign_in("maren", PASSWORD, &elsewhere).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_unknown_name_is_refused_in_the_same_words_as_a_wrong_password() {
    on_each_database(async |muster| {
        set_up(&muster).await;
        let unknown = muster
            .sign_in("nobody", PASSWORD, &origin())
            .await
            .unwrap_err()
            .to_string();
        let wrong = muster
            .sign_in("maren", "not the password", &origin())
            .await
            .unwrap_err()
            .to_string();
        assert_eq!(unknown, wrong);
    })
    .await;
}

#[tokio::test]
async fn tries_made_at_the_same_moment_each_count() {
    on_each_database(async |muster| {
        set_up(&muster).await;
        let origin = origin();
        let tries = (0..20).map(|_| muster.sign_in("maren", "not the password", &origin));
        let answers = futures::future::join_all(tries).await;
        let looked_at = answers
            .iter()
            .filter(|answer| matches!(answer, Err(Error::Invalid(_))))
            .count();
        assert_eq!(looked_at, 5, "{answers:?}");
    })
    .await;
}
