//! Tokens of programs: who may make which, when they work, and what is kept of them.

use chrono::TimeDelta;
use domain::actor::{ActorKind, Permission};
use domain::api_token::{NewApiToken, PREFIX};
use service::Error;

use crate::common::{admin, holder_of, on_each_database, test_day};

fn reader(name: &str) -> NewApiToken {
    NewApiToken {
        name: name.to_owned(),
        permissions: vec![Permission::ReadDirectory],
        days: 30,
    }
}

#[tokio::test]
async fn a_token_works_until_it_runs_out_or_is_revoked() {
    on_each_database(async |muster| {
        let made = muster
            .create_api_token(&admin(), reader("Directory"))
            .await
            .unwrap();
        assert!(made.secret.starts_with(PREFIX) && made.secret.ends_with(&made.token.hint));
        assert_eq!(made.token.expires_at, test_day() + TimeDelta::days(30));
        let actor = muster
            .check_api_token(&made.secret, "192.0.2.9")
            .await
            .unwrap();
        assert_eq!(
            (actor.kind, actor.name.as_str()),
            (ActorKind::ApiToken, "Directory")
        );
        assert!(actor.may(Permission::ReadDirectory) && !actor.may(Permission::ChangeDirectory));
        let listed = &muster.list_api_tokens(&admin()).await.unwrap()[0];
        assert_eq!(
            (listed.last_used_at, listed.last_used_from.as_str()),
            (Some(test_day()), "192.0.2.9")
        );
        muster
            .revoke_api_token(&admin(), made.token.id)
            .await
            .unwrap();
        let refused = muster.check_api_token(&made.secret, "192.0.2.9").await;
        assert!(matches!(refused, Err(Error::SignedOut)));
        let again = muster.revoke_api_token(&admin(), made.token.id).await;
        assert!(matches!(again, Err(Error::NotFound("token"))));
        // The name is free again.
        let short = NewApiToken {
            days: 1,
            ..reader("directory")
        };
        let short = muster.create_api_token(&admin(), short).await.unwrap();
        muster.clock().advance(TimeDelta::hours(24));
        let ran_out = muster.check_api_token(&short.secret, "192.0.2.9").await;
        assert!(matches!(ran_out, Err(Error::SignedOut)));
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_a_token_more_than_they_hold() {
    on_each_database(async |muster| {
        let maker = holder_of(&[Permission::ChangeOrganization, Permission::ReadDirectory]);
        muster
            .create_api_token(&maker, reader("Mine"))
            .await
            .unwrap();
        let more = NewApiToken {
            permissions: vec![Permission::ReadDirectory, Permission::ChangeDirectory],
            ..reader("More")
        };
        let refused = muster.create_api_token(&maker, more).await;
        assert!(matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == "permissions"));
        for (new, field) in [
            (reader(" "), "name"),
            (
                NewApiToken {
                    permissions: Vec::new(),
                    ..reader("x")
                },
                "permissions",
            ),
            (
                NewApiToken {
                    days: 0,
                    ..reader("x")
                },
                "days",
            ),
            (
                NewApiToken {
                    days: 366,
                    ..reader("x")
                },
                "days",
            ),
        ] {
            let refused = muster.create_api_token(&maker, new).await;
            assert!(
                matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == field),
                "{field}"
            );
        }
        let taken = muster.create_api_token(&maker, reader("MINE")).await;
        assert!(matches!(taken, Err(Error::Conflict(_))));
        assert_eq!(muster.list_api_tokens(&admin()).await.unwrap().len(), 1);
    })
    .await;
}
