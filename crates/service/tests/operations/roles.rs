//! Roles: who may give what, what cannot be taken from the last one, and that everything is logged.

use domain::access::WhyNot;
use domain::actor::Permission::{
    AssignRoles, ChangeDevices, ChangeRoles, CreateRoles, DeleteDevices, DeleteRoles, ReadDevices,
    ReadRoles, WipeDevices,
};
use domain::actor::{Actor, Grant, Permission, Permissions};
use domain::directory::{MemberKind, NewGroup, NewUser};
use domain::id::{GroupId, RoleId, TagId};
use domain::import::{ImportState, Reason};
use domain::role::{
    AssignmentContent, BuiltInRole, Role, RoleContent, Scope, TagContent, default_tag,
};
use service::{Error, Muster};

use crate::common::{admin, holder_of, on_each_database};

async fn group(muster: &Muster, name: &str) -> GroupId {
    let new = NewGroup {
        name: name.to_owned(),
        description: String::new(),
    };
    muster.create_group(&admin(), new).await.unwrap().id
}

fn role(name: &str, permissions: &[Permission]) -> RoleContent {
    RoleContent {
        name: name.to_owned(),
        description: String::new(),
        permissions: permissions.into(),
    }
}

fn assignment(name: &str, members: &[GroupId], scope: Scope) -> AssignmentContent {
    AssignmentContent {
        name: name.to_owned(),
        description: String::new(),
        members: members.to_vec(),
        scope,
    }
}

fn of_groups(groups: &[GroupId]) -> Scope {
    Scope {
        groups: groups.to_vec(),
        ..Scope::default()
    }
}

/// Somebody who holds these permissions on these groups.
fn limited(permissions: &[Permission], scope: Scope) -> Actor {
    Actor {
        grants: vec![Grant::new("Limited", permissions.into(), scope)],
        ..admin()
    }
}

#[tokio::test]
async fn a_custom_role_is_made_changed_and_deleted() {
    on_each_database(async |muster| {
        let admin = admin();
        let id = muster
            .create_role(&admin, role(" Wipers ", &[ReadDevices, WipeDevices]))
            .await
            .unwrap();
        let found = muster.find_role(&admin, id).await.unwrap();
        assert_eq!(found.role.name, "Wipers");
        assert!(!found.role.is_built_in());
        assert_eq!(
            found.role.permissions,
            Permissions::from_iter([ReadDevices, WipeDevices])
        );
        let taken = muster.create_role(&admin, role("wipers", &[])).await;
        assert!(matches!(taken, Err(Error::Conflict(_))));
        let reserved = muster
            .create_role(&admin, role("help desk operator", &[]))
            .await;
        assert!(matches!(reserved, Err(Error::Invalid(invalid)) if invalid.field == "name"));
        muster
            .change_role(&admin, id, role("Readers", &[ReadDevices]))
            .await
            .unwrap();
        let names: Vec<String> = muster
            .list_roles(&admin)
            .await
            .unwrap()
            .into_iter()
            .map(|summary| summary.role.name)
            .collect();
        assert_eq!(names.len(), BuiltInRole::ALL.len() + 1);
        assert_eq!(names.last().unwrap(), "Readers");
        muster.delete_role(&admin, id).await.unwrap();
        let gone = muster.find_role(&admin, id).await;
        assert!(matches!(gone, Err(Error::NotFound("role"))));
    })
    .await;
}

#[tokio::test]
async fn a_built_in_role_can_be_duplicated_and_not_edited() {
    on_each_database(async |muster| {
        let admin = admin();
        for built_in in BuiltInRole::ALL {
            let id = built_in.id();
            let edited = muster.change_role(&admin, id, role("Mine", &[])).await;
            assert!(matches!(edited, Err(Error::Conflict(_))), "{built_in:?}");
            let deleted = muster.delete_role(&admin, id).await;
            assert!(matches!(deleted, Err(Error::Conflict(_))), "{built_in:?}");
            let copy = RoleContent {
                name: format!("Our {}", built_in.name()),
                ..role("", &built_in.permissions().iter().collect::<Vec<_>>())
            };
            let copied = muster.create_role(&admin, copy).await.unwrap();
            let found = muster.find_role(&admin, copied).await.unwrap().role;
            assert_eq!(found.permissions, Role::from(built_in).permissions);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_more_than_they_hold() {
    on_each_database(async |muster| {
        let desk = group(&muster, "Service desk").await;
        let branch = group(&muster, "Branch").await;
        let roles = [
            ReadRoles,
            CreateRoles,
            ChangeRoles,
            DeleteRoles,
            AssignRoles,
        ];
        let giver = holder_of(&[&roles[..], &[ReadDevices, ChangeDevices]].concat());
        // Making a role.
        let refused = muster
            .create_role(&giver, role("Deleters", &[ReadDevices, DeleteDevices]))
            .await;
        assert!(matches!(refused, Err(Error::BeyondOwn(DeleteDevices))));
        let own = muster
            .create_role(&giver, role("Changers", &[ReadDevices, ChangeDevices]))
            .await
            .unwrap();
        // Editing one.
        let refused = muster
            .change_role(&giver, own, role("Changers", &[ReadDevices, WipeDevices]))
            .await;
        assert!(matches!(refused, Err(Error::BeyondOwn(WipeDevices))));
        // Assigning one, also to a group that the giver may be in.
        let refused = muster
            .create_assignment(
                &giver,
                BuiltInRole::HelpDeskOperator.id(),
                assignment("Desk", &[desk], Scope::everything()),
            )
            .await;
        assert!(matches!(refused, Err(Error::BeyondOwn(_))));
        muster
            .create_assignment(
                &giver,
                own,
                assignment("Desk", &[desk], Scope::everything()),
            )
            .await
            .unwrap();
        // Over more than they reach.
        let local = limited(
            &[&roles[..], &[ReadDevices, ChangeDevices]].concat(),
            of_groups(&[branch]),
        );
        let wide = assignment("Wide", &[desk], Scope::everything());
        let refused = muster.create_assignment(&local, own, wide).await;
        assert!(matches!(refused, Err(Error::BeyondOwn(_))));
        let narrow = assignment("Narrow", &[desk], of_groups(&[branch]));
        let id = muster.create_assignment(&local, own, narrow).await.unwrap();
        let refused = muster
            .change_assignment(
                &local,
                id,
                assignment("Narrow", &[desk], of_groups(&[desk])),
            )
            .await;
        assert!(matches!(refused, Err(Error::BeyondOwn(_))));
        // Adding to what is assigned elsewhere, where they do not reach.
        let refused = muster
            .change_role(
                &limited(
                    &[&roles[..], &[ReadDevices, ChangeDevices]].concat(),
                    of_groups(&[branch]),
                ),
                own,
                role("Changers", &[ReadDevices, ChangeDevices, ReadRoles]),
            )
            .await;
        assert!(matches!(refused, Err(Error::BeyondOwn(ReadRoles))));
    })
    .await;
}

/// Imports a file as `actor`; the reasons of what was refused, which the dry run must have told.
async fn refused_of(muster: &Muster, actor: &Actor, text: &str) -> Vec<(Reason, String)> {
    let id = muster
        .upload_import(actor, "file.csv", text.as_bytes())
        .await
        .unwrap();
    let checked = muster.check_import(actor, id).await.unwrap();
    let told = muster.list_import_problems(actor, id, 0).await.unwrap();
    let done = muster.apply_import(actor, id).await.unwrap();
    assert_eq!(done.state, ImportState::Done, "{:?}", done.problem);
    assert_eq!(checked.bad, done.bad);
    let problems = muster.list_import_problems(actor, id, 0).await.unwrap();
    assert_eq!(told, problems);
    let reasons = problems.into_iter();
    reasons
        .map(|problem| (problem.reason, problem.field))
        .collect()
}

#[tokio::test]
async fn nobody_becomes_more_by_importing_a_file() {
    on_each_database(async |muster| {
        let admin = admin();
        let desk = group(&muster, "Service desk").await;
        let night = group(&muster, "Service desk, nights").await;
        let other = group(&muster, "Book club").await;
        let mut users = Vec::new();
        for name in ["ines", "omar"] {
            let new = NewUser::of(format!("{name}@harbor.example"), name);
            users.push(muster.create_user(&admin, new).await.unwrap().id);
        }
        let (ines, omar) = (users[0], users[1]);
        for (group, kind, member) in [
            (desk, MemberKind::Group, night.0),
            (night, MemberKind::User, omar.0),
        ] {
            muster
                .add_group_member(&admin, group, kind, member)
                .await
                .unwrap();
        }
        muster
            .create_assignment(
                &admin,
                BuiltInRole::HelpDeskOperator.id(),
                assignment("Desk", &[desk], Scope::everything()),
            )
            .await
            .unwrap();
        let keeper = holder_of(&[
            Permission::ImportFiles,
            Permission::ReadImports,
            Permission::ReadDirectory,
        ]);
        // Into a group that holds a role, or lies within one; what stands already is no change.
        let members = format!(
            "groupObjectId,memberObjectId,memberType\n{desk},{ines},user\n{night},{ines},user\n{desk},{other},group\n{night},{omar},user\n{other},{ines},user\n"
        );
        let gift = (Reason::NotAllowed, "groupObjectId".to_owned());
        let refused = refused_of(&muster, &keeper, &members).await;
        assert_eq!(refused, vec![gift; 3]);
        // Under the name of somebody who holds more, by giving or by taking it.
        let columns = "objectId,userPrincipalName,displayName,accountEnabled\n";
        let name = (Reason::NotAllowed, "userPrincipalName".to_owned());
        for line in [
            format!("{omar},ines@harbor.example,Omar,true\n"),
            format!("{ines},omar@harbor.example,Ines,true\n"),
        ] {
            let refused = refused_of(&muster, &keeper, &format!("{columns}{line}")).await;
            assert_eq!(refused, vec![name.clone()], "{line}");
        }
        let renamed = format!(
            "objectId,displayName,groupType\n{desk},Everybody,Security\n{other},Readers,Security\n"
        );
        let refused = refused_of(&muster, &keeper, &renamed).await;
        assert_eq!(refused, [(Reason::NotAllowed, "displayName".to_owned())]);
        // Whoever may give all of it imports the same files.
        let moved = format!("{columns}{omar},omar.haddad@harbor.example,Omar,true\n");
        for text in [members, renamed, moved] {
            assert_eq!(refused_of(&muster, &admin, &text).await, []);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_becomes_more_by_joining_a_group() {
    on_each_database(async |muster| {
        let admin = admin();
        let desk = group(&muster, "Service desk").await;
        let night = group(&muster, "Service desk, nights").await;
        let ines = NewUser::of("ines@harbor.example", "Ines");
        let ines = muster.create_user(&admin, ines).await.unwrap().id;
        muster
            .add_group_member(&admin, desk, MemberKind::Group, night.0)
            .await
            .unwrap();
        muster
            .create_assignment(
                &admin,
                BuiltInRole::HelpDeskOperator.id(),
                assignment("Desk", &[desk], Scope::everything()),
            )
            .await
            .unwrap();
        let keeper = holder_of(&[Permission::ReadDirectory, Permission::ChangeDirectory]);
        for group in [desk, night] {
            let refused = muster
                .add_group_member(&keeper, group, MemberKind::User, ines.0)
                .await;
            assert!(matches!(refused, Err(Error::BeyondOwn(_))));
        }
        let other = group(&muster, "Book club").await;
        for (group, kind, member) in [
            (other, MemberKind::User, ines.0),
            (other, MemberKind::Group, desk.0),
        ] {
            muster
                .add_group_member(&keeper, group, kind, member)
                .await
                .unwrap();
        }
        muster
            .add_group_member(&admin, night, MemberKind::User, ines.0)
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_role_in_use_stays_and_an_assignment_names_what_exists() {
    on_each_database(async |muster| {
        let admin = admin();
        let desk = group(&muster, "Service desk").await;
        let id = muster
            .create_role(&admin, role("Readers", &[ReadDevices]))
            .await
            .unwrap();
        let unknown = GroupId(uuid::Uuid::from_u128(99));
        for (content, field) in [
            (assignment("A", &[], Scope::everything()), "members"),
            (assignment("A", &[desk], Scope::default()), "scope"),
            (assignment("", &[desk], Scope::everything()), "name"),
            (assignment("A", &[unknown], Scope::everything()), "members"),
            (assignment("A", &[desk], of_groups(&[unknown])), "scope"),
            (
                assignment(
                    "A",
                    &[desk],
                    Scope {
                        tags: vec![TagId(unknown.0)],
                        ..Scope::everything()
                    },
                ),
                "tags",
            ),
        ] {
            let refused = muster.create_assignment(&admin, id, content).await;
            assert!(
                matches!(&refused, Err(Error::Invalid(invalid)) if invalid.field == field),
                "{field}: {refused:?}"
            );
        }
        let gone = muster
            .create_assignment(
                &admin,
                RoleId(unknown.0),
                assignment("A", &[desk], Scope::everything()),
            )
            .await;
        assert!(matches!(gone, Err(Error::NotFound("role"))));
        let tagged = Scope {
            tags: vec![default_tag()],
            ..Scope::everything()
        };
        let given = muster
            .create_assignment(&admin, id, assignment("A", &[desk], tagged))
            .await
            .unwrap();
        let found = muster.find_assignment(&admin, given).await.unwrap();
        assert_eq!(found.scope.tags, ["Default"]);
        assert_eq!(found.members[0].group.name.as_deref(), Some("Service desk"));
        let in_use = muster.delete_role(&admin, id).await;
        assert!(matches!(in_use, Err(Error::Conflict(_))));
        muster
            .change_assignment(&admin, given, assignment("B", &[desk], of_groups(&[desk])))
            .await
            .unwrap();
        let found = muster.find_role(&admin, id).await.unwrap().assignments;
        assert_eq!(found[0].assignment.content.name, "B");
        assert_eq!(found[0].scope.groups[0].id, desk);
        assert!(found[0].scope.tags.is_empty());
        let holders = muster
            .list_permission_holders(&admin, ReadDevices)
            .await
            .unwrap();
        let of_ours = holders.iter().find(|holder| holder.role.id == id).unwrap();
        assert_eq!(of_ours.assignments.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_tag_in_use_stays() {
    on_each_database(async |muster| {
        let admin = admin();
        let (desk, branch) = (group(&muster, "Desk").await, group(&muster, "Branch").await);
        let content = |name: &str| TagContent {
            name: name.to_owned(),
            description: String::new(),
            groups: vec![branch],
        };
        let reserved = muster.save_tag(&admin, None, content("default")).await;
        assert!(matches!(reserved, Err(Error::Invalid(_))));
        let tag = muster
            .save_tag(&admin, None, content("Branch"))
            .await
            .unwrap();
        let taken = muster.save_tag(&admin, None, content("branch")).await;
        assert!(matches!(taken, Err(Error::Conflict(_))));
        muster
            .save_tag(&admin, Some(tag), content("Branch 7"))
            .await
            .unwrap();
        let scope = Scope {
            tags: vec![tag],
            ..Scope::everything()
        };
        let given = muster
            .create_assignment(
                &admin,
                BuiltInRole::ReadOnlyOperator.id(),
                assignment("Branch", &[desk], scope),
            )
            .await
            .unwrap();
        let tags = muster.list_tags(&admin).await.unwrap();
        assert_eq!(tags[0].tag.content.name, "Branch 7");
        assert_eq!((tags[0].groups.len(), tags[0].assignments), (1, 1));
        let in_use = muster.delete_tag(&admin, tag).await;
        assert!(matches!(in_use, Err(Error::Conflict(_))));
        let limited = limited(&[ReadRoles, ChangeRoles], of_groups(&[branch]));
        let refused = muster.save_tag(&limited, Some(tag), content("Mine")).await;
        assert!(matches!(refused, Err(Error::BeyondOwn(ChangeRoles))));
        muster.delete_assignment(&admin, given).await.unwrap();
        muster.delete_tag(&admin, tag).await.unwrap();
        assert!(muster.list_tags(&admin).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn somebody_always_remains_who_can_change_roles() {
    on_each_database(async |muster| {
        // There is no local administrator here: only what is assigned counts.
        let admin = admin();
        let keepers = group(&muster, "Role keepers").await;
        let others = group(&muster, "Others").await;
        let ines = NewUser::of("ines@harbor.example", "Ines");
        let ines = muster.create_user(&admin, ines).await.unwrap().id;
        muster
            .add_group_member(&admin, keepers, MemberKind::User, ines.0)
            .await
            .unwrap();
        let keeper = BuiltInRole::IntuneRoleAdministrator.id();
        // One that reaches nobody takes nothing from anybody.
        let empty = assignment("Nobody", &[others], Scope::everything());
        muster
            .create_assignment(&admin, keeper, empty)
            .await
            .unwrap();
        let content = assignment("Keepers", &[keepers], Scope::everything());
        let last = muster
            .create_assignment(&admin, keeper, content)
            .await
            .unwrap();
        let refused = muster.delete_assignment(&admin, last).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        let elsewhere = assignment("Keepers", &[others], Scope::everything());
        let refused = muster.change_assignment(&admin, last, elsewhere).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        let refused = muster.remove_group_member(&admin, keepers, ines.0).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        assert_eq!(
            muster
                .find_role(&admin, keeper)
                .await
                .unwrap()
                .assignments
                .len(),
            2
        );
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_why() {
    on_each_database(async |muster| {
        let desk = group(&muster, "Desk").await;
        let reader = limited(&[ReadDevices], of_groups(&[desk]));
        let why = async |actor: &Actor, permission| {
            muster
                .explain_refusal(actor, permission, None)
                .await
                .unwrap()
        };
        let answer = why(&reader, WipeDevices).await;
        assert_eq!(answer.answer, WhyNot::NotInRoles);
        assert_eq!(answer.roles, ["Help Desk Operator", "School Administrator"]);
        assert!(matches!(
            why(&reader, ReadDevices).await.answer,
            WhyNot::Allowed(roles) if roles.len() == 1
        ));
        let importer = limited(&[Permission::ImportFiles], of_groups(&[desk]));
        assert!(matches!(
            why(&importer, Permission::ImportFiles).await.answer,
            WhyNot::Limited(roles) if roles.len() == 1
        ));
        let refused = muster.begin_import(&importer, "users.csv").await;
        assert!(matches!(
            refused,
            Err(Error::Forbidden(Permission::ImportFiles))
        ));
    })
    .await;
}

/// What an operation answered: whether it was refused for want of that permission.
fn is_refused<T>(answer: Result<T, Error>, permission: Permission) -> bool {
    matches!(answer, Err(Error::Forbidden(asked)) if asked == permission)
}

/// Each built-in role and each permission: the operation that asks for it, where there is one, and the explanation say the
/// same as the role. (What each role allows is compared with the documented matrix in `domain`; that each operation asks
/// for its permission, in `permissions.rs`.)
#[tokio::test]
async fn every_built_in_role_is_answered_as_its_permissions_say() {
    on_each_database(async |muster| {
        let nobody = uuid::Uuid::from_u128(1);
        for role in BuiltInRole::ALL {
            let actor = Actor {
                grants: vec![Grant::new(
                    role.name(),
                    role.permissions(),
                    Scope::everything(),
                )],
                ..admin()
            };
            for permission in Permission::ALL {
                let held = role.permissions().contains(permission);
                let answer = muster
                    .explain_refusal(&actor, permission, None)
                    .await
                    .unwrap();
                let expected = held.then_some(role.name());
                let allowed = match &answer.answer {
                    WhyNot::Allowed(roles) => Some(roles[0].role.as_str()),
                    _ => None,
                };
                assert_eq!(allowed, expected, "{}: {permission:?}", role.name());
                assert_eq!(answer.roles.iter().any(|name| name == role.name()), held);
                let asked = match permission {
                    ReadDevices => is_refused(
                        muster.list_devices(&actor, &Default::default()).await,
                        permission,
                    ),
                    ChangeDevices => is_refused(
                        muster
                            .preview_device_edit(&actor, &Default::default())
                            .await,
                        permission,
                    ),
                    Permission::ReadDirectory => is_refused(
                        muster.list_users(&actor, &Default::default()).await,
                        permission,
                    ),
                    Permission::ChangeDirectory => is_refused(
                        muster.create_user(&actor, NewUser::of("", "")).await,
                        permission,
                    ),
                    Permission::ReadEnrollment => {
                        is_refused(muster.load_enrollment_settings(&actor).await, permission)
                    }
                    Permission::ReadImports => {
                        is_refused(muster.list_imports(&actor).await, permission)
                    }
                    Permission::ImportFiles => {
                        is_refused(muster.begin_import(&actor, "users.csv").await, permission)
                    }
                    ReadRoles => is_refused(muster.list_roles(&actor).await, permission),
                    CreateRoles => is_refused(
                        muster.create_role(&actor, RoleContent::default()).await,
                        permission,
                    ),
                    ChangeRoles => is_refused(
                        muster
                            .change_role(&actor, RoleId(nobody), RoleContent::default())
                            .await,
                        permission,
                    ),
                    DeleteRoles => {
                        is_refused(muster.delete_role(&actor, RoleId(nobody)).await, permission)
                    }
                    AssignRoles => is_refused(
                        muster
                            .create_assignment(&actor, RoleId(nobody), AssignmentContent::default())
                            .await,
                        permission,
                    ),
                    Permission::ReadOrganization => {
                        is_refused(muster.load_unlicensed_admins(&actor).await, permission)
                    }
                    Permission::ChangeOrganization => {
                        is_refused(muster.change_unlicensed_limit(&actor, 0).await, permission)
                    }
                    _ => !held,
                };
                assert_eq!(asked, !held, "{}: {permission:?}", role.name());
            }
        }
    })
    .await;
}
