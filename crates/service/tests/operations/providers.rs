//! Sign-in providers: what is kept, what is kept from others, and who comes in by them.

use crate::common::{admin, on_each_database};
use chrono::TimeDelta;
use domain::admission::UnlicensedAdmins;
use domain::provider::{Claims, Identity, LogoutToken, ProviderForm, ProviderSource, Refusal};
use service::provider_sign_ins::Admission;
use service::providers::{ClientSecret, ConfiguredProvider};
use service::secrets::SecretKey;
use service::sign_ins::Origin;
use service::{Error, Muster};

pub fn form() -> ProviderForm {
    ProviderForm {
        name: "Fabric Harbor".to_owned(),
        issuer: "https://login.example.org".to_owned(),
        client_id: "muster".to_owned(),
        ..ProviderForm::initial()
    }
}

fn origin() -> Origin {
    Origin {
        address: "192.0.2.7".to_owned(),
        browser: "Firefox".to_owned(),
    }
}

fn ines() -> Identity {
    Identity {
        subject: "person-1".to_owned(),
        name: "Ines Okafor".to_owned(),
        upn: Some("ines@harbor.example".to_owned()),
        object_id: None,
        claims: Claims {
            groups: vec!["group-1".to_owned()],
            ..Claims::default()
        },
        session: Some("session-1".to_owned()),
    }
}

/// Ines signs in with the provider at `key`.
async fn sign_in(muster: &Muster, key: &str) -> Admission {
    let provider = muster.open_provider(key).await.unwrap();
    muster
        .finish_provider_sign_in(&provider, &ines(), "header.claims.signature", &origin())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_secret_is_kept_encrypted_and_only_the_door_reads_it() {
    on_each_database(async |muster| {
        let with_secret = ProviderForm {
            client_secret: "hunter2".to_owned(),
            ..form()
        };
        // Without a key for secrets none is taken, and nothing is saved.
        let refused = muster.create_provider(&admin(), &with_secret).await;
        assert!(
            matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == "client_secret")
        );
        assert!(muster.list_providers(&admin()).await.unwrap().is_empty());

        let keeper = muster.clone().with_secret_key(SecretKey::new(&[7; 32]));
        let id = keeper
            .create_provider(&admin(), &with_secret)
            .await
            .unwrap();
        let shown = keeper.find_provider(&admin(), id).await.unwrap();
        assert!(shown.has_secret && !format!("{shown:?}").contains("hunter2"));
        let open = async |muster: &Muster| muster.open_provider("fabric-harbor").await.unwrap();
        assert_eq!(
            open(&keeper).await.secret,
            ClientSecret::Known("hunter2".to_owned())
        );
        assert!(!format!("{:?}", open(&keeper).await.secret).contains("hunter2"));
        let other = muster.clone().with_secret_key(SecretKey::new(&[8; 32]));
        assert_eq!(open(&other).await.secret, ClientSecret::Unreadable);

        // A change without a secret keeps it; one of the client drops it.
        keeper.save_provider(&admin(), id, &form()).await.unwrap();
        assert_eq!(
            open(&keeper).await.secret,
            ClientSecret::Known("hunter2".to_owned())
        );
        let another = ProviderForm {
            client_id: "other".to_owned(),
            ..form()
        };
        keeper.save_provider(&admin(), id, &another).await.unwrap();
        assert_eq!(open(&keeper).await.secret, ClientSecret::None);
    })
    .await;
}

#[tokio::test]
async fn two_providers_of_one_name_have_addresses_of_their_own() {
    on_each_database(async |muster| {
        for _ in 0..3 {
            muster.create_provider(&admin(), &form()).await.unwrap();
        }
        let mut keys: Vec<String> = muster
            .list_provider_choices()
            .await
            .unwrap()
            .into_iter()
            .map(|choice| choice.key)
            .collect();
        keys.sort();
        assert_eq!(
            keys,
            ["fabric-harbor", "fabric-harbor-2", "fabric-harbor-3"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_provider_of_the_configuration_follows_it_and_the_page_cannot_change_it() {
    on_each_database(async |mut muster| {
        let configured = |name: &str| ConfiguredProvider {
            key: "harbor".to_owned(),
            settings: ProviderForm {
                name: name.to_owned(),
                ..form()
            }
            .check()
            .unwrap(),
            secret: Some("hunter2".to_owned()),
        };
        muster
            .configure_providers(vec![configured("Harbor")])
            .await
            .unwrap();
        let before = muster.list_providers(&admin()).await.unwrap().remove(0);
        assert_eq!(
            (before.source, before.has_secret),
            (ProviderSource::Configuration, true)
        );
        assert_eq!(
            muster.open_provider("harbor").await.unwrap().secret,
            ClientSecret::Known("hunter2".to_owned())
        );
        let refused = muster.save_provider(&admin(), before.id, &form()).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        let refused = muster.delete_provider(&admin(), before.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        muster
            .configure_providers(vec![configured("Renamed")])
            .await
            .unwrap();
        let after = muster.list_providers(&admin()).await.unwrap().remove(0);
        assert_eq!(
            (after.id, after.settings.name.as_str()),
            (before.id, "Renamed")
        );
        muster.configure_providers(Vec::new()).await.unwrap();
        assert!(muster.list_providers(&admin()).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_account_is_found_by_issuer_and_subject_alone() {
    on_each_database(async |muster| {
        muster.create_provider(&admin(), &form()).await.unwrap();
        let other = ProviderForm {
            name: "Other".to_owned(),
            issuer: "https://other.example".to_owned(),
            ..form()
        };
        muster.create_provider(&admin(), &other).await.unwrap();
        let mut accounts = Vec::new();
        for key in ["fabric-harbor", "fabric-harbor", "other"] {
            let Admission::Admitted(id) = sign_in(&muster, key).await else {
                panic!("{key}");
            };
            accounts.push(muster.resume_sign_in(id, "").await.unwrap().id.unwrap());
        }
        assert_eq!(accounts[0], accounts[1]);
        assert_ne!(accounts[0], accounts[2]);
    })
    .await;
}

#[tokio::test]
async fn nobody_signs_in_with_a_password_to_an_account_of_a_provider() {
    on_each_database(async |muster| {
        muster.create_provider(&admin(), &form()).await.unwrap();
        sign_in(&muster, "fabric-harbor").await;
        for name in ["Ines Okafor", "https://login.example.org|person-1"] {
            let answer = muster.sign_in(name, "", &origin()).await;
            assert!(
                matches!(answer, Err(Error::Invalid(_))),
                "{name}: {answer:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_on_its_way_is_used_once_by_its_browser_within_ten_minutes() {
    on_each_database(async |muster| {
        muster.create_provider(&admin(), &form()).await.unwrap();
        let provider = muster.open_provider("fabric-harbor").await.unwrap();
        let begin = async || {
            let begun = muster
                .begin_provider_sign_in(&provider, "browser", "/devices", "192.0.2.7")
                .await;
            begun.unwrap().ok().unwrap().state
        };
        let take = async |state: &str, browser: &str| {
            let taken = muster
                .take_provider_sign_in(&provider, state, browser)
                .await
                .unwrap();
            taken.map(|returned| returned.return_to)
        };
        let state = begin().await;
        let two = futures::future::join(take(&state, "browser"), take(&state, "browser")).await;
        let right = [&two.0, &two.1]
            .into_iter()
            .filter(|taken| taken.is_ok())
            .count();
        assert_eq!(right, 1, "{two:?}");
        assert_eq!(
            take(&begin().await, "another browser").await,
            Err(Refusal::Stale)
        );
        let late = begin().await;
        muster.clock().advance(TimeDelta::minutes(10));
        assert_eq!(take(&late, "browser").await, Err(Refusal::Stale));
        muster.forget_sign_ins().await.unwrap();
        assert_eq!(
            take(&begin().await, "browser").await.as_deref(),
            Ok("/devices")
        );
    })
    .await;
}

#[tokio::test]
async fn one_network_cannot_fill_the_database_with_sign_ins_that_never_come_back() {
    on_each_database(async |muster| {
        muster.create_provider(&admin(), &form()).await.unwrap();
        let provider = muster.open_provider("fabric-harbor").await.unwrap();
        let begin = async |address: &str| {
            muster
                .begin_provider_sign_in(&provider, "browser", "/", address)
                .await
                .unwrap()
                .map(drop)
        };
        for n in 0..200 {
            begin(&format!("2001:db8::{n:x}")).await.unwrap();
        }
        assert_eq!(begin("2001:db8::ffff").await, Err(Refusal::TooMany));
        assert_eq!(begin("192.0.2.7").await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn a_word_of_the_provider_ends_the_session_it_names_and_counts_once() {
    on_each_database(async |muster| {
        muster.create_provider(&admin(), &form()).await.unwrap();
        let provider = muster.open_provider("fabric-harbor").await.unwrap();
        let Admission::Admitted(id) = sign_in(&muster, "fabric-harbor").await else {
            panic!();
        };
        let token = |session: &str, token_id: &str| LogoutToken {
            subject: Some("person-1".to_owned()),
            session: Some(session.to_owned()),
            token_id: token_id.to_owned(),
            expires_at: muster.clock().now() + TimeDelta::minutes(2),
        };
        assert!(
            muster
                .end_provider_sign_ins(&provider, &token("session-2", "a"), "")
                .await
                .unwrap()
        );
        assert!(muster.resume_sign_in(id, "").await.is_ok());
        assert!(
            muster
                .end_provider_sign_ins(&provider, &token("session-1", "b"), "")
                .await
                .unwrap()
        );
        assert!(matches!(
            muster.resume_sign_in(id, "").await,
            Err(Error::SignedOut)
        ));
        assert!(
            !muster
                .end_provider_sign_ins(&provider, &token("session-1", "b"), "")
                .await
                .unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn switching_a_provider_off_signs_out_whoever_came_in_by_it() {
    on_each_database(async |muster| {
        let token = muster.create_set_up_token().await.unwrap().unwrap();
        let new = service::accounts::NewAdministrator {
            token,
            organisation: "Fabric Harbor".to_owned(),
            name: "Maren".to_owned(),
            password: "harbour lights at dusk".to_owned(),
            unlicensed_admins: UnlicensedAdmins::DefaultOn,
        };
        muster.create_first_administrator(new, "").await.unwrap();
        let id = muster.create_provider(&admin(), &form()).await.unwrap();
        let Admission::Admitted(sign_in) = sign_in(&muster, "fabric-harbor").await else {
            panic!();
        };
        let off = ProviderForm {
            is_enabled: false,
            ..form()
        };
        muster.save_provider(&admin(), id, &off).await.unwrap();
        assert!(matches!(
            muster.resume_sign_in(sign_in, "").await,
            Err(Error::SignedOut)
        ));
        assert!(muster.list_provider_choices().await.unwrap().is_empty());
        assert!(matches!(
            muster.open_provider("fabric-harbor").await,
            Err(Error::NotFound(_))
        ));
    })
    .await;
}
