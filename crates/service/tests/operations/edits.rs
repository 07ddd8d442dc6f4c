//! Changing many devices by hand: what is previewed is what happens, an import does not take it away, and it can be taken
//! back.

use chrono::TimeDelta;
use domain::device::{
    BulkEdit, Device, DeviceEdit, DeviceField, DeviceQuery, EditState, SetByHand,
};
use domain::id::{DeviceId, EditId};
use domain::import::ImportRun;
use domain::record::Ownership;
use service::{Error, Muster};

use crate::common::{admin, on_each_database, test_day};

const HEADER: &str =
    "Device ID,Device name,Last check-in,Microsoft Entra Device ID,Category,Ownership,OS";

fn line(n: u32, category: &str, ownership: &str) -> String {
    format!(
        "0000000a-0000-4000-8000-{n:012x},FH-{n},2026-10-01 10:00:00,,{category},{ownership},{}\n",
        if n.is_multiple_of(2) {
            "Windows"
        } else {
            "macOS"
        }
    )
}

async fn import(muster: &Muster, text: &str) -> ImportRun {
    let id = muster
        .upload_import(&admin(), "devices.csv", text.as_bytes())
        .await
        .unwrap();
    muster.check_import(&admin(), id).await.unwrap();
    muster.apply_import(&admin(), id).await.unwrap()
}

/// Devices 0 to 9 of the category Kiosk; the even ones run Windows.
async fn fill(muster: &Muster) {
    let lines: String = (0..10).map(|n| line(n, "Kiosk", "Corporate")).collect();
    import(muster, &format!("{HEADER}\n{lines}")).await;
}

fn edit(pairs: &[(&str, &str)]) -> DeviceEdit {
    DeviceEdit::from_pairs(pairs.iter().copied()).unwrap()
}

async fn make(muster: &Muster, pairs: &[(&str, &str)]) -> BulkEdit {
    let id = muster
        .start_device_edit(&admin(), &edit(pairs))
        .await
        .unwrap();
    finished(muster, id).await
}

async fn undo(muster: &Muster, id: EditId) -> BulkEdit {
    let id = muster.undo_device_edit(&admin(), id).await.unwrap();
    finished(muster, id).await
}

async fn finished(muster: &Muster, id: EditId) -> BulkEdit {
    loop {
        let edit = muster.find_device_edit(&admin(), id).await.unwrap();
        if edit.state != EditState::Running {
            return edit;
        }
        tokio::task::yield_now().await;
    }
}

async fn named(muster: &Muster, name: &str) -> Device {
    let query = DeviceQuery {
        search: name.to_owned(),
        ..DeviceQuery::default()
    };
    let page = muster.list_devices(&admin(), &query).await.unwrap();
    page.items.into_iter().next().unwrap()
}

async fn set(muster: &Muster, id: DeviceId) -> SetByHand {
    muster.find_device(&admin(), id).await.unwrap().by_hand
}

async fn count(muster: &Muster, pairs: &[(&str, &str)]) -> i64 {
    let query = DeviceQuery::from_pairs(pairs.iter().copied()).unwrap();
    muster.count_devices(&admin(), &query).await.unwrap()
}

#[tokio::test]
async fn what_the_preview_says_is_what_happens_to_all_that_match() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        make(
            &muster,
            &[
                ("id", &named(&muster, "FH-2").await.id.to_string()),
                ("set_category", "set"),
                ("to_category", "Lab"),
            ],
        )
        .await;
        let pairs = [
            ("os", "Windows"),
            ("set_category", "set"),
            ("to_category", "Lab"),
            ("set_notes", "leave"),
        ];
        let preview = muster
            .preview_device_edit(&admin(), &edit(&pairs))
            .await
            .unwrap();
        assert_eq!(
            (
                preview.total,
                preview.would_change,
                preview.missing,
                preview.first.len()
            ),
            (5, 4, 0, 4)
        );
        let first = &preview.first[0];
        assert_eq!(first.before.category, "Kiosk");
        assert_eq!(first.after.as_ref().unwrap().category, "Lab");
        let done = make(&muster, &pairs).await;
        assert_eq!(
            (
                done.state,
                done.total,
                done.done,
                done.changed,
                done.unchanged(),
                done.failed
            ),
            (EditState::Done, 5, 5, 4, 1, 0)
        );
        assert_eq!(count(&muster, &[("category", "Lab")]).await, 5);
        assert_eq!(count(&muster, &[("category", "Kiosk")]).await, 5);
        let nothing = muster
            .start_device_edit(&admin(), &edit(&[("os", "Windows")]))
            .await;
        assert!(matches!(nothing, Err(Error::Invalid(_))));
    })
    .await;
}

#[tokio::test]
async fn what_is_set_by_hand_survives_the_next_import_until_it_is_taken_back() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let id = named(&muster, "FH-1").await.id.to_string();
        make(
            &muster,
            &[
                ("id", &id),
                ("set_category", "set"),
                ("to_category", "Lab"),
                ("set_ownership", "personal"),
                ("set_notes", "set"),
                ("to_notes", "Spare"),
            ],
        )
        .await;
        let changed = line(1, "Shop floor", "Corporate").replace("FH-1", "FH-1-NEW");
        import(&muster, &format!("{HEADER}\n{changed}")).await;
        let device = named(&muster, "FH-1-NEW").await;
        assert_eq!(
            (device.face.category.as_str(), device.face.ownership),
            ("Lab", Ownership::Personal)
        );
        let detail = muster.find_device(&admin(), device.id).await.unwrap();
        assert!(
            detail
                .sources
                .iter()
                .all(|(field, _)| !matches!(field, DeviceField::Category | DeviceField::Ownership))
        );
        let category = detail.by_hand.category.unwrap();
        assert_eq!(
            (category.value.as_str(), category.by.as_str(), category.at),
            ("Lab", "Maren Oduya", test_day())
        );
        assert_eq!(detail.by_hand.notes.unwrap().value, "Spare");
        make(
            &muster,
            &[
                ("id", &id),
                ("set_category", "clear"),
                ("set_ownership", "clear"),
                ("set_notes", "append"),
                ("to_notes", "since May"),
            ],
        )
        .await;
        let device = named(&muster, "FH-1-NEW").await;
        assert_eq!(
            (device.face.category.as_str(), device.face.ownership),
            ("Shop floor", Ownership::Corporate)
        );
        assert_eq!(
            set(&muster, device.id).await.notes.unwrap().value,
            "Spare\nsince May"
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_is_taken_back_where_nobody_changed_the_device_since() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let (one, two) = (
            named(&muster, "FH-1").await.id,
            named(&muster, "FH-3").await.id,
        );
        let done = make(
            &muster,
            &[
                ("os", "macOS"),
                ("set_category", "set"),
                ("to_category", "Lab"),
            ],
        )
        .await;
        make(
            &muster,
            &[
                ("id", &one.to_string()),
                ("set_category", "set"),
                ("to_category", "Mine"),
            ],
        )
        .await;
        make(
            &muster,
            &[
                ("id", &two.to_string()),
                ("set_notes", "set"),
                ("to_notes", "kept"),
            ],
        )
        .await;
        let back = undo(&muster, done.id).await;
        assert_eq!((back.total, back.changed, back.failed), (5, 4, 1));
        let failures = muster.list_edit_failures(&admin(), back.id).await.unwrap();
        assert_eq!(
            (failures[0].device_id, failures[0].name.as_str()),
            (one, "FH-1")
        );
        assert!(failures[0].reason.contains("category"));
        assert_eq!(count(&muster, &[("category", "Kiosk")]).await, 9);
        assert_eq!(set(&muster, two).await.values().notes, "kept");
        let done = muster.find_device_edit(&admin(), done.id).await.unwrap();
        assert_eq!(done.undone_by, Some(back.id));
        let again = muster.undo_device_edit(&admin(), done.id).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
        let again = undo(&muster, back.id).await;
        assert_eq!(
            (again.changed, count(&muster, &[("category", "Lab")]).await),
            (4, 4)
        );
    })
    .await;
}

#[tokio::test]
async fn a_picked_device_that_is_gone_is_listed_as_failed() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let there = named(&muster, "FH-1").await.id.to_string();
        let gone = "0000000a-0000-4000-8000-00000000ffff";
        let pairs = [("id", gone), ("id", &there), ("set_ownership", "personal")];
        let preview = muster
            .preview_device_edit(&admin(), &edit(&pairs))
            .await
            .unwrap();
        assert_eq!((preview.total, preview.missing), (1, 1));
        let done = make(&muster, &pairs).await;
        assert_eq!(
            (done.total, done.done, done.changed, done.failed),
            (2, 2, 1, 1)
        );
        let failures = muster.list_edit_failures(&admin(), done.id).await.unwrap();
        assert_eq!(failures[0].device_id.to_string(), gone);
    })
    .await;
}

#[tokio::test]
async fn a_change_that_a_killed_server_left_is_finished_by_another() {
    on_each_database(async |muster: Muster| {
        let lines: String = (0..1_700).map(|n| line(n, "", "Corporate")).collect();
        import(&muster, &format!("{HEADER}\n{lines}")).await;
        // The test's runtime has one thread: the work in the background has not begun when it is taken over.
        let pairs = [("set_category", "set"), ("to_category", "Lab")];
        let id = muster
            .start_device_edit(&admin(), &edit(&pairs))
            .await
            .unwrap();
        assert_eq!(muster.resume_device_edits().await.unwrap(), 0);
        muster.clock().advance(TimeDelta::minutes(2));
        let resumed = muster.resume_device_edits().await.unwrap();
        let done = finished(&muster, id).await;
        assert_eq!(
            (done.state, done.done, done.changed, done.failed),
            (EditState::Done, 1_700, 1_700, 0),
            "{resumed} resumed"
        );
        assert_eq!(count(&muster, &[("category", "Lab")]).await, 1_700);
    })
    .await;
}

#[tokio::test]
async fn what_is_set_by_hand_goes_with_the_records_of_a_device_that_ends() {
    on_each_database(async |muster: Muster| {
        let guid = "0000000d-0000-4000-8000-000000000001";
        let directory = |device: &str| format!("objectId,deviceId,displayName\n7f1c2c5e-93a0-4a0e-8f0e-0d3a1b7a0001,{device},FH-D\n");
        import(&muster, &directory("00000000-0000-0000-0000-000000000000")).await;
        let managed = format!("{HEADER}\n{}", line(1, "", "").replacen("10:00:00,,", &format!("10:00:00,{guid},"), 1));
        import(&muster, &managed).await;
        let left = named(&muster, "FH-D").await.id;
        let pairs = [("id", left.to_string()), ("set_notes", "set".to_owned()), ("to_notes", "Lent to Ana".to_owned()), ("set_category", "set".to_owned()), ("to_category", "Lab".to_owned())];
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(key, value)| (*key, value.as_str())).collect();
        make(&muster, &pairs).await;
        // Now the directory says that it is the managed one.
        import(&muster, &directory(guid)).await;
        let device = named(&muster, "FH-1").await;
        assert_eq!((device.record_count, device.face.category.as_str()), (2, "Lab"));
        assert_ne!(device.id, left);
        assert_eq!(set(&muster, device.id).await.values().notes, "Lent to Ana");
    })
    .await;
}
