//! Accounts that sign in elsewhere, and what they may do as the directory changes.

use chrono::{TimeZone, Utc};
use domain::access::Effect;
use domain::actor::Permission::{ChangeRoles, DeleteDevices, ReadAudit, ReadDevices, WipeDevices};
use domain::actor::{Actor, Grant, Permission, Permissions};
use domain::admission::{Admission, UnlicensedAdmins};
use domain::directory::{MemberKind, NewGroup, NewUser};
use domain::id::{AccountId, AssignmentId, GroupId, SignInId, UserId};
use domain::invitation::NewInvitation;
use domain::role::{AssignmentContent, BuiltInRole, Scope};
use domain::scim::Object;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::Clock;
use crate::store::{self, on_tx};
use crate::{Error, Muster};

async fn on_each_database(test: impl AsyncFn(World)) {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}/muster.db", folder.path().display());
    for url in [sqlite, scratch_postgres::new_database()] {
        println!("on {}", url.split(':').next().unwrap_or_default());
        let day = Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap();
        let clock = Clock::fixed(day);
        let muster = Muster::open(&url, "https://muster.example.org", clock)
            .await
            .unwrap();
        let admin = Actor::command_line();
        test(World { muster, admin }).await;
    }
}

struct World {
    muster: Muster,
    admin: Actor,
}

impl World {
    async fn group(&self, name: &str) -> GroupId {
        let new = NewGroup {
            name: name.to_owned(),
            description: String::new(),
        };
        self.muster.create_group(&self.admin, new).await.unwrap().id
    }

    async fn user(&self, name: &str) -> UserId {
        let new = NewUser::of(format!("{name}@harbor.example"), name);
        self.muster.create_user(&self.admin, new).await.unwrap().id
    }

    async fn join(&self, group: GroupId, kind: MemberKind, member: Uuid) {
        self.muster
            .add_group_member(&self.admin, group, kind, member)
            .await
            .unwrap();
    }

    async fn leave(&self, group: GroupId, member: Uuid) {
        self.muster
            .remove_group_member(&self.admin, group, member)
            .await
            .unwrap();
    }

    async fn license(&self, user: UserId) {
        self.muster
            .save_subscription(&self.admin, "SPE_E3", 50, "Enabled", None)
            .await
            .unwrap();
        self.muster
            .assign_licence(&self.admin, user, "SPE_E3")
            .await
            .unwrap();
    }

    async fn assign(&self, role: BuiltInRole, group: GroupId) -> AssignmentId {
        let content = AssignmentContent {
            name: format!("{} {group}", role.name()),
            description: String::new(),
            members: vec![group],
            scope: Scope::everything(),
        };
        self.muster
            .create_assignment(&self.admin, role.id(), content)
            .await
            .unwrap()
    }

    async fn switch(&self, state: UnlicensedAdmins, limit: i64) {
        let mut tx = self.muster.db.write().await.unwrap();
        store::organisation::save_name(&mut tx, "Fabric Harbor")
            .await
            .unwrap();
        on_tx!(&mut tx, |conn| {
            sqlx::query(
                "update organisation set unlicensed_admins = $1, unlicensed_limit = $2 where id = 1",
            )
            .bind(state)
            .bind(limit)
            .execute(conn)
            .await
            .map(drop)
        })
        .unwrap();
        store::change::count_role_change(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser in which a person of the provider is signed in.
    async fn sign_in(&self, user: Option<UserId>, claims: &str) -> SignInId {
        let id = AccountId(self.muster.clock.new_id());
        let mut tx = self.muster.db.write().await.unwrap();
        on_tx!(&mut tx, |conn| {
            sqlx::query(
                "insert into accounts (id, name, name_key, password_hash, created_at, issuer, subject, user_id, claims)
                 values ($1, 'Ines', $2, '', $3, 'https://id.example', $2, $4, $5)",
            )
            .bind(id)
            .bind(id.to_string())
            .bind(self.muster.clock.now())
            .bind(user)
            .bind(claims)
            .execute(conn)
            .await
            .map(drop)
        })
        .unwrap();
        let sign_in = SignInId(self.muster.clock.new_id());
        let now = self.muster.clock.now();
        store::sign_in::insert(&mut tx, sign_in, id, "", "", now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        sign_in
    }

    async fn actor(&self, sign_in: SignInId) -> Actor {
        self.muster.resume_sign_in(sign_in, "").await.unwrap()
    }

    async fn may(&self, sign_in: SignInId, permission: Permission) -> bool {
        self.actor(sign_in).await.may(permission)
    }

    async fn admission(&self, sign_in: SignInId) -> Admission {
        let actor = self.actor(sign_in).await;
        let own = self.muster.load_own_access(&actor).await.unwrap();
        assert_eq!(own.permissions.is_empty(), !own.admission.unwrap().is_in());
        own.admission.unwrap()
    }
}

#[tokio::test]
async fn a_change_of_groups_counts_in_the_very_next_request() {
    on_each_database(async |world| {
        let desk = world.group("Service desk").await;
        world.assign(BuiltInRole::HelpDeskOperator, desk).await;
        let ines = world.user("ines").await;
        let browser = world.sign_in(Some(ines), "{}").await;
        assert!(!world.may(browser, ReadDevices).await);
        world.join(desk, MemberKind::User, ines.0).await;
        assert!(world.may(browser, WipeDevices).await);
        assert!(!world.may(browser, DeleteDevices).await);
        world.leave(desk, ines.0).await;
        assert!(!world.may(browser, ReadDevices).await);
        assert_eq!(world.admission(browser).await, Admission::NoRole);
    })
    .await;
}

fn patch(operations: Value) -> Object {
    Object::from_iter([("Operations".to_owned(), operations)])
}

#[tokio::test]
async fn what_the_directory_sends_counts_in_the_very_next_request() {
    on_each_database(async |world| {
        let (muster, admin) = (&world.muster, &world.admin);
        let desk = world.group("Service desk").await;
        world.assign(BuiltInRole::HelpDeskOperator, desk).await;
        let ines = world.user("ines").await;
        let browser = world.sign_in(Some(ines), "{}").await;
        let members = |op: &str| {
            patch(json!([{ "op": op, "path": "members", "value": [{ "value": ines }] }]))
        };
        let send = async |actor: &Actor, op: &str| {
            muster
                .patch_scim_group(actor, desk, &members(op), None, false)
                .await
        };
        send(admin, "Add").await.unwrap();
        assert!(world.may(browser, WipeDevices).await);
        send(admin, "Remove").await.unwrap();
        assert!(!world.may(browser, ReadDevices).await);
        // Whoever does not hold what the role of a group gives puts nobody into it.
        let less = Actor {
            grants: vec![Grant::new(
                "API token",
                Permissions::from_iter([Permission::ChangeDirectory]),
                Scope::everything(),
            )],
            ..admin.clone()
        };
        let refused = send(&less, "Add").await;
        assert!(matches!(refused, Err(Error::BeyondOwn(_))));
        assert!(!world.may(browser, ReadDevices).await);

        let active = async |value: Value| {
            let body = patch(json!([{ "op": "Replace", "path": "active", "value": value }]));
            muster
                .patch_scim_user(admin, ines, &body, None)
                .await
                .unwrap();
        };
        let is_out = async |browser| {
            matches!(
                muster.resume_sign_in(browser, "").await,
                Err(Error::SignedOut)
            )
        };
        active(json!("False")).await;
        assert!(is_out(browser).await);
        // Whoever may come in again has to sign in again.
        active(json!(true)).await;
        assert!(is_out(browser).await);
        let browser = world.sign_in(Some(ines), "{}").await;
        assert!(!is_out(browser).await);
        muster.delete_scim_user(admin, ines, None).await.unwrap();
        assert!(is_out(browser).await);
    })
    .await;
}

#[tokio::test]
async fn whoever_was_invited_holds_the_role_of_the_invitation() {
    on_each_database(async |world| {
        let (muster, admin) = (&world.muster, &world.admin);
        let role_id = Some(BuiltInRole::HelpDeskOperator.id());
        let new = NewInvitation {
            name: "Ines".to_owned(),
            role_id,
            days: 3,
        };
        // Who holds less cannot invite to it.
        let less = Actor {
            grants: vec![Grant::new(
                "Less",
                Permissions::from_iter([Permission::ChangeOrganization, ReadDevices]),
                Scope::everything(),
            )],
            ..admin.clone()
        };
        let refused = muster.create_invitation(&less, new.clone()).await;
        assert!(matches!(refused, Err(Error::BeyondOwn(_))));
        assert!(muster.list_offered_roles(&less).await.unwrap().is_empty());
        let link = muster.create_invitation(admin, new).await.unwrap().link;
        let token = link.split('=').nth(1).unwrap();
        let password = "a lantern on the pier";
        muster
            .accept_invitation(token, password.to_owned(), "")
            .await
            .unwrap();
        let origin = crate::sign_ins::Origin {
            address: String::new(),
            browser: String::new(),
        };
        let browser = muster.sign_in("ines", password, &origin).await.unwrap();
        assert!(world.may(browser, WipeDevices).await);
        assert!(!world.may(browser, DeleteDevices).await);
        assert!(!world.may(browser, Permission::ChangeOrganization).await);
    })
    .await;
}

#[tokio::test]
async fn a_change_of_roles_counts_in_the_very_next_request() {
    on_each_database(async |world| {
        let desk = world.group("Service desk").await;
        let ines = world.user("ines").await;
        world.join(desk, MemberKind::User, ines.0).await;
        let browser = world.sign_in(Some(ines), "{}").await;
        assert!(!world.may(browser, ReadDevices).await);
        let given = world.assign(BuiltInRole::ReadOnlyOperator, desk).await;
        assert!(world.may(browser, ReadDevices).await);
        world
            .muster
            .delete_assignment(&world.admin, given)
            .await
            .unwrap();
        assert!(!world.may(browser, ReadDevices).await);
    })
    .await;
}

/// Six persons, the setting off and on.
#[tokio::test]
async fn twelve_outcomes() {
    on_each_database(async |world| {
        let desk = world.group("Service desk").await;
        let night = world.group("Service desk, nights").await;
        world.join(desk, MemberKind::Group, night.0).await;
        world.assign(BuiltInRole::HelpDeskOperator, desk).await;
        // With a limit of one, of two without a licence the first by name comes in.
        let mut persons = Vec::new();
        for (name, group, is_licensed) in [
            ("licensed-direct", Some(desk), true),
            ("a-unlicensed-direct", Some(desk), false),
            ("unlicensed-nested", Some(night), false),
            ("licensed-nested", Some(night), true),
            ("b-over-the-limit", Some(desk), false),
            ("no-role", None, false),
        ] {
            let user = world.user(name).await;
            if let Some(group) = group {
                world.join(group, MemberKind::User, user.0).await;
            }
            if is_licensed {
                world.license(user).await;
            }
            persons.push((name, world.sign_in(Some(user), "{}").await));
        }
        use Admission::{Licensed, Nested, NoRole, OverLimit, SwitchedOff, Unlicensed};
        let off = [
            Licensed,
            SwitchedOff,
            SwitchedOff,
            Licensed,
            SwitchedOff,
            NoRole,
        ];
        let on = [Licensed, Unlicensed, Nested, Licensed, OverLimit, NoRole];
        for (state, expected) in [
            (UnlicensedAdmins::Off, off),
            (UnlicensedAdmins::DefaultOn, on),
            (UnlicensedAdmins::EnabledByAdmin, on),
        ] {
            world.switch(state, 1).await;
            for ((name, browser), expected) in persons.iter().zip(expected) {
                let outcome = world.admission(*browser).await;
                assert_eq!(outcome, expected, "{name}, {state:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_provider_says_counts_for_whom_the_directory_does_not_know() {
    on_each_database(async |world| {
        let desk = world.group("Service Desk").await;
        let twin = world.group("Twins").await;
        world.group("twins").await;
        world.assign(BuiltInRole::ReadOnlyOperator, desk).await;
        world
            .assign(BuiltInRole::IntuneRoleAdministrator, twin)
            .await;
        let by_id = world
            .sign_in(None, &format!(r#"{{"groups":["{desk}"]}}"#))
            .await;
        let by_name = world
            .sign_in(None, r#"{"groups":["service desk","twins"]}"#)
            .await;
        for browser in [by_id, by_name] {
            assert!(world.may(browser, ReadDevices).await);
            assert!(!world.may(browser, ChangeRoles).await);
        }
        // Of somebody the directory knows, it is the directory that says so.
        let ines = world.user("ines").await;
        let known = world
            .sign_in(Some(ines), r#"{"groups":["service desk"]}"#)
            .await;
        assert!(!world.may(known, ReadDevices).await);
        // A person who is gone from the directory holds nothing but what the provider says.
        let gone = world
            .sign_in(Some(UserId(Uuid::from_u128(9))), "not json")
            .await;
        assert_eq!(world.admission(gone).await, Admission::NoRole);
    })
    .await;
}

#[tokio::test]
async fn directory_roles_come_with_the_claims() {
    on_each_database(async |world| {
        for (claim, read, change, audit) in [
            ("62e90394-69f5-4237-9190-012177145e10", true, true, true),
            ("Global Reader", true, false, true),
            ("Reports Reader", false, false, true),
            ("Conditional Access Administrator", false, false, false),
            ("Somebody", false, false, false),
        ] {
            let claims = format!(r#"{{"roles":["{claim}"]}}"#);
            let actor = world.actor(world.sign_in(None, &claims).await).await;
            assert_eq!(actor.may(ReadDevices), read, "{claim}");
            assert_eq!(actor.may(ChangeRoles), change, "{claim}");
            assert_eq!(actor.may(ReadAudit), audit, "{claim}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_disabled_person_or_account_does_nothing() {
    on_each_database(async |world| {
        let desk = world.group("Service desk").await;
        world.assign(BuiltInRole::ReadOnlyOperator, desk).await;
        let mut new = NewUser::of("ines@harbor.example", "Ines");
        new.account_enabled = false;
        let user = world
            .muster
            .create_user(&world.admin, new)
            .await
            .unwrap()
            .id;
        world.join(desk, MemberKind::User, user.0).await;
        let browser = world
            .sign_in(Some(user), r#"{"roles":["Global Administrator"]}"#)
            .await;
        let refused = world.muster.resume_sign_in(browser, "").await;
        assert!(matches!(refused, Err(Error::SignedOut)));
        let mut tx = world.muster.db.write().await.unwrap();
        on_tx!(&mut tx, |conn| sqlx::query(
            "update accounts set disabled_at = $1"
        )
        .bind(world.muster.clock.now())
        .execute(conn)
        .await
        .map(drop))
        .unwrap();
        tx.commit().await.unwrap();
        let ended = world.muster.resume_sign_in(browser, "").await;
        assert!(matches!(ended, Err(Error::SignedOut)));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_logged() {
    on_each_database(async |world| {
        let nobody = world.actor(world.sign_in(None, "{}").await).await;
        let refused = world.muster.list_roles(&nobody).await;
        assert!(matches!(refused, Err(Error::Forbidden(Permission::ReadRoles))));
        let mut tx = world.muster.db.read().await.unwrap();
        let logged: Vec<(String, String, Option<Uuid>)> = on_tx!(&mut tx, |conn| {
            sqlx::query_as("select object_id, after, actor_id from audit_events where action = 'refuse_access'")
                .fetch_all(conn)
                .await
        })
        .unwrap();
        let name = Permission::ReadRoles.graph();
        assert_eq!(
            logged,
            [(
                name.to_owned(),
                format!(r#"{{"permission":"{name}"}}"#),
                nobody.id
            )]
        );
    })
    .await;
}

/// The pre-flight list names everybody with the reason; what is confirmed holds at once and for good, and is kept.
#[tokio::test]
async fn allowing_admins_without_a_licence() {
    on_each_database(async |world| {
        world.switch(UnlicensedAdmins::Off, 2).await;
        let desk = world.group("Service desk").await;
        let night = world.group("Service desk, nights").await;
        world.join(desk, MemberKind::Group, night.0).await;
        world.assign(BuiltInRole::HelpDeskOperator, desk).await;
        for (name, group) in [("a", desk), ("b", desk), ("c", desk), ("nested", night)] {
            let user = world.user(name).await;
            world.join(group, MemberKind::User, user.0).await;
        }
        let licensed = world.user("licensed").await;
        world.license(licensed).await;
        world.join(night, MemberKind::User, licensed.0).await;
        let first = world.muster.list_users(&world.admin, &Default::default()).await.unwrap();
        let first = first.items.iter().find(|user| user.name == "a").unwrap().id;
        let browser = world.sign_in(Some(first), "{}").await;
        let nobody = world.sign_in(None, "{}").await;
        world.sign_in(None, r#"{"roles":["Global Reader"]}"#).await;
        let load = async || {
            let muster = &world.muster;
            muster.load_unlicensed_admins(&world.admin).await.unwrap()
        };
        let before = load().await;
        let outcomes: Vec<_> = before
            .admins
            .iter()
            .map(|admin| (admin.name.as_str(), admin.effect(), admin.then))
            .collect();
        assert_eq!(
            outcomes,
            [
                ("c", Effect::StaysOut, Admission::OverLimit),
                ("Ines", Effect::StaysOut, Admission::NoRole),
                ("nested", Effect::StaysOut, Admission::Nested),
                ("a", Effect::Gains, Admission::Unlicensed),
                ("b", Effect::Gains, Admission::Unlicensed),
                ("Ines", Effect::Gains, Admission::Unlicensed),
                ("licensed", Effect::NeedsNothing, Admission::Licensed),
            ]
        );
        assert_eq!(before.total, 7);
        assert_eq!(before.count(Effect::Gains), 3);
        assert_eq!(before.groups[0].unlicensed, 3);
        assert_eq!(before.groups[0].group.name.as_deref(), Some("Service desk"));
        let refused = world.muster.allow_unlicensed_admins(&world.admin, "fabric harbor").await;
        assert!(matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == "confirmation"));
        assert_eq!(world.admission(browser).await, Admission::SwitchedOff);
        let actor = world.actor(browser).await;
        assert_eq!(
            world.muster.explain_entry(&actor).await.unwrap().admission,
            Some(Admission::SwitchedOff)
        );
        world
            .muster
            .allow_unlicensed_admins(&world.admin, " Fabric Harbor ")
            .await
            .unwrap();
        assert_eq!(world.admission(browser).await, Admission::Unlicensed);
        assert_eq!(world.admission(nobody).await, Admission::NoRole);
        let after = load().await;
        assert_eq!(after.setting.state, UnlicensedAdmins::EnabledByAdmin);
        assert_eq!(after.setting.by.as_deref(), Some("Command line"));
        assert_eq!(after.setting.since, Some(after.as_of));
        assert_eq!(after.count(Effect::HasAccess), 3);
        let again = world.muster.allow_unlicensed_admins(&world.admin, "Fabric Harbor").await;
        assert!(matches!(again, Err(Error::Conflict(_))));
        // The limit is a setting, and counts at once.
        let invalid = world.muster.change_unlicensed_limit(&world.admin, 0).await;
        assert!(matches!(invalid, Err(Error::Invalid(_))));
        world.muster.change_unlicensed_limit(&world.admin, 3).await.unwrap();
        assert_eq!(load().await.count(Effect::HasAccess), 4);
        let mut tx = world.muster.db.read().await.unwrap();
        let logged: Vec<(String, Option<String>)> = on_tx!(&mut tx, |conn| {
            sqlx::query_as(
                "select action, after from audit_events
                 where action in ('refuse_entry', 'allow_unlicensed_admins', 'change_unlicensed_limit') order by id",
            )
            .fetch_all(conn)
            .await
        })
        .unwrap();
        let after_of = |action: &str| {
            let found: Vec<_> = logged.iter().filter(|(name, _)| name == action).collect();
            assert_eq!(found.len(), 1, "{action}");
            found[0].1.clone().unwrap()
        };
        assert_eq!(after_of("refuse_entry"), r#"{"reason":"switched_off"}"#);
        assert_eq!(after_of("change_unlicensed_limit"), r#"{"limit":3}"#);
        let confirmed = after_of("allow_unlicensed_admins");
        assert!(confirmed.contains("cannot be turned off again"));
        assert!(confirmed.contains(&after.setting.text.unwrap()));
    })
    .await;
}
