//! The audit log: what is in it, how it is looked through, that no change behind its back goes unseen, and that it can be
//! moved to files without losing anything.

use chrono::TimeDelta;
use domain::actor::{Actor, Permission};
use domain::audit::{AuditQuery, AuditResult};
use domain::directory::{NewGroup, NewUser};
use domain::export::ExportFormat;
use service::audit::{Archive, FaultKind, Verified, read_archive};
use service::sign_ins::Origin;
use service::{Clock, Error, Muster};

use crate::common::{admin, holder_of, meddle, on_each_database, on_each_url, test_day};

/// Does things that are logged: `count` users, a minute apart.
async fn add_users(muster: &Muster, count: usize) {
    for n in 0..count {
        muster
            .create_user(
                &admin(),
                NewUser::of(format!("user{n}@harbor.example"), format!("User {n}")),
            )
            .await
            .unwrap();
        muster.clock().advance(TimeDelta::minutes(1));
    }
}

async fn verify(muster: &Muster) -> Verified {
    muster
        .verify_audit_log(&admin(), &[], &|_, _| {})
        .await
        .unwrap()
}

/// The faults as kind and numbers.
async fn faults(muster: &Muster) -> Vec<(FaultKind, i64, i64)> {
    let verified = verify(muster).await;
    assert_eq!(verified.faults.len(), verified.fault_count);
    verified
        .faults
        .iter()
        .map(|fault| (fault.kind, fault.sequence, fault.other_sequence))
        .collect()
}

#[tokio::test]
async fn an_untouched_log_is_whole() {
    on_each_database(async |muster| {
        let empty = verify(&muster).await;
        assert_eq!((empty.entries, empty.fault_count), (0, 0));
        add_users(&muster, 5).await;
        let verified = verify(&muster).await;
        assert_eq!((verified.entries, verified.fault_count), (5, 0));
        assert_eq!(verified.through.sequence, 5);
        // What was not done is not in it.
        let taken = NewUser::of("user0@harbor.example", "Other");
        assert!(muster.create_user(&admin(), taken).await.is_err());
        assert_eq!(verify(&muster).await.entries, 5);
    })
    .await;
}

#[tokio::test]
async fn the_same_entries_have_the_same_hash_on_both_databases() {
    let ends = std::sync::Mutex::new(Vec::new());
    on_each_url(async |muster, url| {
        add_users(&muster, 1).await;
        // Ids are random: the entry is made the same, then taken into the chain from the table of old entries.
        meddle(
            &url,
            &format!(
                "delete from audit_events;
                 update audit_chain set sequence = 0, hash = {};
                 insert into unchained_audit_events
                     (id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after)
                 values ({}, '2026-10-05T08:00:00.123456+00:00', 'account', null, 'Søren', '::1', 'sign_in', 'account', 'Søren', null, '{{}}')",
                zeros(&url),
                literal(&url, "0192f3a0000070008000000000000001"),
            ),
        )
        .await;
        let again = Muster::open(&url, "https://muster.example.org", Clock::fixed(test_day()))
            .await
            .unwrap();
        let verified = verify(&again).await;
        assert_eq!((verified.entries, verified.fault_count), (1, 0));
        ends.lock().unwrap().push(verified.through);
        again.close().await;
    })
    .await;
    let ends = ends.into_inner().unwrap();
    assert_eq!(ends[0], ends[1]);
}

fn zeros(url: &str) -> &'static str {
    if url.starts_with("sqlite:") {
        "zeroblob(32)"
    } else {
        "decode(repeat('00', 32), 'hex')"
    }
}

/// An id as a literal.
fn literal(url: &str, hex: &str) -> String {
    if url.starts_with("sqlite:") {
        format!("x'{hex}'")
    } else {
        format!("'{hex}'")
    }
}

#[tokio::test]
async fn entries_from_before_the_chain_are_taken_into_it_in_their_order() {
    on_each_url(async |muster, url| {
        let mut sql = String::new();
        for n in 1..=5 {
            sql.push_str(&format!(
                "insert into unchained_audit_events
                     (id, at, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before, after)
                 values ({}, '2026-10-0{n}T08:00:00+00:00', 'account', null, 'Maren', '', 'old_{n}', 'user', '1', null, null);",
                literal(&url, &format!("0192f3a000007000800000000000000{}", 9 - n)),
            ));
        }
        meddle(&url, &sql).await;
        let again = Muster::open(&url, "", Clock::fixed(test_day())).await.unwrap();
        let actions: Vec<String> = again
            .list_audit_entries(&admin(), &AuditQuery::default())
            .await
            .unwrap()
            .items
            .into_iter()
            .map(|entry| entry.action)
            .collect();
        assert_eq!(actions, ["old_5", "old_4", "old_3", "old_2", "old_1"]);
        assert_eq!(verify(&again).await.fault_count, 0);
        add_users(&muster, 1).await;
        assert_eq!(verify(&again).await.entries, 6);
        again.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_change_of_any_column_is_found_and_named() {
    on_each_url(async |muster, url| {
        add_users(&muster, 6).await;
        let is_sqlite = url.starts_with("sqlite:");
        let flipped = |column: &str| {
            if is_sqlite {
                "randomblob(32)".to_owned()
            } else {
                format!("set_byte({column}, 0, get_byte({column}, 0) # 1)")
            }
        };
        let uuid = |column: &str| {
            if is_sqlite {
                "randomblob(16)".to_owned()
            } else {
                format!("overlay({column}::text placing 'f' from 3 for 1)::uuid")
            }
        };
        let later = if is_sqlite {
            "replace(at, '08:02:00', '08:02:00.000001')"
        } else {
            "at + interval '1 microsecond'"
        };
        let mut changes = vec![
            ("id", uuid("id")),
            ("at", later.to_owned()),
            ("actor_kind", "'system'".to_owned()),
            ("actor_id", uuid("id")),
            ("is_refused", "true".to_owned()),
            ("before", "'{}'".to_owned()),
            ("after", "after || ' '".to_owned()),
            ("previous", flipped("previous")),
            ("hash", flipped("hash")),
        ];
        for column in ["actor_name", "actor_key", "address", "action", "object_kind", "object_id"] {
            changes.push((column, format!("'x' || substr({column}, 2)")));
        }
        for (column, value) in changes {
            let keep = "create table kept as select * from audit_events where sequence = 3;";
            meddle(
                &url,
                &format!("{keep} update audit_events set {column} = {value} where sequence = 3"),
            )
            .await;
            assert_eq!(faults(&muster).await, [(FaultKind::Edited, 3, 3)], "{column}");
            let told = verify(&muster).await.faults[0].to_string();
            assert!(told.starts_with("entry 3 was changed: 2026-10-05T08:02:00"), "{told}");
            meddle(
                &url,
                "delete from audit_events where sequence = 3; insert into audit_events select * from kept; drop table kept",
            )
            .await;
            assert_eq!(faults(&muster).await, [], "{column}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_any_more_is_named() {
    on_each_url(async |muster, url| {
        add_users(&muster, 4).await;
        // PostgreSQL itself keeps texts and times readable.
        let change = if url.starts_with("sqlite:") {
            "update audit_events set at = 'yesterday' where sequence = 2;
             update audit_events set action = cast(x'ff' as text) where sequence = 3"
        } else {
            "update audit_events set hash = '\\x00' where sequence = 2;
             update audit_events set previous = '\\x00' where sequence = 3"
        };
        meddle(&url, change).await;
        assert_eq!(
            faults(&muster).await,
            [(FaultKind::Unreadable, 2, 2), (FaultKind::Unreadable, 3, 3)]
        );
        let told = verify(&muster).await.faults[0].to_string();
        assert!(told.contains("create_user"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn removed_entries_are_named_wherever_they_stood() {
    on_each_url(async |muster, url| {
        add_users(&muster, 9).await;
        meddle(
            &url,
            "delete from audit_events where sequence in (1, 4, 5, 9)",
        )
        .await;
        assert_eq!(
            faults(&muster).await,
            [
                (FaultKind::Removed, 1, 1),
                (FaultKind::Removed, 4, 5),
                (FaultKind::Removed, 9, 9)
            ]
        );
        meddle(&url, "delete from audit_events").await;
        assert_eq!(faults(&muster).await, [(FaultKind::Removed, 1, 9)]);
    })
    .await;
}

#[tokio::test]
async fn entries_that_changed_places_are_named_with_where_they_belong() {
    on_each_url(async |muster, url| {
        add_users(&muster, 6).await;
        meddle(
            &url,
            "update audit_events set sequence = -1 where sequence = 2;
             update audit_events set sequence = 2 where sequence = 5;
             update audit_events set sequence = 5 where sequence = -1",
        )
        .await;
        assert_eq!(
            faults(&muster).await,
            [(FaultKind::Moved, 2, 5), (FaultKind::Moved, 5, 2)]
        );
        meddle(
            &url,
            "update audit_events set sequence = -1 where sequence = 2;
             update audit_events set sequence = 2 where sequence = 5;
             update audit_events set sequence = 5 where sequence = -1;
             update audit_events set sequence = 100 where sequence = 3",
        )
        .await;
        assert_eq!(faults(&muster).await, [(FaultKind::Moved, 100, 3)]);
    })
    .await;
}

#[tokio::test]
async fn added_entries_are_named() {
    on_each_url(async |muster, url| {
        add_users(&muster, 3).await;
        let columns = "at, actor_kind, actor_name, actor_key, address, action, is_refused, object_kind, object_id, previous, hash";
        let copy = |sequence: i64, id: &str| {
            format!(
                "insert into audit_events (sequence, id, {columns}) select {sequence}, {}, {columns} from audit_events where sequence = 3;",
                literal(&url, id)
            )
        };
        let sql = copy(4, "0192f3a0000070008000000000000001") + &copy(0, "0192f3a0000070008000000000000002");
        meddle(&url, &sql).await;
        assert_eq!(
            faults(&muster).await,
            [(FaultKind::Inserted, 0, 0), (FaultKind::Inserted, 4, 4)]
        );
    })
    .await;
}

/// Whoever knows the rule can give a changed entry a hash that fits. The next one tells, and behind the last the kept end.
#[tokio::test]
async fn an_entry_written_anew_with_its_hash_is_named_all_the_same() {
    on_each_url(async |muster, url| {
        add_users(&muster, 4).await;
        // A whole entry of another chain, at the same place.
        let (folder, other_url) = other(&url);
        let other = Muster::open(&other_url, "", Clock::fixed(test_day())).await.unwrap();
        add_users(&other, 4).await;
        let mut archive = other
            .begin_audit_archive(&admin(), test_day() + TimeDelta::days(1))
            .await
            .unwrap()
            .unwrap();
        let mut text = Vec::new();
        while let Some(piece) = archive.next_piece().await.unwrap() {
            text.extend(piece);
        }
        other.close().await;
        drop(folder);
        let text = String::from_utf8(text).unwrap();
        for (sequence, kind) in [(1, FaultKind::Edited), (3, FaultKind::Edited), (4, FaultKind::End)] {
            let line: serde_json::Value =
                serde_json::from_str(text.lines().nth(sequence).unwrap()).unwrap();
            let value = |field: &str| line[field].as_str().unwrap().to_owned();
            let bytes = |field: &str| {
                if url.starts_with("sqlite:") {
                    format!("x'{}'", value(field))
                } else {
                    format!("'\\x{}'", value(field))
                }
            };
            let id = literal(&url, &value("id").replace('-', ""));
            let keep = "create table kept as select * from audit_events;";
            meddle(
                &url,
                &format!(
                    "{keep} update audit_events set id = {id}, object_id = '{}', after = '{}', previous = {}, hash = {} where sequence = {sequence}",
                    value("object_id"),
                    value("after"),
                    bytes("previous"),
                    bytes("hash"),
                ),
            )
            .await;
            let place = i64::try_from(sequence).unwrap();
            assert_eq!(faults(&muster).await, [(kind, place, place)]);
            meddle(
                &url,
                "delete from audit_events; insert into audit_events select * from kept; drop table kept",
            )
            .await;
            assert_eq!(faults(&muster).await, []);
        }
    })
    .await;
}

/// A second database of the same make.
fn other(url: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let other = if url.starts_with("sqlite:") {
        format!("sqlite:{}/other.db", folder.path().display())
    } else {
        scratch_postgres::new_database()
    };
    (folder, other)
}

#[tokio::test]
async fn an_end_that_was_noted_tells_a_log_that_was_written_anew_as_a_whole() {
    on_each_database(async |muster| {
        add_users(&muster, 3).await;
        let end = verify(&muster).await.through;
        let noted = |text: String| text.parse().unwrap();
        let right = noted(format!("{}:{}", end.sequence, end.hash));
        let wrong = noted(format!("2:{}", end.hash));
        let ahead = noted(format!("9:{}", end.hash));
        add_users_again(&muster).await;
        let check = async |noted| {
            let verified = muster
                .verify_audit_log(&admin(), &[noted], &|_, _| {})
                .await
                .unwrap();
            verified
                .faults
                .iter()
                .map(|fault| (fault.kind, fault.sequence))
                .collect::<Vec<_>>()
        };
        assert_eq!(check(right).await, []);
        assert_eq!(check(wrong).await, [(FaultKind::Noted, 2)]);
        assert_eq!(check(ahead).await, [(FaultKind::Noted, 9)]);
    })
    .await;
}

async fn add_users_again(muster: &Muster) {
    let group = NewGroup {
        name: "Pilot".to_owned(),
        description: String::new(),
    };
    muster.create_group(&admin(), group).await.unwrap();
}

#[tokio::test]
async fn many_who_log_at_once_make_one_chain() {
    on_each_url(async |muster, url| {
        let second = Muster::open(&url, "", Clock::fixed(test_day()))
            .await
            .unwrap();
        let mut tasks = Vec::new();
        for n in 0..40 {
            let muster = if n % 2 == 0 { &muster } else { &second }.clone();
            tasks.push(tokio::spawn(async move {
                let user = NewUser::of(format!("many{n}@harbor.example"), "Many");
                muster.create_user(&admin(), user).await.unwrap();
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let verified = verify(&muster).await;
        assert_eq!((verified.entries, verified.fault_count), (40, 0));
        second.close().await;
    })
    .await;
}

async fn written(muster: &Muster, before: chrono::DateTime<chrono::Utc>) -> Option<Vec<u8>> {
    let mut new = muster
        .begin_audit_archive(&admin(), before)
        .await
        .unwrap()?;
    let mut file = Vec::new();
    while let Some(piece) = new.next_piece().await.unwrap() {
        file.extend(piece);
    }
    Some(file)
}

fn read(file: &[u8]) -> Archive {
    read_archive(file, &[]).unwrap()
}

#[tokio::test]
async fn archived_entries_leave_the_database_and_the_rest_goes_on_from_them() {
    on_each_database(async |muster| {
        add_users(&muster, 10).await;
        assert_eq!(written(&muster, test_day()).await, None);
        let first = written(&muster, test_day() + TimeDelta::minutes(4))
            .await
            .unwrap();
        let archive = read(&first);
        assert_eq!(
            (archive.verified.entries, archive.verified.fault_count),
            (4, 0)
        );
        // Nothing is gone before it is told to go.
        assert_eq!(verify(&muster).await.entries, 10);
        assert!(!muster.audit_log_follows(&archive).await.unwrap());
        let moved = muster
            .finish_audit_archive(&admin(), &archive, "first.jsonl")
            .await
            .unwrap();
        assert_eq!(moved, 4);
        let left = verify(&muster).await;
        assert_eq!((left.entries, left.fault_count), (7, 0));
        assert_eq!(left.after, archive.verified.through);
        assert!(muster.audit_log_follows(&archive).await.unwrap());
        // Once more would delete what the file does not hold.
        let again = muster
            .finish_audit_archive(&admin(), &archive, "first.jsonl")
            .await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
        let rest = written(&muster, test_day() + TimeDelta::days(1))
            .await
            .unwrap();
        let rest = read(&rest);
        assert!(archive.joins(&rest) && !rest.joins(&archive));
        muster
            .finish_audit_archive(&admin(), &rest, "rest.jsonl")
            .await
            .unwrap();
        let left = verify(&muster).await;
        assert_eq!((left.entries, left.fault_count), (1, 0));
        let newest = AuditQuery::default();
        let listed = muster.list_audit_entries(&admin(), &newest).await.unwrap();
        assert_eq!(listed.items[0].action, "archive_audit_log");
        assert_eq!(
            muster.count_audit_entries(&admin(), &newest).await.unwrap(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_changed_archive_is_found_out_and_deletes_nothing() {
    on_each_database(async |muster| {
        add_users(&muster, 5).await;
        let file = written(&muster, test_day() + TimeDelta::days(1))
            .await
            .unwrap();
        let text = String::from_utf8(file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let changed = text.replacen("User 2", "User 9", 1);
        let without = [&lines[..3], &lines[4..]].concat().join("\n");
        let swapped = [lines[0], lines[1], lines[3], lines[2], lines[4], lines[5]].join("\n");
        let cut = lines[..5].join("\n");
        let broken = text.replacen("\"sequence\":4", "\"sequence\":x", 1);
        for (file, expected) in [
            (changed, vec![(FaultKind::Edited, 3)]),
            (without, vec![(FaultKind::Removed, 3)]),
            (swapped, vec![(FaultKind::Moved, 2)]),
            (cut, vec![(FaultKind::Removed, 5)]),
            (broken, vec![(FaultKind::Unreadable, 4)]),
        ] {
            let archive = read(file.as_bytes());
            let found: Vec<_> = archive
                .verified
                .faults
                .iter()
                .map(|fault| (fault.kind, fault.sequence))
                .collect();
            assert_eq!(found, expected);
            let refused = muster
                .finish_audit_archive(&admin(), &archive, "audit.jsonl")
                .await;
            assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        }
        assert!(read_archive(&b"sequence,at\n"[..], &[]).is_err());
        assert!(read_archive(&b"\xff\xfe"[..], &[]).is_err());
        let verified = verify(&muster).await;
        assert_eq!((verified.entries, verified.fault_count), (5, 0));
    })
    .await;
}

#[tokio::test]
async fn the_log_is_filtered_and_paged_without_losing_or_repeating_an_entry() {
    on_each_database(async |muster| {
        add_users(&muster, 30).await;
        let origin = Origin {
            address: "198.51.100.9".to_owned(),
            browser: "Test".to_owned(),
        };
        for _ in 0..2 {
            muster
                .sign_in("mallory", "wrong password", &origin)
                .await
                .unwrap_err();
        }
        let ask = async |text: &str| {
            let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
            let query = AuditQuery::from_pairs(pairs).unwrap();
            let count = muster.count_audit_entries(&admin(), &query).await.unwrap();
            let rows = muster.list_audit_entries(&admin(), &query).await.unwrap();
            assert_eq!(
                i64::try_from(rows.items.len()).unwrap(),
                count.min(50),
                "{text}"
            );
            count
        };
        let user = muster
            .find_user_by_upn(&admin(), "user7@harbor.example")
            .await
            .unwrap()
            .unwrap();
        for (text, count) in [
            ("", 32),
            ("actor=maren oduya", 30),
            ("actor=MALLORY", 2),
            ("actor=mall", 0),
            ("result=refused", 2),
            ("result=done", 30),
            ("action=create_user", 30),
            ("object_kind=account", 2),
            (&format!("object_kind=user&object_id={}", user.id), 1),
            (&format!("object_kind=group&object_id={}", user.id), 0),
            ("from=2026-10-05&to=2026-10-05", 32),
            ("from=2026-10-06", 0),
            ("to=2026-10-04", 0),
            ("actor=mallory&result=done", 0),
        ] {
            assert_eq!(ask(text).await, count, "{text}");
        }
        let words = muster.list_audit_words(&admin()).await.unwrap();
        assert_eq!(words.actions, ["create_user", "refuse_sign_in"]);
        assert_eq!(words.object_kinds, ["account", "user"]);
        // Forth and back, seven at a time.
        let mut query = AuditQuery {
            size: 7,
            ..AuditQuery::default()
        };
        let mut seen = Vec::new();
        let mut page = muster.list_audit_entries(&admin(), &query).await.unwrap();
        loop {
            assert_eq!(page.skipped, i64::try_from(seen.len()).unwrap());
            seen.extend(page.items.iter().map(|entry| entry.sequence));
            let Some(next) = page.next else { break };
            query.at = Some(next);
            page = muster.list_audit_entries(&admin(), &query).await.unwrap();
        }
        assert_eq!(seen, (1..=32).rev().collect::<Vec<_>>());
        query.at = page.previous;
        let before = muster.list_audit_entries(&admin(), &query).await.unwrap();
        assert_eq!(before.items.last().unwrap().sequence, 5);
        query.at = Some(
            "after:0:x~00000000-0000-0000-0000-000000000001"
                .parse()
                .unwrap(),
        );
        let refused = muster.list_audit_entries(&admin(), &query).await;
        assert!(matches!(refused, Err(Error::Invalid(invalid)) if invalid.field == "at"));
    })
    .await;
}

#[tokio::test]
async fn an_entry_shows_what_was_before_and_after() {
    on_each_database(async |muster| {
        for total in [5, 7] {
            muster
                .save_subscription(&admin(), "SPE_E3", total, "Enabled", None)
                .await
                .unwrap();
        }
        let detail = muster.find_audit_entry(&admin(), 2).await.unwrap();
        assert_eq!((detail.older, detail.newer), (Some(1), None));
        assert_eq!(detail.has, (true, true));
        assert_eq!(detail.entry.result(), AuditResult::Done);
        let differing: Vec<_> = detail
            .fields
            .iter()
            .filter(|field| field.differs())
            .map(|field| {
                (
                    field.field.as_str(),
                    field.before.as_deref(),
                    field.after.as_deref(),
                )
            })
            .collect();
        assert_eq!(differing, [("total", Some("5"), Some("7"))]);
        let first = muster.find_audit_entry(&admin(), 1).await.unwrap();
        assert_eq!(first.has, (false, true));
        assert_eq!(first.hash, detail.previous);
        for gone in [0, 3, -1, i64::MIN, i64::MAX] {
            let found = muster.find_audit_entry(&admin(), gone).await;
            assert!(
                matches!(found, Err(Error::NotFound(_))),
                "{gone}: {found:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_export_holds_every_entry_that_the_list_asks_for() {
    on_each_database(async |muster| {
        add_users(&muster, 3).await;
        let mut export = muster
            .export_audit_entries(
                &holder_of(&[Permission::ReadAudit]),
                AuditQuery {
                    action: "create_user".to_owned(),
                    ..AuditQuery::default()
                },
                ExportFormat::JsonLines,
            )
            .await
            .unwrap();
        let mut text = Vec::new();
        while let Some(piece) = export.next_piece().await.unwrap() {
            text.extend(piece);
        }
        let text = String::from_utf8(text).unwrap();
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0]["sequence"], 3);
        assert_eq!(lines[2]["actor"], "Maren Oduya");
        assert_eq!(lines[2]["result"], "done");
        assert_eq!(lines[2]["at"], "2026-10-05T08:00:00Z");
    })
    .await;
}

#[tokio::test]
async fn whoever_signs_in_at_the_machine_is_in_the_log_by_name() {
    on_each_database(async |muster| {
        muster
            .create_user(
                &Actor::command_line(),
                NewUser::of("ines@harbor.example", "Ines"),
            )
            .await
            .unwrap();
        let entry = muster.find_audit_entry(&admin(), 1).await.unwrap().entry;
        assert_eq!(
            (entry.actor_kind.as_str(), entry.actor_name.as_str()),
            ("command_line", "Command line")
        );
    })
    .await;
}
