//! One line of a table for each way in which records come to look like duplicates, and for those that do not.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::{DeviceId, RecordId};
use crate::record::{JoinType, ManagedBy, OtherFields, RecordFields, RecordKind};

/// The day that the data speaks of.
fn today() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn ago(days: i64) -> Option<DateTime<Utc>> {
    Some(today() - TimeDelta::days(days))
}

/// A managed row, joined, of one user, enrolled and seen so many days ago.
fn managed(source: &str, device_id: u128, enrolled: i64, seen: i64) -> RecordFields {
    RecordFields {
        directory_device_id: (device_id > 0).then(|| Uuid::from_u128(device_id)),
        name: "LIM-017".to_owned(),
        serial: "PF3LEPNY".to_owned(),
        manufacturer: "LENOVO".to_owned(),
        model: "ThinkPad T14".to_owned(),
        os: "Windows".to_owned(),
        os_version: "10.0.26100.1".to_owned(),
        join_type: JoinType::Joined,
        user_upn: "ada@fabricharbor.example".to_owned(),
        wifi_mac: "3C58C2000017".to_owned(),
        ethernet_mac: "8C8CAA000017".to_owned(),
        enrolled_at: ago(enrolled),
        last_seen_at: ago(seen),
        ..RecordFields::empty(RecordKind::Managed, source.to_owned())
    }
}

/// A directory's object of the same machine.
fn object(source: &str, device_id: u128, registered: i64, seen: i64) -> RecordFields {
    RecordFields {
        directory_device_id: Some(Uuid::from_u128(device_id)),
        name: "lim-017".to_owned(),
        model: "ThinkPad T14".to_owned(),
        os: "Windows".to_owned(),
        join_type: JoinType::Joined,
        user_upn: "Ada@fabricharbor.example".to_owned(),
        registered_at: ago(registered),
        last_seen_at: ago(seen),
        ..RecordFields::empty(RecordKind::Directory, source.to_owned())
    }
}

fn autopilot(serial: &str) -> RecordFields {
    RecordFields {
        serial: serial.to_owned(),
        ..RecordFields::empty(RecordKind::Autopilot, serial.to_owned())
    }
}

fn with(mut record: RecordFields, change: impl FnOnce(&mut RecordFields)) -> RecordFields {
    change(&mut record);
    record
}

fn joined_as(record: RecordFields, join_type: JoinType) -> RecordFields {
    with(record, |record| record.join_type = join_type)
}

fn of_user(record: RecordFields, user: &str) -> RecordFields {
    with(record, |record| user.clone_into(&mut record.user_upn))
}

fn state(record: RecordFields, value: &str) -> RecordFields {
    with(record, |record| {
        record.other_fields = OtherFields([("Device state".to_owned(), value.to_owned())].into());
    })
}

fn evidence(records: &[RecordFields]) -> Vec<Evidence> {
    let lists = BlockLists::default();
    let ids = (1_u128..).map(|n| RecordId(Uuid::from_u128(n)));
    let device = DeviceId(Uuid::nil());
    records
        .iter()
        .zip(ids)
        .map(|(fields, id)| Evidence::of(id, device, fields, Keys::of(fields).flags, &lists))
        .collect()
}

/// "D5 merge certain 3 of 4 → 2": case, handling, confidence, how many of the records, and which of them stays.
fn told(records: &[RecordFields], findings: &[Finding]) -> Vec<String> {
    let tell = |finding: &Finding| {
        let handling = finding.handling(today());
        let stays = match (handling, finding.survivor) {
            (Handling::Merge, Some(survivor)) => format!(
                " → {}",
                records[usize::try_from(survivor.0.as_u128()).unwrap() - 1].source_id
            ),
            _ => String::new(),
        };
        let (case, sure) = (finding.case.as_str(), finding.confidence.as_str());
        format!(
            "{case} {} {sure} {} of {}{stays}",
            handling.as_str(),
            finding.members.len(),
            records.len()
        )
    };
    findings.iter().map(tell).collect()
}

fn findings(records: &[RecordFields]) -> Vec<Finding> {
    find(&evidence(records), &Common::default())
}

#[track_caller]
fn is(records: &[RecordFields], expected: &[&str]) {
    assert_eq!(told(records, &findings(records)), expected);
}

const HYBRID: JoinType = JoinType::HybridJoined;
const REGISTERED: JoinType = JoinType::Registered;

#[test]
fn a_healthy_device_is_no_finding() {
    is(
        &[
            managed("row", 1, 300, 1),
            object("object", 1, 301, 5),
            autopilot("PF3LEPNY"),
        ],
        &[],
    );
    is(&[managed("row", 0, 300, 1)], &[]);
    is(&[object("object", 1, 301, 5)], &[]);
    // The directory cuts names off after fifteen letters.
    let long = with(managed("row", 1, 300, 1), |row| {
        row.name = "FINANCE-LAPTOP-0017".to_owned();
    });
    is(
        &[
            long,
            with(object("object", 1, 301, 5), |object| {
                object.name = "finance-laptop-".to_owned();
            }),
        ],
        &[],
    );
}

#[test]
fn joined_then_enrolled_separately() {
    let joined = object("joined", 1, 200, 3);
    let row = with(managed("row", 2, 90, 1), |row| row.join_type = REGISTERED);
    let registered = joined_as(object("registered", 2, 90, 2), REGISTERED);
    is(
        &[joined.clone(), row.clone(), registered.clone()],
        &["D1 advise likely 3 of 3"],
    );
    let apart = with(managed("row", 0, 90, 1), |row| {
        row.join_type = JoinType::Unknown;
    });
    is(&[joined, apart], &["D1 advise likely 2 of 2"]);
    // The joined one came under management; the other one is left over, and may go when it has been silent.
    let converged = |seen| {
        vec![
            managed("good", 1, 30, 1),
            object("joined", 1, 320, 1),
            with(row.clone(), |row| row.last_seen_at = ago(seen)),
            with(registered.clone(), |object| object.last_seen_at = ago(seen)),
        ]
    };
    is(&converged(40), &["D1 merge certain 4 of 4 → good"]);
    is(&converged(20), &["D1 none certain 4 of 4"]);
    is(&converged(21), &["D1 merge certain 4 of 4 → good"]);
}

#[test]
fn registered_and_hybrid_joined() {
    let hybrid = [
        joined_as(managed("good", 1, 200, 1), HYBRID),
        joined_as(object("object", 1, 200, 1), HYBRID),
    ];
    let old_row = joined_as(managed("old", 2, 400, 50), REGISTERED);
    let old = joined_as(object("registered", 2, 400, 50), REGISTERED);
    let and = |more: &[RecordFields]| [&hybrid[..], more].concat();
    is(
        &and(&[old_row.clone(), old.clone()]),
        &["D2 merge certain 4 of 4 → good"],
    );
    is(&and(std::slice::from_ref(&old)), &["D2 none likely 3 of 3"]);
    is(
        &and(&[of_user(old, "wim@fabricharbor.example")]),
        &["D2 none possible 3 of 3"],
    );
}

#[test]
fn one_registration_per_user_is_left_alone() {
    let one = joined_as(object("one", 1, 200, 3), REGISTERED);
    let two = of_user(
        joined_as(object("two", 2, 100, 3), REGISTERED),
        "wim@fabricharbor.example",
    );
    is(&[one, two], &["D3 none possible 2 of 2"]);
}

#[test]
fn joined_again_and_again() {
    let turn = |n: u128, begin: i64, end: i64| {
        [
            managed(&format!("row{n}"), n, begin, end),
            object(&format!("object{n}"), n, begin, end),
        ]
    };
    let loops = [turn(1, 90, 73), turn(2, 72, 55), turn(3, 40, 1)].concat();
    is(&loops, &["D4 merge certain 6 of 6 → row3"]);
    let looping = [turn(1, 9, 7), turn(2, 6, 4), turn(3, 3, 1)].concat();
    is(&looping, &["D4 none certain 6 of 6"]);
    let objects = [
        vec![object("one", 1, 90, 73), object("two", 2, 72, 55)],
        turn(3, 40, 1).to_vec(),
    ]
    .concat();
    is(&objects, &["D4 none likely 4 of 4"]);
}

#[test]
fn reinstalled_and_what_forbids_to_merge_it() {
    let new = [managed("new", 1, 10, 1), object("new object", 1, 10, 2)];
    let old =
        |change: &dyn Fn(&mut RecordFields)| with(managed("old", 2, 400, 60), |row| change(row));
    let with_old = |row: RecordFields| [&new[..], &[row]].concat();
    let merged = &["D5 merge certain 3 of 3 → new"];
    is(&with_old(old(&|_| {})), merged);
    is(&with_old(old(&|row| row.name = "OTHER".to_owned())), merged);
    is(
        &with_old(old(&|row| row.serial = " pf3-lepny".to_owned())),
        merged,
    );
    is(
        &with_old(old(&|row| row.manufacturer = "Lenovo Inc.".to_owned())),
        merged,
    );
    let left = &["D5 none certain 3 of 3"];
    is(&with_old(old(&|row| row.last_seen_at = ago(12))), left);
    let blocked = |records: &[RecordFields], block: Block| {
        let findings = findings(records);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].blocks, [block], "{records:?}");
        assert_eq!(
            findings[0].handling(today() + TimeDelta::days(3650)),
            Handling::Leave
        );
    };
    blocked(
        &with_old(old(&|row| row.last_seen_at = None)),
        Block::NeverSeen,
    );
    blocked(
        &with_old(of_user(old(&|_| {}), "wim@fabricharbor.example")),
        Block::SeveralUsers,
    );
    blocked(
        &with_old(state(old(&|_| {}), "Retire pending")),
        Block::PendingAction,
    );
    blocked(
        &with_old(joined_as(old(&|_| {}), HYBRID)),
        Block::HybridLeftover,
    );
    let registered = [with_old(old(&|_| {})), vec![autopilot("PF3LEPNY")]].concat();
    blocked(&registered, Block::Autopilot);
    let mac = |row: RecordFields| with(row, |row| row.os = "macOS".to_owned());
    blocked(&[mac(new[0].clone()), mac(old(&|_| {}))], Block::NotWindows);
    let equal = [
        with(managed("a", 1, 10, 1), |row| row.last_seen_at = ago(30)),
        with(managed("b", 2, 10, 1), |row| row.last_seen_at = ago(30)),
    ];
    blocked(&equal, Block::Undecided);
}

#[test]
fn autopilot_places_are_not_duplicates() {
    let place = with(object("place", 1, 30, 3), |object| {
        object.name = "PF3LEPNY".to_owned();
        object.last_seen_at = None;
        object.user_upn.clear();
        object.model.clear();
    });
    is(
        &[autopilot("PF3LEPNY"), place.clone()],
        &["D6 none certain 2 of 2"],
    );
    // Without the registration it is a device of that name.
    is(std::slice::from_ref(&place), &[]);
    let hybrid = [
        joined_as(managed("row", 2, 200, 1), HYBRID),
        joined_as(object("object", 2, 200, 1), HYBRID),
    ];
    let anchored = [&hybrid[..], &[autopilot("PF3LEPNY"), place]].concat();
    is(&anchored, &["D7 none certain 4 of 4"]);
}

#[test]
fn the_configmgr_row_beside_the_other() {
    let row = joined_as(managed("row", 1, 100, 1), HYBRID);
    let client = |id| {
        with(joined_as(managed("client", id, 103, 1), HYBRID), |row| {
            row.managed_by = ManagedBy::Configmgr;
        })
    };
    is(&[row.clone(), client(1)], &["D8 none certain 2 of 2"]);
    is(&[row, client(0)], &["D8 none certain 2 of 2"]);
}

#[test]
fn another_serial_number_is_for_a_person_to_judge() {
    let old = managed("old", 1, 400, 60);
    let repaired = with(managed("new", 2, 10, 1), |row| {
        row.serial = "PF3AAAAA".to_owned();
    });
    is(&[old.clone(), repaired.clone()], &["D9 none likely 2 of 2"]);
    // Another adapter, too: these are two machines.
    let other = with(repaired, |row| row.wifi_mac = "3C58C2999999".to_owned());
    is(&[old, other], &["D14 none certain 2 of 2"]);
}

#[test]
fn two_machines_with_one_identity() {
    let one = managed("one", 1, 100, 1);
    let copy = |id| {
        with(managed("two", id, 100, 1), |row| {
            row.ethernet_mac = "8C8CAA000099".to_owned();
            row.os_version = "10.0.22631.1".to_owned();
        })
    };
    is(&[one.clone(), copy(1)], &["D10 split certain 2 of 2"]);
    is(&[one.clone(), copy(2)], &["D10 split certain 2 of 2"]);
    is(
        &[one, state(managed("two", 1, 100, 1), "Key conflict")],
        &["D10 split certain 2 of 2"],
    );
}

#[test]
fn an_object_that_waits_for_its_registration_again() {
    let hybrid = [
        joined_as(managed("row", 1, 200, 1), HYBRID),
        joined_as(object("object", 1, 200, 1), HYBRID),
    ];
    let pending = with(joined_as(object("pending", 2, 0, 0), HYBRID), |object| {
        object.user_upn.clear();
        object.registered_at = None;
        object.last_seen_at = None;
    });
    is(
        &[hybrid.to_vec(), vec![pending]].concat(),
        &["D12 none possible 3 of 3"],
    );
}

#[test]
fn a_device_with_two_names() {
    let renamed = with(object("object", 1, 301, 5), |object| {
        object.name = "FHX-0017".to_owned();
    });
    is(
        &[managed("row", 1, 300, 1), renamed],
        &["D14 merge certain 2 of 2 → row"],
    );
}

#[test]
fn one_serial_number_at_two_makers_is_two_machines() {
    let other = with(managed("two", 2, 300, 1), |row| {
        row.manufacturer = "HP".to_owned();
        row.name = "OTHER".to_owned();
    });
    is(
        &[managed("one", 1, 300, 1), other],
        &["D13 none certain 2 of 2"],
    );
}

#[test]
fn placeholders_docks_and_session_hosts_are_told_by_what_they_share() {
    let bucket = |records: &[RecordFields]| {
        let finding = shared(&evidence(records));
        finding.map(|finding| format!("{} {}", finding.case.as_str(), finding.members.len()))
    };
    let row = |n: u32, change: &dyn Fn(&mut RecordFields)| {
        with(managed(&format!("row{n}"), u128::from(n), 300, 1), |row| {
            row.serial = format!("PF3LEPN{n}");
            row.name = format!("LIM-{n}");
            change(row);
        })
    };
    let unnamed = |n| row(n, &|row| row.serial = "To be filled by O.E.M.".to_owned());
    assert_eq!(bucket(&[unnamed(1), unnamed(2)]).as_deref(), Some("D13 2"));
    assert_eq!(Keys::of(&unnamed(1)).trap, Keys::of(&unnamed(2)).trap);
    is(&[unnamed(1), unnamed(2)], &[]);
    assert_eq!(
        bucket(&[row(1, &|_| {}), row(2, &|_| {})]).as_deref(),
        Some("D15 2")
    );
    // The rows of one machine have one address.
    assert_eq!(
        bucket(&[managed("old", 1, 300, 60), managed("new", 2, 10, 1)]),
        None
    );
    let host = |name: &str, n| {
        with(
            joined_as(object(&format!("{name}{n}"), n, 30, 1), HYBRID),
            |object| {
                object.name = name.to_owned();
                object.model = "Virtual Machine".to_owned();
                object.user_upn.clear();
            },
        )
    };
    let hosts = [
        host("FHAVD-1", 1),
        host("FHAVD-1", 2),
        host("FHAVD-2", 3),
        host("FHAVD-10", 4),
    ];
    assert_eq!(bucket(&hosts).as_deref(), Some("D11 4"));
    is(&hosts, &[]);
    assert_eq!(bucket(&hosts[..3]), None);
}

#[test]
fn a_common_name_or_serial_number_is_no_evidence() {
    let records = [
        object("one", 1, 200, 3),
        object("two", 2, 100, 3),
        managed("old", 3, 300, 60),
        managed("new", 4, 10, 1),
    ];
    let common = Common {
        names: [Keys::of(&records[0]).name].into(),
        serials: ["PF3LEPNY".to_owned()].into(),
    };
    assert_eq!(
        told(&records, &find(&evidence(&records), &common)),
        Vec::<String>::new()
    );
}

#[test]
fn telephones_of_one_name_are_not_one() {
    let phone = |source: &str, id, serial: &str| {
        with(managed(source, id, 300, 1), |row| {
            row.os = "iOS/iPadOS".to_owned();
            row.name = "Ada's iPhone".to_owned();
            row.serial = serial.to_owned();
        })
    };
    is(&[phone("one", 1, "C1"), phone("two", 2, "C2")], &[]);
}

proptest::proptest! {
    #[test]
    fn the_order_of_records_changes_no_finding(order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let records = evidence(&[
            managed("old", 1, 300, 60), object("old object", 1, 300, 60), managed("new", 2, 10, 1), object("new object", 2, 10, 1),
            object("alone", 3, 500, 400), autopilot("PF3LEPNY"),
        ]);
        let shuffled: Vec<Evidence> = order.iter().map(|&index| records[index].clone()).collect();
        prop_assert_eq!(find(&shuffled, &Common::default()), find(&records, &Common::default()));
    }
}
