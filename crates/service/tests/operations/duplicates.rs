//! Duplicates: groups are kept with the records that make them, and merging loses nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{admin, meddle, on_each_database, on_each_url, open_memory};
use chrono::TimeDelta;
use domain::actor::{Grant, Permission};
use domain::device::{BulkEdit, DeviceEdit, DeviceQuery, EditState};
use domain::directory::{MemberKind, NewGroup, NewUser};
use domain::duplicate::{
    Block, BlockedKind, Case, DuplicateDetail, DuplicateGroup, DuplicateQuery, GroupState,
    Handling, MergeOrder,
};
use domain::id::MergeId;
use domain::record::RecordKind;
use domain::role::{AssignmentContent, BuiltInRole, Scope};
use futures::future::join;
use service::duplicates::GroupLine;
use service::{Error, Muster};

pub(crate) const MANAGED: &str = "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Wi-Fi MAC,EthernetMAC,Primary user UPN,Compliance,Managed by,Ownership,OS,JoinType,Device state";
pub(crate) const AUTOPILOT: &str =
    "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag";
pub(crate) const DIRECTORY: &str = "displayName,operatingSystem,joinType,userNames,registrationTime,approximateLastSignInDateTime,deviceId,objectId,model";

pub(crate) fn guid(kind: u32, number: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// A managed row: its number, the machine whose serial number it has, and the day of September on which it was seen.
pub(crate) fn row(number: u32, machine: u32, day: u32) -> String {
    format!(
        "{},LIM-{machine:03},2026-0{}-01 08:00:00,2026-{:02}-{:02} 08:00:00,{},10.0.26100.1,PF{machine:04}X,LENOVO,ThinkPad T14,3C58C2{machine:06X},8C8CAA{machine:06X},user{machine}@example.org,Compliant,Intune,Corporate,Windows,Microsoft Entra joined,Managed",
        guid(0xa, number),
        if day < 32 { 1 } else { 8 },
        if day < 32 { 6 } else { 9 },
        if day < 32 { day } else { day - 31 },
        guid(0xd, number),
    )
}

pub(crate) fn object(number: u32, machine: u32) -> String {
    format!(
        "LIM-{machine:03},Windows,Microsoft Entra joined,user{machine}@example.org,2026-01-01T07:00:00Z,2026-06-03T07:00:00Z,{},{},ThinkPad T14",
        guid(0xd, number),
        guid(0xb, number)
    )
}

fn file(header: &str, lines: &[String]) -> String {
    let mut text = header.to_owned() + "\r\n";
    for line in lines {
        text += line;
        text += "\r\n";
    }
    text
}

pub(crate) async fn import(muster: &Muster, header: &str, lines: &[String]) {
    let text = file(header, lines);
    let id = muster
        .upload_import(&admin(), "file.csv", text.as_bytes())
        .await
        .unwrap();
    muster.check_import(&admin(), id).await.unwrap();
    let run = muster.apply_import(&admin(), id).await.unwrap();
    assert_eq!(run.bad, 0, "{run:?}");
}

async fn groups(muster: &Muster, state: GroupState) -> Vec<DuplicateGroup> {
    let query = DuplicateQuery {
        state,
        ..DuplicateQuery::default()
    };
    muster
        .list_duplicates(&admin(), &query)
        .await
        .unwrap()
        .items
}

async fn the_group(muster: &Muster, state: GroupState) -> DuplicateDetail {
    let groups = groups(muster, state).await;
    assert_eq!(groups.len(), 1, "{groups:?}");
    muster.find_duplicate(&admin(), groups[0].id).await.unwrap()
}

fn order(detail: &DuplicateDetail) -> MergeOrder {
    MergeOrder {
        group: detail.group.id,
        mark: detail.mark.clone(),
        survivor: None,
        despite_warnings: false,
    }
}

/// What programs read of every open group, without the groups' own ids.
pub(crate) async fn lines(muster: &Muster) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let each = |group: &GroupLine| {
        let mut records: Vec<_> = group
            .records
            .iter()
            .map(|record| format!("{} {}", record.kind, record.id))
            .collect();
        records.sort();
        lines.insert(format!(
            "{} {} {} {:?} {records:?}",
            group.case, group.proposed_action, group.confidence, group.survivor
        ));
        Ok(())
    };
    muster
        .export_duplicates(&admin(), &DuplicateQuery::default(), each)
        .await
        .unwrap();
    lines
}

/// Which records each device has, and what was set of it by hand.
pub(crate) async fn inventory(
    muster: &Muster,
) -> BTreeMap<Vec<(RecordKind, String)>, (String, String)> {
    let query = DeviceQuery {
        page_size: 200,
        ..DeviceQuery::default()
    };
    let page = muster.list_devices(&admin(), &query).await.unwrap();
    let mut all = BTreeMap::new();
    for device in &page.items {
        let detail = muster.find_device(&admin(), device.id).await.unwrap();
        assert_eq!(
            detail.device.record_count,
            i64::try_from(detail.records.len()).unwrap()
        );
        let mut records: Vec<_> = detail
            .records
            .iter()
            .map(|record| (record.fields.kind, record.fields.source_id.clone()))
            .collect();
        records.sort();
        all.insert(
            records,
            (device.face.name.clone(), detail.by_hand.values().notes),
        );
    }
    assert_eq!(i64::try_from(all.len()).unwrap(), page.total);
    all
}

pub(crate) async fn note(muster: &Muster, name: &str, serial_of: u32, text: &str) {
    let serial = format!("PF{serial_of:04}X");
    let pairs = [
        ("search", name),
        ("serial", &serial),
        ("set_notes", "set"),
        ("to_notes", text),
    ];
    let pairs = pairs.iter().filter(|(key, _)| *key != "serial");
    let edit = DeviceEdit::from_pairs(pairs.map(|(key, value)| (*key, *value))).unwrap();
    let id = muster.start_device_edit(&admin(), &edit).await.unwrap();
    for _ in 0..500 {
        let run: BulkEdit = muster.find_device_edit(&admin(), id).await.unwrap();
        if run.state != EditState::Running {
            return;
        }
        tokio::task::yield_now().await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("the change did not end");
}

#[tokio::test]
async fn the_order_of_files_changes_no_group_and_neither_does_a_recheck() {
    let managed = vec![
        row(1, 1, 3),
        row(2, 1, 40),
        row(3, 3, 40),
        row(4, 4, 3),
        row(5, 4, 40),
        row(6, 6, 40),
    ];
    let directory = vec![
        object(1, 1),
        object(2, 1),
        object(3, 3),
        object(4, 4),
        object(5, 4),
        object(90, 6),
    ];
    on_each_url(async |muster: Muster, url: String| {
        import(&muster, MANAGED, &managed).await;
        import(&muster, DIRECTORY, &directory).await;
        let first = lines(&muster).await;
        assert_eq!(
            first
                .iter()
                .filter(|line| line.starts_with("D5 merge certain"))
                .count(),
            2,
            "{first:#?}"
        );
        assert_eq!(
            first
                .iter()
                .filter(|line| line.starts_with("D5 none likely"))
                .count(),
            1
        );
        meddle(&url, "delete from duplicate_groups").await;
        muster.recheck_duplicates(&admin(), &|_| {}).await.unwrap();
        assert_eq!(lines(&muster).await, first);

        let other = open_memory().await;
        for line in &directory {
            import(&other, DIRECTORY, std::slice::from_ref(line)).await;
        }
        for line in managed.iter().rev() {
            import(&other, MANAGED, std::slice::from_ref(line)).await;
        }
        assert_eq!(lines(&other).await, first);
    })
    .await;
}

#[tokio::test]
async fn whatever_belongs_to_a_machine_joins_its_group_when_it_arrives() {
    on_each_database(async |muster: Muster| {
        let renamed = row(1, 1, 3).replace("LIM-001", "LIM-OLD");
        import(&muster, MANAGED, &[renamed, row(2, 1, 40)]).await;
        import(
            &muster,
            DIRECTORY,
            &[object(1, 1).replace("LIM-001", "LIM-OLD")],
        )
        .await;
        assert_eq!(the_group(&muster, GroupState::Open).await.group.records, 3);
        import(&muster, DIRECTORY, &[object(2, 1)]).await;
        assert_eq!(the_group(&muster, GroupState::Open).await.group.records, 4);
        import(&muster, AUTOPILOT, &["PF0001X,,hash,".to_owned()]).await;
        let detail = the_group(&muster, GroupState::Open).await;
        assert_eq!(
            (detail.group.records, detail.group.handling),
            (5, Handling::Leave)
        );
        assert_eq!(detail.group.blocks, [Block::Autopilot]);
    })
    .await;
}

#[tokio::test]
async fn a_registration_brings_together_what_only_it_knows_to_be_one() {
    on_each_database(async |muster: Muster| {
        let hybrid = |line: String| line.replace("Entra joined", "Entra hybrid joined");
        import(&muster, MANAGED, &[hybrid(row(1, 1, 40))]).await;
        let anchor = object(9, 1)
            .replace("LIM-001", "PF0001X")
            .replace("user1@example.org", "");
        import(&muster, DIRECTORY, &[hybrid(object(1, 1)), anchor]).await;
        assert_eq!(groups(&muster, GroupState::Open).await, []);
        import(&muster, AUTOPILOT, &["PF0001X,,hash,".to_owned()]).await;
        let group = the_group(&muster, GroupState::Open).await.group;
        assert_eq!((group.case, group.records), (Case::AutopilotHybrid, 4));
    })
    .await;
}

#[tokio::test]
async fn records_of_an_older_version_are_compared_when_a_server_begins() {
    on_each_url(async |muster: Muster, url: String| {
        import(&muster, MANAGED, &[row(1, 1, 3), row(2, 1, 40)]).await;
        let first = lines(&muster).await;
        for sql in [
            "delete from duplicate_groups",
            "update records set name_key = null, wired_key = null, trap_key = null",
        ] {
            meddle(&url, sql).await;
        }
        assert_eq!(groups(&muster, GroupState::Open).await, []);
        muster.compare_uncompared().await.unwrap();
        assert_eq!(lines(&muster).await, first);
        assert_eq!(first.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_group_goes_when_its_records_say_something_else() {
    on_each_database(async |muster: Muster| {
        import(&muster, MANAGED, &[row(1, 1, 3), row(2, 1, 40)]).await;
        assert_eq!(
            the_group(&muster, GroupState::Open).await.group.case,
            Case::Reinstalled
        );
        import(&muster, MANAGED, &[row(2, 2, 41)]).await;
        assert_eq!(groups(&muster, GroupState::Open).await, []);
        assert_eq!(
            muster
                .count_duplicates(&admin(), &DuplicateQuery::default())
                .await
                .unwrap(),
            []
        );
        import(&muster, MANAGED, &[row(2, 1, 41)]).await;
        let detail = the_group(&muster, GroupState::Open).await;
        assert_eq!((detail.records.len(), detail.hidden), (2, 0));
        assert_eq!(
            muster
                .count_duplicates(&admin(), &DuplicateQuery::default())
                .await
                .unwrap(),
            [(Case::Reinstalled, 1)]
        );
    })
    .await;
}

#[tokio::test]
async fn whether_a_leftover_is_silent_is_judged_by_the_time_of_the_data() {
    on_each_database(async |muster: Muster| {
        // Seen on 3 and 20 June; the data is of 20 June.
        import(&muster, MANAGED, &[row(1, 1, 3), row(2, 1, 20)]).await;
        let detail = the_group(&muster, GroupState::Open).await;
        assert_eq!(detail.group.handling, Handling::Leave);
        assert_eq!(detail.as_of.date_naive().to_string(), "2026-06-20");
        // Another device is seen on 5 September.
        import(&muster, MANAGED, &[row(7, 7, 36)]).await;
        assert_eq!(
            the_group(&muster, GroupState::Open).await.group.handling,
            Handling::Merge
        );
    })
    .await;
}

#[tokio::test]
async fn a_merge_keeps_every_record_and_can_be_taken_back() {
    on_each_database(async |muster: Muster| {
        import(
            &muster,
            MANAGED,
            &[row(1, 1, 3), row(2, 1, 40), row(3, 3, 40)],
        )
        .await;
        import(&muster, DIRECTORY, &[object(1, 1), object(2, 1)]).await;
        note(&muster, &guid(0xa, 1), 1, "Lent to Ana").await;
        let before = inventory(&muster).await;
        let detail = the_group(&muster, GroupState::Open).await;
        assert_eq!(
            detail.records[0].fields.source_id,
            guid(0xa, 2),
            "the one that stays comes first"
        );
        let merge = muster
            .merge_duplicate(&admin(), &order(&detail))
            .await
            .unwrap();

        let merged = inventory(&muster).await;
        assert_eq!(merged.len(), before.len() - 1);
        let device = merged
            .iter()
            .find(|(records, _)| records.len() == 4)
            .unwrap();
        assert_eq!(device.1, &("LIM-001".to_owned(), "Lent to Ana".to_owned()));
        let shown = the_group(&muster, GroupState::Merged).await;
        assert_eq!(shown.merge.as_ref().map(|merge| merge.id), Some(merge));
        assert_eq!(groups(&muster, GroupState::Open).await, []);
        // The same files again change nothing.
        import(
            &muster,
            MANAGED,
            &[row(1, 1, 3), row(2, 1, 41), row(3, 3, 40)],
        )
        .await;
        assert_eq!(inventory(&muster).await, merged);
        muster.recheck_duplicates(&admin(), &|_| {}).await.unwrap();
        assert_eq!(
            the_group(&muster, GroupState::Merged).await.group.id,
            shown.group.id
        );

        muster.undo_merge(&admin(), merge, false).await.unwrap();
        assert_eq!(inventory(&muster).await, before);
        let again = the_group(&muster, GroupState::Open).await;
        assert_eq!(again.group.handling, Handling::Merge);
        assert!(matches!(
            muster.undo_merge(&admin(), merge, false).await,
            Err(Error::Conflict(_))
        ));
        // And merged again.
        let second = muster
            .merge_duplicate(&admin(), &order(&again))
            .await
            .unwrap();
        assert_eq!(inventory(&muster).await, merged);
        muster.clock().advance(TimeDelta::days(31));
        assert!(matches!(
            muster.undo_merge(&admin(), second, false).await,
            Err(Error::Conflict(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn what_changed_since_the_preview_is_not_merged() {
    on_each_database(async |muster: Muster| {
        import(&muster, MANAGED, &[row(1, 1, 3), row(2, 1, 40)]).await;
        let detail = the_group(&muster, GroupState::Open).await;
        muster.clock().advance(TimeDelta::seconds(1));
        import(&muster, MANAGED, &[row(1, 1, 4)]).await;
        let before = inventory(&muster).await;
        assert!(matches!(
            muster.merge_duplicate(&admin(), &order(&detail)).await,
            Err(Error::Conflict(_))
        ));
        assert_eq!(inventory(&muster).await, before);
        // Of two who merge at once, one is told.
        let order = order(&the_group(&muster, GroupState::Open).await);
        let (actor, same) = (admin(), admin());
        let (one, two) = join(
            muster.merge_duplicate(&actor, &order),
            muster.merge_duplicate(&same, &order),
        )
        .await;
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(inventory(&muster).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn different_machines_are_never_merged_and_warnings_have_to_be_read() {
    on_each_database(async |muster: Muster| {
        let other_user = row(1, 1, 3).replace("user1@", "wim@");
        import(&muster, MANAGED, &[other_user, row(2, 1, 40)]).await;
        let detail = the_group(&muster, GroupState::Open).await;
        assert_eq!(detail.group.handling, Handling::Leave);
        assert!(matches!(
            muster.merge_duplicate(&admin(), &order(&detail)).await,
            Err(Error::Conflict(_))
        ));
        let looked = MergeOrder {
            despite_warnings: true,
            ..order(&detail)
        };
        let merge = muster.merge_duplicate(&admin(), &looked).await.unwrap();
        muster.undo_merge(&admin(), merge, false).await.unwrap();

        let clone = row(3, 1, 40)
            .replace("8C8CAA000001", "8C8CAA0000FF")
            .replace("26100.1", "22631.9")
            .replace("2026-08-01", "2026-01-01");
        import(&muster, MANAGED, &[clone]).await;
        let split = groups(&muster, GroupState::Open)
            .await
            .into_iter()
            .find(|group| group.case == Case::ClonedIdentity)
            .unwrap();
        let detail = muster.find_duplicate(&admin(), split.id).await.unwrap();
        let looked = MergeOrder {
            despite_warnings: true,
            ..order(&detail)
        };
        assert!(matches!(
            muster.merge_duplicate(&admin(), &looked).await,
            Err(Error::Conflict(_))
        ));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_duplicate_is_remembered_until_there_is_more() {
    on_each_database(async |muster: Muster| {
        import(&muster, MANAGED, &[row(1, 1, 3), row(2, 1, 40)]).await;
        let detail = the_group(&muster, GroupState::Open).await;
        muster
            .dismiss_duplicate(&admin(), detail.group.id, &detail.mark)
            .await
            .unwrap();
        assert_eq!(groups(&muster, GroupState::Open).await, []);
        import(&muster, MANAGED, &[row(2, 1, 41)]).await;
        let dismissed = the_group(&muster, GroupState::Dismissed).await;
        assert_eq!(dismissed.group.decided_by, admin().name);
        // A third record is new.
        import(&muster, MANAGED, &[row(3, 1, 50)]).await;
        let open = the_group(&muster, GroupState::Open).await;
        assert_eq!((open.group.id, open.group.records), (detail.group.id, 3));
        assert_eq!(
            open.group.decided_by,
            admin().name,
            "it says that somebody decided before"
        );
        muster
            .dismiss_duplicate(&admin(), open.group.id, &open.mark)
            .await
            .unwrap();
        let dismissed = the_group(&muster, GroupState::Dismissed).await;
        muster
            .reopen_duplicate(&admin(), dismissed.group.id, &dismissed.mark)
            .await
            .unwrap();
        assert_eq!(the_group(&muster, GroupState::Open).await.group.records, 3);
    })
    .await;
}

#[tokio::test]
async fn what_never_counts_can_be_added_to_and_taken_back() {
    on_each_database(async |muster: Muster| {
        import(
            &muster,
            MANAGED,
            &[row(1, 1, 3), row(2, 1, 40).replace("LIM-001", "OTHER")],
        )
        .await;
        assert_eq!(
            the_group(&muster, GroupState::Open).await.group.case,
            Case::Reinstalled
        );
        muster
            .block_value(&admin(), BlockedKind::Serial, "pf-0001 x")
            .await
            .unwrap();
        assert_eq!(groups(&muster, GroupState::Open).await, []);
        assert!(matches!(
            muster
                .block_value(&admin(), BlockedKind::Serial, "PF0001X")
                .await,
            Err(Error::Conflict(_))
        ));
        assert!(matches!(
            muster
                .block_value(&admin(), BlockedKind::Serial, "N/A")
                .await,
            Err(Error::Invalid(_))
        ));
        assert!(matches!(
            muster
                .block_value(&admin(), BlockedKind::Address, "dock")
                .await,
            Err(Error::Invalid(_))
        ));
        muster
            .block_value(&admin(), BlockedKind::Address, "8C:8C:AA")
            .await
            .unwrap();
        let listed = muster.list_blocked_values(&admin()).await.unwrap();
        assert_eq!(
            listed
                .iter()
                .map(|blocked| blocked.value.as_str())
                .collect::<Vec<_>>(),
            ["8c8caa", "PF0001X"]
        );
        muster
            .unblock_value(&admin(), BlockedKind::Serial, "PF0001X")
            .await
            .unwrap();
        assert_eq!(the_group(&muster, GroupState::Open).await.group.records, 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_sees_only_some_devices_sees_their_groups_and_merges_none_that_reaches_further() {
    on_each_database(async |muster: Muster| {
        import(
            &muster,
            MANAGED,
            &[
                row(1, 1, 3),
                row(2, 1, 40).replace("user1@", "wim@"),
                row(3, 3, 3),
                row(4, 3, 40),
            ],
        )
        .await;
        let group = muster
            .create_group(
                &admin(),
                NewGroup {
                    name: "Own".to_owned(),
                    description: String::new(),
                },
            )
            .await
            .unwrap();
        let group = group.id;
        let user = muster
            .create_user(&admin(), NewUser::of("user1@example.org", "Ada"))
            .await
            .unwrap();
        muster
            .add_group_member(&admin(), group, MemberKind::User, user.id.0)
            .await
            .unwrap();
        let scope = Scope {
            groups: vec![group],
            ..Scope::default()
        };
        let content = AssignmentContent {
            name: "Own".to_owned(),
            description: String::new(),
            members: vec![group],
            scope: scope.clone(),
        };
        muster
            .create_assignment(&admin(), BuiltInRole::HelpDeskOperator.id(), content)
            .await
            .unwrap();
        let mut helper = admin();
        helper.grants = vec![Grant::new(
            "Own",
            [Permission::ReadDevices, Permission::ChangeDevices]
                .as_slice()
                .into(),
            scope,
        )];
        let seen = muster
            .list_duplicates(&helper, &DuplicateQuery::default())
            .await
            .unwrap()
            .items;
        assert_eq!(seen.len(), 1);
        let detail = muster.find_duplicate(&helper, seen[0].id).await.unwrap();
        assert_eq!((detail.records.len(), detail.hidden), (1, 1));
        let looked = MergeOrder {
            despite_warnings: true,
            survivor: Some(detail.records[0].id),
            ..order(&detail)
        };
        assert!(matches!(
            muster.merge_duplicate(&helper, &looked).await,
            Err(Error::Conflict(_))
        ));
        let all = groups(&muster, GroupState::Open).await;
        let other = all.iter().find(|group| group.id != seen[0].id).unwrap();
        assert!(matches!(
            muster.find_duplicate(&helper, other.id).await,
            Err(Error::NotFound(_))
        ));
        assert_eq!(
            muster
                .count_duplicates(&helper, &DuplicateQuery::default())
                .await
                .unwrap(),
            [(Case::Reinstalled, 1)]
        );
    })
    .await;
}

/// A generator of numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((z ^ (z >> 31)) % u64::from(limit)).unwrap()
    }
}

#[tokio::test]
async fn whatever_is_merged_undone_and_imported_every_record_is_accounted_for() {
    on_each_database(async |muster: Muster| merge_and_undo(&muster, 20).await).await;
}

/// As many sequences as leave little to chance. Takes minutes.
#[tokio::test]
#[ignore = "takes minutes"]
async fn a_thousand_sequences_leave_every_record_accounted_for() {
    on_each_database(async |muster: Muster| merge_and_undo(&muster, 1_000).await).await;
}

/// Merges, undoes and imports at random. What stands after each sequence is what stands in a system in which nothing was
/// ever merged.
async fn merge_and_undo(muster: &Muster, sequences: u64) {
    let never_merged = open_memory().await;
    for sequence in 0..sequences {
        let mut dice = Dice(sequence);
        let mut merges = Vec::new();
        for _ in 0..3 + dice.below(10) {
            muster.clock().advance(TimeDelta::seconds(1));
            match dice.below(5) {
                0 | 1 => import_one(&mut dice, &[muster, &never_merged]).await,
                2 | 3 => merges.extend(merge_one(muster, &mut dice).await),
                _ => {
                    if let Some(merge) = merges.pop() {
                        muster.undo_merge(&admin(), merge, false).await.unwrap();
                    }
                }
            }
            let all = records(inventory(muster).await);
            let expected = records(inventory(&never_merged).await);
            assert_eq!(all, expected, "sequence {sequence}");
        }
        if sequence % 4 == 0 {
            let kept = lines(muster).await;
            muster.recheck_duplicates(&admin(), &|_| {}).await.unwrap();
            assert_eq!(lines(muster).await, kept, "sequence {sequence}");
        }
        for merge in merges.into_iter().rev() {
            muster.undo_merge(&admin(), merge, false).await.unwrap();
        }
        assert_eq!(
            inventory(muster).await,
            inventory(&never_merged).await,
            "sequence {sequence}"
        );
        assert_eq!(
            lines(muster).await,
            lines(&never_merged).await,
            "sequence {sequence}"
        );
    }
}

fn records(
    inventory: BTreeMap<Vec<(RecordKind, String)>, (String, String)>,
) -> Vec<(RecordKind, String)> {
    let mut records: Vec<_> = inventory.into_keys().flatten().collect();
    records.sort();
    records
}

async fn import_one(dice: &mut Dice, systems: &[&Muster]) {
    let (number, machine) = (1 + dice.below(12), 1 + dice.below(4));
    // June has 30 days.
    let day = [dice.below(30) + 1, dice.below(24) + 32][dice.below(2) as usize];
    let (header, line) = if dice.below(3) == 0 {
        (DIRECTORY, object(number, machine))
    } else {
        (MANAGED, row(number, machine, day))
    };
    for muster in systems {
        import(muster, header, std::slice::from_ref(&line)).await;
    }
}

/// Merges an open group into one of its records, if it may be.
async fn merge_one(muster: &Muster, dice: &mut Dice) -> Option<MergeId> {
    let open = groups(muster, GroupState::Open).await;
    let group = open.get(dice.below(4) as usize)?;
    let detail = muster.find_duplicate(&admin(), group.id).await.unwrap();
    let survivor = detail.records.get(dice.below(3) as usize)?.id;
    let order = MergeOrder {
        despite_warnings: true,
        survivor: Some(survivor),
        ..order(&detail)
    };
    match muster.merge_duplicate(&admin(), &order).await {
        Ok(merge) => Some(merge),
        Err(Error::Conflict(_)) => None,
        Err(error) => panic!("{error:?}"),
    }
}
