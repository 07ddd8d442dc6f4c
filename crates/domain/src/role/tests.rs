//! The matrix of the built-in roles, written from the documentation and not from the code.

use std::collections::BTreeMap;

use super::*;
use crate::permission::Category;

/// The columns of the matrix.
const ROLES: [(&str, BuiltInRole); 9] = [
    ("RO", BuiltInRole::ReadOnlyOperator),
    ("HD", BuiltInRole::HelpDeskOperator),
    ("ES", BuiltInRole::EndpointSecurityManager),
    ("PP", BuiltInRole::PolicyAndProfileManager),
    ("SC", BuiltInRole::SchoolAdministrator),
    ("RA", BuiltInRole::IntuneRoleAdministrator),
    ("AM", BuiltInRole::ApplicationManager),
    ("EM", BuiltInRole::EndpointPrivilegeManager),
    ("ER", BuiltInRole::EndpointPrivilegeReader),
];

/// A row of the matrix: the category, the action, and the columns that say yes.
const MATRIX: &str = "
Managed devices              | Read                        | RO HD ES SC AM EM ER
Managed devices              | Update                      | HD ES SC
Managed devices              | Delete                      | ES SC
Managed devices              | Set primary user            | HD ES SC
Managed devices              | View reports                | RO HD ES
Remote tasks                 | Sync devices                | HD ES SC
Remote tasks                 | Reboot now                  | HD ES SC
Remote tasks                 | Retire                      | HD SC
Remote tasks                 | Wipe                        | HD SC
Remote tasks                 | Set device name             | HD SC
Remote tasks                 | Clean PC                    | HD SC
Remote tasks                 | Collect diagnostics         | HD SC
Remote tasks                 | Locate device               | HD SC
Remote tasks                 | Remote lock                 | HD ES SC
Remote tasks                 | Rotate BitLocker keys       | HD ES
Remote tasks                 | Rotate local admin password |
Corporate device identifiers | Read                        | RO HD ES PP
Corporate device identifiers | Create                      | PP
Corporate device identifiers | Update                      | PP
Corporate device identifiers | Delete                      | PP
Enrollment programs          | Read device                 | RO HD ES PP SC
Enrollment programs          | Create device               | PP SC
Enrollment programs          | Delete device               | PP SC
Enrollment programs          | Sync device                 | PP SC
Enrollment programs          | Read profile                | RO HD ES PP SC
Enrollment programs          | Create profile              | PP SC
Enrollment programs          | Update profile              | PP SC
Enrollment programs          | Delete profile              | PP SC
Enrollment programs          | Assign profile              | PP SC
Enrollment programs          | Enrollment-time grouping    | PP
Device enrollment managers   | Read                        | RO HD ES SC
Device enrollment managers   | Update                      | SC
Device configurations        | Read                        | RO HD ES PP SC AM
Device configurations        | Create                      | PP SC
Device configurations        | Update                      | PP SC
Device configurations        | Delete                      | PP SC
Device configurations        | Assign                      | PP SC
Terms and conditions         | Read                        | RO HD ES PP SC
Terms and conditions         | Create                      | PP SC
Terms and conditions         | Update                      | PP SC
Terms and conditions         | Delete                      | PP SC
Terms and conditions         | Assign                      | PP SC
Managed device cleanup rules | Update                      |
Audit data                   | Read                        | RO HD ES PP SC
Roles                        | Read                        | RO HD ES RA
Roles                        | Create                      | RA
Roles                        | Update                      | RA
Roles                        | Delete                      | RA
Roles                        | Assign                      | RA
Organization                 | Read                        | RO HD ES PP SC RA AM EM ER
Organization                 | Update                      |
Filters                      | Read                        | RO HD ES PP SC AM
Filters                      | Create                      | PP SC AM
Filters                      | Update                      | PP SC AM
Filters                      | Delete                      | PP SC AM
Enrollment settings          | Read                        | RO HD ES PP SC AM
Enrollment settings          | Update                      |
Directory                    | Read                        | RO HD ES PP SC AM EM ER
Directory                    | Update                      |
Imports                      | Read                        | RO HD ES SC
Imports                      | Create                      |
Views                        | Share                       | HD ES SC
";

fn matrix() -> BTreeMap<(String, String), Vec<String>> {
    MATRIX
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut cells = line.split('|').map(str::trim);
            let key = (
                cells.next().unwrap().to_owned(),
                cells.next().unwrap().to_owned(),
            );
            let yes = cells.next().unwrap();
            (key, yes.split_whitespace().map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn each_built_in_role_allows_what_the_matrix_says_and_nothing_else() {
    let mut matrix = matrix();
    for permission in Permission::ALL {
        let key = (
            permission.category().name().to_owned(),
            permission.action().to_owned(),
        );
        let yes = matrix
            .remove(&key)
            .unwrap_or_else(|| panic!("{key:?} is not in the matrix"));
        for (column, role) in ROLES {
            assert_eq!(
                role.permissions().contains(permission),
                yes.iter().any(|name| name == column),
                "{}: {key:?}",
                role.name()
            );
        }
    }
    assert!(matrix.is_empty(), "no permission for {matrix:?}");
}

#[test]
fn a_help_desk_operator_can_wipe_and_cannot_delete() {
    let held = BuiltInRole::HelpDeskOperator.permissions();
    assert!(held.contains(WipeDevices));
    assert!(!held.contains(DeleteDevices));
}

#[test]
fn a_role_administrator_holds_nothing_but_roles() {
    let others: Vec<_> = BuiltInRole::IntuneRoleAdministrator
        .permissions()
        .iter()
        .filter(|permission| permission.category() != Category::Roles)
        .collect();
    assert_eq!(others, [ReadOrganization]);
}

#[test]
fn each_directory_role_gives_what_the_table_says() {
    // Role, data, audit: write, read or nothing.
    for (role, data, audit) in [
        ("Global Administrator", "w", "w"),
        ("Intune Administrator", "w", "w"),
        ("Global Reader", "r", "r"),
        ("Helpdesk Administrator", "r", "r"),
        ("Security Administrator", "r", "r"),
        ("Security Operator", "r", "r"),
        ("Security Reader", "r", "r"),
        ("Compliance Administrator", "", "r"),
        ("Compliance Data Administrator", "", "r"),
        ("Reports Reader", "", "r"),
        ("Conditional Access Administrator", "", ""),
    ] {
        let held = DirectoryRole::from_claim(role).unwrap().permissions();
        for permission in Permission::ALL {
            let column = if permission == ReadAudit { audit } else { data };
            let expected = match column {
                "w" => true,
                "r" => permission.is_read(),
                _ => false,
            };
            assert_eq!(
                held.contains(permission),
                expected,
                "{role}: {permission:?}"
            );
        }
    }
}

#[test]
fn a_directory_role_is_known_by_its_template_id_and_by_its_name() {
    for role in DirectoryRole::ALL {
        for claim in [
            role.template().to_uppercase(),
            role.name().to_lowercase(),
            role.name().replace(' ', ""),
        ] {
            assert_eq!(DirectoryRole::from_claim(&claim), Some(role), "{claim}");
        }
    }
    for stranger in ["", "admin", "Administrator", "Global", "62e90394"] {
        assert_eq!(DirectoryRole::from_claim(stranger), None, "{stranger}");
    }
}

fn group(n: u128) -> GroupId {
    GroupId(Uuid::from_u128(n))
}

fn tag(n: u128) -> TagId {
    TagId(Uuid::from_u128(n))
}

fn scope(all: &str, groups: &[u128], tags: &[u128]) -> Scope {
    Scope {
        all_users: all.contains('u'),
        all_devices: all.contains('d'),
        groups: groups.iter().map(|n| group(*n)).collect(),
        tags: tags.iter().map(|n| tag(*n)).collect(),
    }
}

#[test]
fn nobody_can_give_what_no_single_grant_of_theirs_covers() {
    let read = Permissions::from_iter([ReadDevices]);
    let wipe = Permissions::from_iter([ReadDevices, WipeDevices]);
    let everything = Scope::everything();
    let held = |permissions, scope: &Scope| vec![Grant::new("Mine", permissions, scope.clone())];
    for (mine, theirs, covered) in [
        (&everything, &everything, true),
        (&everything, &scope("", &[1], &[7]), true),
        (&scope("u", &[], &[]), &everything, false),
        (&scope("u", &[], &[]), &scope("u", &[], &[]), true),
        // A group may hold devices too.
        (&scope("u", &[], &[]), &scope("", &[1], &[]), false),
        (&scope("", &[1, 2], &[]), &scope("", &[2], &[]), true),
        (&scope("", &[1, 2], &[]), &scope("", &[3], &[]), false),
        (&scope("ud", &[], &[7]), &everything, false),
        (&scope("ud", &[], &[7]), &scope("", &[1], &[]), false),
        (&scope("ud", &[], &[7]), &scope("", &[1], &[7]), true),
        (&scope("ud", &[], &[7]), &scope("", &[1], &[7, 8]), false),
    ] {
        let left = beyond(&held(wipe, mine), wipe, theirs);
        assert_eq!(left.is_empty(), covered, "{mine:?} gives {theirs:?}");
    }
    // What is read here and wiped there is not wiped here.
    let mut grants = held(read, &everything);
    grants.extend(held(wipe, &scope("", &[1], &[])));
    assert_eq!(
        beyond(&grants, wipe, &everything),
        Permissions::from_iter([WipeDevices])
    );
    assert!(beyond(&grants, wipe, &scope("", &[1], &[])).is_empty());
}

#[test]
fn a_device_is_reached_by_group_and_by_tag() {
    let tags = [
        Tag {
            id: tag(7),
            content: TagContent {
                groups: vec![group(70)],
                ..TagContent::default()
            },
        },
        Tag {
            id: tag(8),
            content: TagContent {
                groups: vec![group(80)],
                ..TagContent::default()
            },
        },
    ];
    for (scope, groups, has_user, reached) in [
        (Scope::everything(), &[][..], false, true),
        (scope("d", &[], &[]), &[], false, true),
        (scope("u", &[], &[]), &[], false, false),
        (scope("u", &[], &[]), &[], true, true),
        (scope("", &[1], &[]), &[1], false, true),
        (scope("", &[1], &[]), &[2], true, false),
        (scope("", &[], &[]), &[1], true, false),
        // With a tag.
        (scope("ud", &[], &[7]), &[70], true, true),
        (scope("ud", &[], &[7]), &[80], true, false),
        (scope("ud", &[], &[7]), &[70, 80], true, true),
        (scope("ud", &[], &[7]), &[], true, false),
        (scope("", &[1], &[7]), &[1], true, false),
        (scope("", &[1], &[7]), &[70], true, false),
        (scope("", &[1], &[7]), &[1, 70], true, true),
        // Without a tag it has the tag Default.
        (scope("ud", &[], &[0]), &[1], true, true),
        (scope("ud", &[], &[0]), &[70], true, false),
        (scope("ud", &[], &[0, 7]), &[70], true, true),
    ] {
        let groups: BTreeSet<GroupId> = groups.iter().map(|n| group(*n)).collect();
        assert_eq!(
            scope.reaches_device(&groups, has_user, &tags),
            reached,
            "{scope:?} and {groups:?}"
        );
    }
    let in_one = BTreeSet::from([group(1)]);
    for (scope, reached) in [
        (scope("u", &[], &[7]), true),
        (scope("d", &[], &[]), false),
        (scope("", &[1], &[]), true),
        (scope("", &[2], &[]), false),
    ] {
        assert_eq!(scope.reaches_user(&in_one), reached, "{scope:?}");
    }
}
