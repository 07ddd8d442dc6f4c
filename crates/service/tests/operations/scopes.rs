//! What limited assignments reach: the same devices in the list, its total, search, export, edits and figures, whatever
//! changes; and what holds here is never mixed with what holds there.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::WhyNot;
use domain::actor::Permission::{ChangeDevices, DeleteDevices, ReadDevices, ReadDirectory};
use domain::actor::{Actor, Grant, Permission};
use domain::device::{
    DeviceEdit, DeviceField, DeviceQuery, DeviceSelection, DeviceSort, EditState,
};
use domain::directory::{MemberKind, NewGroup, NewUser, UserQuery};
use domain::export::ExportFormat;
use domain::id::{GroupId, TagId, UserId};
use domain::import::FileKind;
use domain::role::{AssignmentContent, BuiltInRole, Scope, TagContent, default_tag};
use service::{Error, Muster};
use uuid::Uuid;

use crate::common::{admin, on_each_database};

/// How many devices there are; every third has no user.
const DEVICES: u32 = 48;
/// How many users there are.
const USERS: u32 = 8;

/// The organisation as the test knows it.
struct World<'m> {
    muster: &'m Muster,
    /// The members of each group.
    members: BTreeMap<GroupId, BTreeSet<Uuid>>,
    users: Vec<UserId>,
    /// The user of each device, by number.
    owners: Vec<Option<usize>>,
    tags: Vec<(TagId, Vec<GroupId>)>,
}

fn object_id(device: u32) -> Uuid {
    Uuid::from_u128(0x0000_000e_0000_4000_8000_0000_0000_0000 + u128::from(device))
}

fn upn(user: usize) -> String {
    format!("User{user}@harbor.example")
}

impl<'m> World<'m> {
    async fn new(muster: &'m Muster) -> Self {
        let mut world = Self {
            muster,
            members: BTreeMap::new(),
            users: Vec::new(),
            owners: (0..DEVICES as usize)
                .map(|n| (n % 3 != 2).then_some(n % USERS as usize))
                .collect(),
            tags: Vec::new(),
        };
        for n in 0..USERS as usize {
            let new = NewUser::of(upn(n), format!("User {n}"));
            world
                .users
                .push(muster.create_user(&admin(), new).await.unwrap().id);
        }
        world.import_devices().await;
        world
    }

    /// Brings in every device with its user, and every second one's directory record.
    async fn import_devices(&self) {
        let mut managed =
            "Device ID,Device name,Last check-in,Microsoft Entra Device ID,OS,Ownership,Category,Primary user UPN\n"
                .to_owned();
        let mut directory = "displayName,operatingSystem,operatingSystemVersion,joinType (trustType),approximateLastSignInDateTime,deviceId,objectId\n".to_owned();
        for n in 0..DEVICES {
            managed += &format!(
                "0000000a-0000-4000-8000-{n:012x},FH-{n:02},2026-09-{:02} 10:00:00,0000000d-0000-4000-8000-{n:012x},Windows,{},{},{}\n",
                1 + n % 28,
                if n % 4 == 0 { "Personal" } else { "Corporate" },
                if n % 5 == 0 { "Kiosk" } else { "" },
                self.owners[n as usize]
                    .map(upn)
                    .unwrap_or_default()
                    .to_lowercase(),
            );
            if n % 2 == 0 {
                directory += &format!(
                    "FH-{n:02},Windows,10.0.26100.1,Microsoft Entra joined,2026-09-01T10:00:00Z,0000000d-0000-4000-8000-{n:012x},{}\n",
                    object_id(n)
                );
            }
        }
        for text in [managed, directory] {
            let id = self
                .muster
                .upload_import(&admin(), "devices.csv", text.as_bytes())
                .await
                .unwrap();
            self.muster.check_import(&admin(), id).await.unwrap();
            let run = self.muster.apply_import(&admin(), id).await.unwrap();
            assert_eq!(run.bad, 0, "{run:?}");
        }
    }

    async fn group(&mut self, name: &str) -> GroupId {
        let new = NewGroup {
            name: name.to_owned(),
            description: String::new(),
        };
        let id = self.muster.create_group(&admin(), new).await.unwrap().id;
        self.members.insert(id, BTreeSet::new());
        id
    }

    async fn join(&mut self, group: GroupId, kind: MemberKind, member: Uuid) {
        self.muster
            .add_group_member(&admin(), group, kind, member)
            .await
            .unwrap();
        self.members.get_mut(&group).unwrap().insert(member);
    }

    async fn leave(&mut self, group: GroupId, member: Uuid) {
        self.muster
            .remove_group_member(&admin(), group, member)
            .await
            .unwrap();
        self.members.get_mut(&group).unwrap().remove(&member);
    }

    async fn tag(&mut self, name: &str, groups: &[GroupId]) -> TagId {
        let content = TagContent {
            name: name.to_owned(),
            description: String::new(),
            groups: groups.to_vec(),
        };
        let id = self.muster.save_tag(&admin(), None, content).await.unwrap();
        self.tags.push((id, groups.to_vec()));
        id
    }

    /// Somebody who holds `permissions` over `scope`, through an assignment that is kept.
    async fn holder(&self, permissions: &[Permission], scope: Scope) -> Actor {
        let keepers = self.members.keys().next().unwrap();
        let content = AssignmentContent {
            name: format!("{scope:?}").chars().rev().take(120).collect(),
            description: String::new(),
            members: vec![*keepers],
            scope: scope.clone(),
        };
        let kept = self
            .muster
            .create_assignment(&admin(), BuiltInRole::ReadOnlyOperator.id(), content)
            .await;
        assert!(matches!(kept, Ok(_) | Err(Error::Conflict(_))), "{kept:?}");
        Actor {
            grants: vec![Grant::new("Limited", permissions.into(), scope)],
            ..admin()
        }
    }

    /// Every group that `leaf` is in.
    fn groups_of(&self, leaf: Uuid) -> BTreeSet<GroupId> {
        let mut found: BTreeSet<GroupId> = BTreeSet::new();
        let mut next = vec![leaf];
        while let Some(member) = next.pop() {
            for (group, members) in &self.members {
                if members.contains(&member) && found.insert(*group) {
                    next.push(group.0);
                }
            }
        }
        found
    }

    /// The names of the devices that `scopes` reach.
    fn reached(&self, scopes: &[Scope]) -> BTreeSet<String> {
        (0..DEVICES)
            .filter(|n| {
                let owner = self.owners[*n as usize];
                let mut groups = owner
                    .map(|user| self.groups_of(self.users[user].0))
                    .unwrap_or_default();
                if n % 2 == 0 {
                    groups.extend(self.groups_of(object_id(*n)));
                }
                let tags: Vec<TagId> = self
                    .tags
                    .iter()
                    .filter(|(_, of)| of.iter().any(|group| groups.contains(group)))
                    .map(|(id, _)| *id)
                    .collect();
                scopes.iter().any(|scope| {
                    let has_tag = scope.tags.is_empty()
                        || tags.is_empty() && scope.tags.contains(&default_tag())
                        || tags.iter().any(|tag| scope.tags.contains(tag));
                    has_tag
                        && (scope.all_devices
                            || scope.all_users && owner.is_some()
                            || scope.groups.iter().any(|group| groups.contains(group)))
                })
            })
            .map(|n| format!("FH-{n:02}"))
            .collect()
    }

    /// Compares everything that shows devices with what `actor` reaches.
    async fn check(&self, actor: &Actor, when: &str) {
        let scopes: Vec<Scope> = actor.scopes(ReadDevices).cloned().collect();
        let expected = self.reached(&scopes);
        for (sort, descending) in [
            (DeviceSort::LastCheckIn, true),
            (DeviceSort::Name, false),
            (DeviceSort::Serial, true),
            (DeviceSort::Id, false),
        ] {
            let query = DeviceQuery {
                sort,
                descending,
                page_size: 10,
                ..DeviceQuery::default()
            };
            let names = self.walk(actor, query).await;
            let unique: BTreeSet<String> = names.iter().cloned().collect();
            assert_eq!(unique.len(), names.len(), "{when}: a device twice");
            assert_eq!(unique, expected, "{when}: by {}", sort.as_str());
        }
        for filter in [
            "ownership=personal",
            "ownership.not=personal&category=Kiosk",
            "search=fh-1",
            "search=f",
            "search=fh-2&ownership=corporate",
            "user=user3@harbor.example",
            "silent_days=20",
            "checked_in.before=2026-09-10&sort=serial",
        ] {
            let query = DeviceQuery::from_query_string(filter).unwrap();
            let all: BTreeSet<String> = self
                .walk(&admin(), query.clone())
                .await
                .into_iter()
                .collect();
            let seen: BTreeSet<String> =
                self.walk(actor, query.clone()).await.into_iter().collect();
            let both: BTreeSet<String> = all.intersection(&expected).cloned().collect();
            assert_eq!(seen, both, "{when}: {filter}");
            let total = self.muster.count_devices(actor, &query).await.unwrap();
            assert_eq!(
                usize::try_from(total).unwrap(),
                both.len(),
                "{when}: {filter}"
            );
        }
        let figures = self.muster.load_overview(&with_reads(actor)).await.unwrap();
        assert_eq!(
            usize::try_from(figures.devices).unwrap(),
            expected.len(),
            "{when}"
        );
        let aged: i64 = figures.check_ins.iter().map(|(_, devices)| devices).sum();
        assert_eq!(aged, figures.devices, "{when}");
        let complied: i64 = figures.compliance.iter().map(|(_, devices)| devices).sum();
        assert_eq!(complied, figures.devices, "{when}");
        let mut export = self
            .muster
            .export_devices(actor, DeviceSelection::default(), ExportFormat::Csv)
            .await
            .unwrap();
        while export.next_piece().await.unwrap().is_some() {}
        assert_eq!(
            usize::try_from(export.rows()).unwrap(),
            expected.len(),
            "{when}"
        );
    }

    /// Every page of a list, and that each says the same total.
    async fn walk(&self, actor: &Actor, query: DeviceQuery) -> Vec<String> {
        let mut names = Vec::new();
        let mut query = query;
        let mut total = None;
        loop {
            let page = self.muster.list_devices(actor, &query).await.unwrap();
            assert_eq!(*total.get_or_insert(page.total), page.total);
            names.extend(page.items.into_iter().map(|device| device.face.name));
            match page.next {
                Some(next) => query = query.at_page(Some(next)),
                None => break,
            }
        }
        assert_eq!(i64::try_from(names.len()).unwrap(), total.unwrap());
        names
    }
}

/// The same, who may also see what the figures of the first page are made of.
fn with_reads(actor: &Actor) -> Actor {
    let mut actor = actor.clone();
    for grant in &mut actor.grants {
        grant.permissions.insert(Permission::ReadEnrollment);
        grant.permissions.insert(Permission::ReadImports);
    }
    actor
}

fn scope(groups: &[GroupId], tags: &[TagId]) -> Scope {
    Scope {
        groups: groups.to_vec(),
        tags: tags.to_vec(),
        ..Scope::default()
    }
}

#[tokio::test]
async fn a_limited_list_is_exact_whatever_changes() {
    on_each_database(async |muster| {
        let mut world = World::new(&muster).await;
        let (a, b) = (world.group("A").await, world.group("B").await);
        let (within, others) = (world.group("Within").await, world.group("Others").await);
        world.join(a, MemberKind::User, world.users[0].0).await;
        world.join(a, MemberKind::User, world.users[1].0).await;
        world.join(b, MemberKind::Group, within.0).await;
        world.join(within, MemberKind::User, world.users[3].0).await;
        world.join(within, MemberKind::Device, object_id(4)).await;
        world.join(others, MemberKind::Device, object_id(8)).await;
        let red = world.tag("Red", &[others]).await;
        let mut actors = Vec::new();
        for limits in [
            vec![scope(&[a], &[])],
            vec![scope(&[b], &[])],
            vec![scope(&[a, b], &[])],
            vec![scope(&[a], &[]), scope(&[b], &[])],
            vec![scope(&[a], &[red]), scope(&[b], &[default_tag()])],
            vec![Scope {
                all_users: true,
                ..Scope::default()
            }],
            vec![Scope {
                tags: vec![red],
                ..Scope::everything()
            }],
            vec![Scope {
                tags: vec![default_tag()],
                ..Scope::everything()
            }],
            vec![Scope::everything()],
        ] {
            let mut actor = admin();
            actor.grants.clear();
            for limit in limits {
                let held = world.holder(&[ReadDevices], limit).await;
                actor.grants.extend(held.grants);
            }
            actors.push(actor);
        }
        let check = async |world: &World<'_>, when: &str| {
            for (number, actor) in actors.iter().enumerate() {
                world.check(actor, &format!("{when}, actor {number}")).await;
            }
        };
        check(&world, "at first").await;
        world.join(a, MemberKind::User, world.users[5].0).await;
        check(&world, "after a user came").await;
        world.leave(a, world.users[0].0).await;
        check(&world, "after a user went").await;
        world.join(within, MemberKind::Group, others.0).await;
        check(&world, "after a group came into a group").await;
        world.leave(b, within.0).await;
        check(&world, "after a group went").await;
        world.join(b, MemberKind::Group, within.0).await;
        world.join(within, MemberKind::Group, b.0).await;
        check(&world, "with a circle of groups").await;
        world.join(a, MemberKind::Device, object_id(10)).await;
        check(&world, "after a device came").await;
        for owner in &mut world.owners {
            *owner = owner.map(|user| (user + 1) % USERS as usize);
        }
        world.owners[2] = Some(1);
        world.owners[0] = None;
        world.import_devices().await;
        check(&world, "after devices changed hands").await;
        let blue = world.tag("Blue", &[a]).await;
        check(&world, "with another tag").await;
        muster.delete_tag(&admin(), blue).await.unwrap();
        world.tags.pop();
        check(&world, "without it").await;
    })
    .await;
}

#[tokio::test]
async fn a_group_that_is_watched_again_is_looked_at_anew() {
    on_each_database(async |muster| {
        let mut world = World::new(&muster).await;
        let (a, keepers) = (world.group("A").await, world.group("Keepers").await);
        world.join(a, MemberKind::User, world.users[0].0).await;
        let content = AssignmentContent {
            name: "A".to_owned(),
            description: String::new(),
            members: vec![keepers],
            scope: scope(&[a], &[]),
        };
        let role = BuiltInRole::ReadOnlyOperator.id();
        let given = muster
            .create_assignment(&admin(), role, content.clone())
            .await
            .unwrap();
        let actor = Actor {
            grants: vec![Grant::new(
                "Limited",
                (&[ReadDevices][..]).into(),
                scope(&[a], &[]),
            )],
            ..admin()
        };
        world.check(&actor, "assigned").await;
        muster.delete_assignment(&admin(), given).await.unwrap();
        world.leave(a, world.users[0].0).await;
        world.join(a, MemberKind::User, world.users[1].0).await;
        muster
            .create_assignment(&admin(), role, content)
            .await
            .unwrap();
        world.check(&actor, "assigned again").await;
    })
    .await;
}

#[tokio::test]
async fn what_holds_here_does_not_hold_there() {
    on_each_database(async |muster| {
        let mut world = World::new(&muster).await;
        let (a, b) = (world.group("A").await, world.group("B").await);
        world.join(a, MemberKind::User, world.users[0].0).await;
        world.join(b, MemberKind::User, world.users[1].0).await;
        // Reads and changes in A, only reads in B.
        let mut actor = world
            .holder(&[ReadDevices, ChangeDevices], scope(&[a], &[]))
            .await;
        actor
            .grants
            .extend(world.holder(&[ReadDevices], scope(&[b], &[])).await.grants);
        world.check(&actor, "both are seen").await;
        let of_a = world.reached(&[scope(&[a], &[])]).len();
        let edit =
            DeviceEdit::from_pairs([("set_category", "set"), ("to_category", "Loaner")]).unwrap();
        let preview = muster.preview_device_edit(&actor, &edit).await.unwrap();
        assert_eq!(usize::try_from(preview.total).unwrap(), of_a);
        let id = muster.start_device_edit(&actor, &edit).await.unwrap();
        let done = loop {
            let edit = muster.find_device_edit(&admin(), id).await.unwrap();
            if edit.state != EditState::Running {
                break edit;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(usize::try_from(done.changed).unwrap(), of_a);
        world.check(&actor, "after the change").await;
        // Picked one by one, what is only read is as if it were not there.
        let list = |upn: &str| DeviceQuery::from_query_string(&format!("user={upn}")).unwrap();
        let read_only = muster
            .list_devices(&actor, &list(&upn(1)))
            .await
            .unwrap()
            .items[0]
            .id;
        let pairs = [
            ("id", read_only.to_string()),
            ("set_category", "set".to_owned()),
            ("to_category", "X".to_owned()),
        ];
        let edit = DeviceEdit::from_pairs(pairs).unwrap();
        let preview = muster.preview_device_edit(&actor, &edit).await.unwrap();
        assert_eq!((preview.total, preview.missing), (0, 1));
        // Whoever sees less takes back less.
        let other = world
            .holder(&[ReadDevices, ChangeDevices], scope(&[b], &[]))
            .await;
        let undone = muster.undo_device_edit(&other, id).await.unwrap();
        let undone = muster.find_device_edit(&admin(), undone).await.unwrap();
        assert_eq!(undone.total, 0);
        let why = async |permission| {
            let asked = muster
                .explain_refusal(&actor, permission, Some(read_only))
                .await;
            asked.unwrap().answer
        };
        assert!(matches!(why(ReadDevices).await, WhyNot::Allowed(_)));
        assert!(matches!(why(ChangeDevices).await, WhyNot::OutOfReach(roles) if roles.len() == 1));
        assert!(matches!(why(DeleteDevices).await, WhyNot::NotInRoles));
    })
    .await;
}

#[tokio::test]
async fn a_device_or_a_user_out_of_reach_is_refused_and_no_file_holds_it() {
    on_each_database(async |muster| {
        let mut world = World::new(&muster).await;
        let a = world.group("A").await;
        world.join(a, MemberKind::User, world.users[0].0).await;
        let actor = world
            .holder(&[ReadDevices, ReadDirectory], scope(&[a], &[]))
            .await;
        let all = DeviceQuery {
            page_size: 200,
            ..DeviceQuery::default()
        };
        let reached = world.reached(&[scope(&[a], &[])]);
        let everything = muster.list_devices(&admin(), &all).await.unwrap().items;
        let ids: Vec<_> = everything.iter().map(|device| device.id).collect();
        for device in &everything {
            let found = muster.find_device(&actor, device.id).await;
            let decided = muster.decision_for_device(&actor, device.id).await;
            if reached.contains(&device.face.name) {
                assert!(found.is_ok() && decided.is_ok());
            } else {
                assert!(matches!(found, Err(Error::Forbidden(ReadDevices))));
                assert!(matches!(decided, Err(Error::Forbidden(ReadDevices))));
            }
        }
        let records = muster.list_records_of_devices(&actor, &ids).await.unwrap();
        assert!(
            records
                .iter()
                .all(|record| reached.contains(&record.fields.name))
        );
        assert!(!records.is_empty());
        let words = muster.list_device_words(&actor).await.unwrap();
        assert_eq!(words.os, ["Windows"]);
        let own = muster.devices_of_user(&actor, &upn(0)).await.unwrap();
        assert!(!own.is_empty());
        let others = muster.devices_of_user(&actor, &upn(1)).await.unwrap();
        assert!(others.is_empty());
        let users = muster
            .list_users(&actor, &UserQuery::default())
            .await
            .unwrap();
        assert_eq!(users.total, 1);
        assert_eq!(users.items[0].id, world.users[0]);
        assert!(muster.find_user(&actor, world.users[0]).await.is_ok());
        let refused = muster.find_user(&actor, world.users[1]).await;
        assert!(matches!(refused, Err(Error::Forbidden(ReadDirectory))));
        let found = muster.find_user_by_upn(&actor, &upn(1)).await.unwrap();
        assert!(found.is_none());
        for kind in [FileKind::ManagedDevices, FileKind::Users] {
            let file = muster.export_file(&actor, kind, ExportFormat::Csv).await;
            assert!(
                matches!(file.map(drop), Err(Error::Forbidden(_))),
                "{kind:?}"
            );
        }
        let detail = muster.find_device(&actor, own[0].id).await.unwrap();
        assert!(
            detail
                .sources
                .iter()
                .any(|(field, _)| *field == DeviceField::Name)
        );
    })
    .await;
}
