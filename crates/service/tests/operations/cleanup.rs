//! Cleanup rules: what is silent is hidden and nothing else, and all of it comes back as it was.

use std::time::Duration;

use crate::common::{admin, meddle, on_each_database, on_each_url};
use crate::duplicates::{
    AUTOPILOT, DIRECTORY, MANAGED, guid, import, inventory, lines, note, object, row,
};
use chrono::TimeDelta;
use domain::cleanup::{Band, CleanupRun, Guard, HiddenQuery, Platform, RuleDraft, RunState};
use domain::device::DeviceQuery;
use domain::offboarding::{Step, StepState};
use domain::record::RecordKind;
use service::{Error, Muster};

fn rule(platform: Platform, days: u32, version: i64) -> RuleDraft {
    RuleDraft {
        platform,
        days,
        is_on: true,
        note: String::new(),
        version,
    }
}

/// Waits until no run goes on, and gives the newest.
async fn ended(muster: &Muster) -> Option<CleanupRun> {
    for _ in 0..1_000 {
        let runs = muster.list_cleanup_runs(&admin()).await.unwrap();
        if runs.iter().all(|run| run.state != RunState::Running) {
            return runs.into_iter().next();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the run did not end");
}

async fn apply(muster: &Muster, platform: Platform, days: u32) -> CleanupRun {
    muster
        .save_cleanup_rule(&admin(), &rule(platform, days, 0))
        .await
        .unwrap();
    ended(muster).await.expect("something is hidden")
}

async fn names(muster: &Muster) -> Vec<String> {
    let query = DeviceQuery::default();
    let page = muster.list_devices(&admin(), &query).await.unwrap();
    assert_eq!(i64::try_from(page.items.len()).unwrap(), page.total);
    let mut names: Vec<String> = page
        .items
        .into_iter()
        .map(|device| device.face.name)
        .collect();
    names.sort();
    names
}

async fn hidden(muster: &Muster) -> Vec<(String, bool)> {
    let page = muster
        .list_hidden_records(&admin(), &HiddenQuery::default())
        .await
        .unwrap();
    assert_eq!(i64::try_from(page.items.len()).unwrap(), page.total);
    let mut hidden: Vec<_> = page
        .items
        .into_iter()
        .map(|record| (record.name, record.is_listed))
        .collect();
    hidden.sort();
    hidden
}

/// Machines 1 to 9 were last seen on 3 June, 10 on 9 September, which is the day of the data: 98 days later.
async fn fill(muster: &Muster) {
    let hybrid = |line: String| line.replace("Entra joined", "Entra hybrid joined");
    let never = row(3, 3, 3).replace("2026-06-03 08:00:00", "0001-01-01 00:00:00");
    let managed = vec![
        row(1, 1, 3),
        row(2, 2, 3),
        never,
        row(4, 4, 3).replace(",Managed", ",RetirePending"),
        hybrid(row(5, 5, 3)),
        row(6, 6, 3),
        row(7, 7, 3),
        row(8, 8, 3).replace(",Intune,", ",ConfigMgr,"),
        row(9, 9, 3).replace(",Windows,", ",macOS,"),
        row(10, 10, 40),
    ];
    import(muster, MANAGED, &managed).await;
    let active = object(7, 7).replace("2026-06-03T07", "2026-09-01T07");
    let directory = vec![object(2, 2), hybrid(object(5, 5)), object(6, 6), active];
    import(muster, DIRECTORY, &directory).await;
    import(muster, AUTOPILOT, &["PF0006X,,hash,".to_owned()]).await;
}

#[tokio::test]
async fn what_is_silent_is_hidden_and_what_is_guarded_is_not() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let preview = muster
            .preview_cleanup(&admin(), Platform::Windows, 98)
            .await
            .unwrap();
        // Seen 98 days ago to the hour is not longer ago than that.
        assert_eq!(preview.would_hide, 0);
        assert_eq!(preview.as_of.date_naive().to_string(), "2026-09-09");

        let preview = muster
            .preview_cleanup(&admin(), Platform::Windows, 97)
            .await
            .unwrap();
        let mut shown: Vec<_> = preview
            .first
            .iter()
            .map(|record| (record.name.as_str(), record.others))
            .collect();
        shown.sort_unstable();
        assert_eq!(shown, [("LIM-001", 0), ("LIM-002", 1)]);
        assert_eq!(preview.would_hide, 2);
        assert_eq!(
            preview.left_out,
            [
                (Guard::NeverSeen, 1),
                (Guard::PendingAction, 1),
                (Guard::Hybrid, 1),
                (Guard::Autopilot, 1),
                (Guard::ActiveInDirectory, 1),
                (Guard::ManagedElsewhere, 1),
            ]
        );
        let before = names(&muster).await;
        assert_eq!(before.len(), 10);

        let run = apply(&muster, Platform::Windows, 97).await;
        assert_eq!((run.state, run.hidden), (RunState::Done, 2));
        assert_eq!(run.started_by, "");
        // One has a directory object still; it is not managed any more.
        assert_eq!(
            hidden(&muster).await,
            [("LIM-001".to_owned(), false), ("LIM-002".to_owned(), true)]
        );
        assert_eq!(names(&muster).await.len(), 9);
        let kinds = inventory(&muster).await;
        assert!(kinds.contains_key(&vec![(RecordKind::Directory, guid(0xb, 2))]));

        let rules = muster.list_cleanup_rules(&admin()).await.unwrap();
        assert_eq!(rules[0].hidden, 2);
        // The rule has nothing to do any more, and leaves no trace of that.
        muster
            .run_cleanup(&admin(), Platform::Windows)
            .await
            .unwrap();
        ended(&muster).await;
        assert_eq!(muster.list_cleanup_runs(&admin()).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_has_a_rule_of_its_own_is_not_one_of_all_others() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let others = async || {
            muster
                .preview_cleanup(&admin(), Platform::Other, 97)
                .await
                .unwrap()
                .would_hide
        };
        assert_eq!(others().await, 3);
        let off = RuleDraft {
            is_on: false,
            ..rule(Platform::Macos, 270, 0)
        };
        muster.save_cleanup_rule(&admin(), &off).await.unwrap();
        assert_eq!(others().await, 2);
        assert!(ended(&muster).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn taking_a_run_back_restores_records_devices_and_what_was_set_by_hand() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        // Two rows of one machine, one of them silent: hiding it takes the group with it.
        import(&muster, MANAGED, &[row(21, 21, 3), row(22, 21, 40)]).await;
        note(&muster, "LIM-001", 1, "Lent to the museum").await;
        let (before, groups) = (inventory(&muster).await, lines(&muster).await);
        assert!(groups.iter().any(|line| line.starts_with("D5 merge")));

        let run = apply(&muster, Platform::Windows, 97).await;
        assert_eq!(run.hidden, 3);
        assert_ne!(inventory(&muster).await, before);
        let open = lines(&muster).await;
        assert!(!open.iter().any(|line| line.starts_with("D5")), "{open:?}");
        muster.recheck_duplicates(&admin(), &|_| {}).await.unwrap();
        assert_eq!(lines(&muster).await, open);

        assert_eq!(muster.undo_cleanup(&admin(), run.id).await.unwrap(), 3);
        assert_eq!(inventory(&muster).await, before);
        assert_eq!(lines(&muster).await, groups);
        let run = ended(&muster).await.unwrap();
        assert_eq!(
            (run.still_hidden, run.undone_by.as_str()),
            (0, "Maren Oduya")
        );
        assert!(matches!(
            muster.undo_cleanup(&admin(), run.id).await,
            Err(Error::Conflict(_))
        ));

        // The rule is on, and leaves alone what somebody brought back …
        let preview = muster
            .preview_cleanup(&admin(), Platform::Windows, 97)
            .await
            .unwrap();
        assert_eq!(preview.would_hide, 0);
        assert!(preview.left_out.contains(&(Guard::Spared, 3)));
        // … until it was heard of again, and fell silent again.
        import(&muster, MANAGED, &[row(1, 1, 4)]).await;
        let preview = muster
            .preview_cleanup(&admin(), Platform::Windows, 96)
            .await
            .unwrap();
        assert_eq!(preview.would_hide, 1);
    })
    .await;
}

#[tokio::test]
async fn a_hidden_record_comes_back_by_itself_when_it_checks_in() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        note(&muster, "LIM-001", 1, "Lent to the museum").await;
        let before = inventory(&muster).await;
        let device = muster
            .list_devices(
                &admin(),
                &DeviceQuery {
                    search: "LIM-001".to_owned(),
                    ..DeviceQuery::default()
                },
            )
            .await
            .unwrap()
            .items[0]
            .id;
        let run = apply(&muster, Platform::Windows, 97).await;
        let after = inventory(&muster).await;
        // The same file again: it was not heard of since.
        import(&muster, MANAGED, &[row(1, 1, 3), row(2, 2, 3)]).await;
        assert_eq!(inventory(&muster).await, after);
        // A file with a newer check-in of one of them.
        let file = [row(1, 1, 39), row(2, 2, 3)];
        import(&muster, MANAGED, &file).await;
        assert_eq!(
            hidden(&muster).await,
            [("LIM-002".to_owned(), true)],
            "the other one stays"
        );
        let found = muster.find_device(&admin(), device).await.unwrap();
        assert_eq!(found.by_hand.values().notes, "Lent to the museum");
        assert_eq!(
            found.device.face.last_check_in_at.unwrap().date_naive(),
            (run.as_of - TimeDelta::days(1)).date_naive()
        );
        // What is left of the run can be taken back still.
        assert_eq!(muster.undo_cleanup(&admin(), run.id).await.unwrap(), 1);
        assert_eq!(inventory(&muster).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_rule_that_is_due_is_applied_by_one_server_and_finished_by_another() {
    on_each_url(async |muster: Muster, url: String| {
        fill(&muster).await;
        let off = RuleDraft {
            is_on: false,
            ..rule(Platform::Windows, 97, 0)
        };
        muster.save_cleanup_rule(&admin(), &off).await.unwrap();
        assert_eq!(muster.run_due_cleanups().await.unwrap(), 0);
        meddle(&url, "update cleanup_rules set is_on = true").await;
        let other = muster.clone();
        let (one, two) =
            futures::future::join(muster.run_due_cleanups(), other.run_due_cleanups()).await;
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        let run = ended(&muster).await.unwrap();
        assert_eq!(run.hidden, 2);

        // A server that was killed in the middle leaves a run that nobody moves.
        muster.undo_cleanup(&admin(), run.id).await.unwrap();
        meddle(&url, "delete from spared_records").await;
        meddle(
            &url,
            "update cleanup_runs set state = 'running', hidden = 0, progress_at = '2026-10-05 07:00:00+00:00'",
        )
        .await;
        assert_eq!(muster.resume_cleanups().await.unwrap(), 1);
        let run = ended(&muster).await.unwrap();
        assert_eq!((run.state, run.hidden), (RunState::Done, 2));
    })
    .await;
}

#[tokio::test]
async fn a_rule_that_somebody_else_changed_is_not_overwritten() {
    on_each_database(async |muster: Muster| {
        let draft = rule(Platform::Windows, 90, 0);
        muster.save_cleanup_rule(&admin(), &draft).await.unwrap();
        let again = RuleDraft {
            days: 120,
            ..draft.clone()
        };
        assert!(matches!(
            muster.save_cleanup_rule(&admin(), &again).await,
            Err(Error::Conflict(_))
        ));
        let newer = RuleDraft {
            version: 1,
            ..again
        };
        muster.save_cleanup_rule(&admin(), &newer).await.unwrap();
        let kept = muster
            .find_cleanup_rule(&admin(), Platform::Windows)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((kept.days, kept.version), (120, 2));
        let bad = RuleDraft {
            days: 20,
            version: 2,
            ..newer
        };
        match muster.save_cleanup_rule(&admin(), &bad).await {
            Err(Error::Invalid(invalid)) => assert_eq!(invalid.field, "days"),
            other => panic!("{other:?}"),
        }
        muster
            .delete_cleanup_rule(&admin(), Platform::Windows)
            .await
            .unwrap();
        assert_eq!(muster.list_cleanup_rules(&admin()).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn bands_of_silence_count_every_device_once() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let stale = muster.count_stale_devices(&admin()).await.unwrap();
        assert_eq!(stale.as_of.date_naive().to_string(), "2026-09-09");
        let counted: Vec<_> = stale
            .bands
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect();
        assert_eq!(
            counted,
            [(Band::InUse, 1), (Band::Days90, 8), (Band::Never, 1)]
        );
    })
    .await;
}

#[tokio::test]
async fn the_steps_of_leaving_are_noted_in_their_order() {
    on_each_database(async |muster: Muster| {
        fill(&muster).await;
        let query = DeviceQuery {
            search: "LIM-002".to_owned(),
            ..DeviceQuery::default()
        };
        let devices = muster.list_devices(&admin(), &query).await.unwrap();
        let id = devices.items[0].id;
        let finish = async |step| muster.finish_offboarding_step(&admin(), id, step).await;
        for (step, is_right) in [
            (Step::Retire, false),
            (Step::Wait, false),
            (Step::SaveKeys, true),
            (Step::SaveKeys, false),
            (Step::RemoveAutopilot, false),
            (Step::Retire, true),
            (Step::Delete, false),
            (Step::Disable, true),
            (Step::Delete, false),
        ] {
            match finish(step).await {
                Ok(()) => assert!(is_right, "{step:?}"),
                Err(Error::Conflict(_)) => assert!(!is_right, "{step:?}"),
                Err(error) => panic!("{error}"),
            }
        }
        let (name, plan) = muster.find_offboarding(&admin(), id).await.unwrap();
        assert_eq!(name, "LIM-002");
        assert!(matches!(
            plan.step(Step::Wait).unwrap().state,
            StepState::Until(_)
        ));
        let leaving = muster.list_leaving_devices(&admin()).await.unwrap();
        assert_eq!(leaving.len(), 1);
        assert_eq!(leaving[0].last_step, Step::Disable);

        let undo = async |step| muster.undo_offboarding_step(&admin(), id, step).await;
        assert!(matches!(undo(Step::Retire).await, Err(Error::Conflict(_))));
        undo(Step::Disable).await.unwrap();
        undo(Step::Retire).await.unwrap();
        undo(Step::SaveKeys).await.unwrap();
        assert_eq!(muster.list_leaving_devices(&admin()).await.unwrap(), []);
    })
    .await;
}
