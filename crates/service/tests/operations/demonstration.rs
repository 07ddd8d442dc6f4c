//! Demonstrations: only what was empty becomes one, and each start has its own password.

use crate::common::{admin, on_each_database};
use domain::directory::NewUser;
use service::Error;
use service::demonstration::DemonstrationState;
use service::sign_ins::Origin;

fn here() -> Origin {
    Origin {
        address: "127.0.0.1".to_owned(),
        browser: "Test".to_owned(),
    }
}

#[tokio::test]
async fn a_database_with_anything_in_it_does_not_become_a_demonstration() {
    on_each_database(async |muster| {
        muster
            .create_user(&admin(), NewUser::of("ines@harbor.example", "Ines"))
            .await
            .unwrap();
        let begun = muster.begin_demonstration().await;
        assert!(matches!(begun, Err(Error::Conflict(_))), "{begun:?}");
        assert!(!muster.is_demonstration().await.unwrap());
        assert!(muster.open_demonstration().await.is_err());
        assert!(muster.finish_demonstration("Fabric Harbor").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_demonstration_that_was_not_finished_is_begun_again_and_a_finished_one_is_not() {
    on_each_database(async |muster| {
        for _ in 0..2 {
            let state = muster.begin_demonstration().await.unwrap();
            assert_eq!(state, DemonstrationState::Unfilled);
            assert!(muster.is_demonstration().await.unwrap());
        }
        muster.finish_demonstration("Fabric Harbor").await.unwrap();
        let state = muster.begin_demonstration().await.unwrap();
        assert_eq!(state, DemonstrationState::Filled);
        let name = muster.organisation_name().await.unwrap();
        assert_eq!(name.as_deref(), Some("Fabric Harbor"));
    })
    .await;
}

#[tokio::test]
async fn the_password_of_one_start_does_not_hold_at_the_next() {
    on_each_database(async |muster| {
        muster.begin_demonstration().await.unwrap();
        let first = muster.open_demonstration().await.unwrap();
        let second = muster.open_demonstration().await.unwrap();
        assert_ne!(first.password, second.password);
        let old = muster.sign_in(first.name, &first.password, &here()).await;
        assert!(matches!(old, Err(Error::Invalid(_))), "{old:?}");
        muster
            .sign_in(second.name, &second.password, &here())
            .await
            .unwrap();
    })
    .await;
}
