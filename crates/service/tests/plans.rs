//! How the databases find what lists, pages and imports ask for: through an index, never by reading a whole big table.
//!
//! Each operation runs for real; what it sends is caught where the drivers log it. SQLite is then asked for the plan of
//! each statement. PostgreSQL tells the plan that it ran (`auto_explain`).

use std::fmt::Write as _;
use std::sync::Mutex;

use chrono::{TimeZone, Utc};
use domain::actor::{Actor, ActorKind, Grant, Permissions};
use domain::audit::AuditQuery;
use domain::cleanup::Platform;
use domain::device::{DeviceQuery, DeviceSort};
use domain::directory::{MemberKind, NewGroup, NewUser};
use domain::duplicate::DuplicateQuery;
use domain::role::{AssignmentContent, BuiltInRole, Scope};
use service::{Clock, Muster};
use sqlx::{Connection, Row};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// Enough that PostgreSQL finds reading a whole table dear.
const DEVICES: usize = 12_000;

/// What the drivers logged: statements, or plans.
static LOGGED: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Catch;

impl<S: tracing::Subscriber> Layer<S> for Catch {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut text = Text::default();
        match event.metadata().target() {
            "sqlx::query" => event.record(&mut text),
            "sqlx::postgres::notice" => event.record(&mut text),
            _ => return,
        }
        LOGGED.lock().unwrap().push(text.0);
    }
}

/// The statement or the message of an event.
#[derive(Default)]
struct Text(String);

impl Text {
    fn take(&mut self, field: &Field, value: &str) {
        let is_whole_statement = field.name() == "db.statement" && !value.trim().is_empty();
        let is_short_statement = field.name() == "summary" && self.0.is_empty();
        let is_notice = field.name() == "message" && self.0.is_empty();
        if is_whole_statement || is_short_statement || is_notice {
            value.clone_into(&mut self.0);
        }
    }
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.take(field, &format!("{value:?}"));
    }
}

fn admin() -> Actor {
    Actor {
        kind: ActorKind::Account,
        id: None,
        name: "Maren Oduya".to_owned(),
        address: "192.0.2.7".to_owned(),
        grants: vec![Grant::everything("Test")],
    }
}

/// A managed and a directory record of each device; neighbours in the file are neighbours in no order.
fn files() -> (String, String) {
    let mut managed = "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Category,Primary user UPN,Compliance,Managed by,Ownership,OS,JoinType,EnrollmentType\n".to_owned();
    let mut directory = "displayName,operatingSystem,operatingSystemVersion,joinType (trustType),approximateLastSignInDateTime,deviceId,objectId\n".to_owned();
    for n in 0..DEVICES {
        let n = n * 7_919 % DEVICES;
        let pick = |values: &[&'static str]| values[n % values.len()];
        writeln!(
            managed,
            "a0000000-0000-4000-8000-{n:012},FH-LT-{n:06},2025-{:02}-01T08:00:00Z,2026-{:02}-{:02} 10:00:00,c0000000-0000-4000-8000-{n:012},10.0.{}.{},PF4X{n:06}Q,{},ThinkPad T{},{},user{}@harbor.example,{},Intune,{},Windows,Microsoft Entra joined,{}",
            1 + n % 12,
            1 + n % 9,
            1 + n % 28,
            pick(&["26100", "22631", "19045"]),
            n % 900,
            pick(&["LENOVO", "HP", "Dell Inc."]),
            n % 40,
            if n.is_multiple_of(400) { "Kiosk" } else { "" },
            n % 3_000,
            if n.is_multiple_of(500) { "Noncompliant" } else { "Compliant" },
            pick(&["Corporate", "Corporate", "Corporate", "Personal"]),
            pick(&["windowsAzureADJoin", "windowsBulkAzureDomainJoin"]),
        )
        .unwrap();
        writeln!(
            directory,
            "FH-LT-{n:06},Windows,10.0.26100.1,Microsoft Entra joined,2026-09-01T10:00:00Z,c0000000-0000-4000-8000-{n:012},d0000000-0000-4000-8000-{n:012}"
        )
        .unwrap();
    }
    (managed, directory)
}

async fn import(muster: &Muster, text: &str) {
    let id = muster
        .upload_import(&admin(), "devices.csv", text.as_bytes())
        .await
        .unwrap();
    muster.check_import(&admin(), id).await.unwrap();
    let run = muster.apply_import(&admin(), id).await.unwrap();
    assert_eq!(run.bad, 0, "{run:?}");
}

/// Every operation on the big tables, by name.
async fn run_all(muster: &Muster, mut done: impl AsyncFnMut(String)) {
    let actor = admin();
    for sort in DeviceSort::ALL.iter().copied() {
        for descending in [false, true] {
            let first = DeviceQuery {
                sort,
                descending,
                ..DeviceQuery::default()
            };
            let rows = muster.list_device_rows(&actor, &first).await.unwrap();
            done(format!("first page by {}", sort.as_str())).await;
            let next = first.at_page(rows.next);
            let rows = muster.list_device_rows(&actor, &next).await.unwrap();
            done(format!("next page by {}", sort.as_str())).await;
            let previous = first.at_page(rows.previous);
            muster.list_device_rows(&actor, &previous).await.unwrap();
            done(format!("page before by {}", sort.as_str())).await;
        }
    }
    for address in [
        // Much matches, little, nothing.
        "ownership=corporate&sort=name",
        "compliance=not_compliant&sort=name",
        "compliance=not_compliant&category=Kiosk&sort=serial",
        "compliance=conflict&sort=name",
        "os=Windows 11&os_version=10.0.26100&sort=model",
        "user=user17@harbor.example&sort=name",
        "silent_days=270&sort=name",
        "ownership.not=corporate&sort=name",
        "os_version.from=10.0.22000&sort=serial",
        "checked_in.before=2026-01-04&sort=name",
        "search=4x00042&sort=name",
        "search=fh-lt-00&sort=name",
        "search=harbor&sort=serial",
        "search=a0000000-0000-4000-8000-000000000077",
        "search=harbor&compliance=not_compliant&sort=name",
    ] {
        let pairs = address.split('&').map(|pair| pair.split_once('=').unwrap());
        let query = DeviceQuery::from_pairs(pairs).unwrap();
        let rows = muster.list_device_rows(&actor, &query).await.unwrap();
        done(format!("rows of {address}")).await;
        let total = muster.count_devices(&actor, &query).await.unwrap();
        done(format!("total of {address}")).await;
        assert!(
            total >= i64::try_from(rows.items.len()).unwrap(),
            "{address}"
        );
        assert_eq!(total == 0, address.contains("conflict"), "{address}");
    }
    let query = DeviceQuery::default();
    assert_eq!(
        muster.count_devices(&actor, &query).await.unwrap(),
        i64::try_from(DEVICES).unwrap()
    );
    done("total of all".to_owned()).await;
    let device = muster
        .list_device_rows(&actor, &query)
        .await
        .unwrap()
        .items
        .remove(0);
    done("first page".to_owned()).await;
    muster.find_device(&actor, device.id).await.unwrap();
    done("device page".to_owned()).await;
    let devices = [device.id];
    muster
        .list_records_of_devices(&actor, &devices)
        .await
        .unwrap();
    done("records of a list".to_owned()).await;
    muster.list_device_words(&actor).await.unwrap();
    done("words of the filters".to_owned()).await;
    muster
        .devices_of_user(&actor, "user17@harbor.example")
        .await
        .unwrap();
    done("devices of a user".to_owned()).await;
    let groups = muster
        .list_duplicates(&actor, &DuplicateQuery::default())
        .await
        .unwrap();
    assert_eq!(groups.items, []);
    done("duplicates".to_owned()).await;
    let preview = muster
        .preview_cleanup(&actor, Platform::Windows, 268)
        .await
        .unwrap();
    assert!(preview.would_hide > 0);
    done("preview of a cleanup rule".to_owned()).await;
    muster.count_stale_devices(&actor).await.unwrap();
    done("stale devices".to_owned()).await;
    limited(muster, &mut done).await;
    audit_log(muster, &mut done).await;
    // The effect of the settings is counted once, and again only after a change.
    muster.load_overview(&actor).await.unwrap();
    logged();
    muster.load_overview(&actor).await.unwrap();
    done("overview".to_owned()).await;
    import(
        muster,
        "Device ID,Device name,Last check-in,Serial number\na0000000-0000-4000-8000-000000000077,FH-NEW,2026-09-30 10:00:00,PF4X000077Q\n",
    )
    .await;
    done("import".to_owned()).await;
}

/// What somebody sees whose role is limited to a group of some users, and to a tag.
async fn limited(muster: &Muster, done: &mut impl AsyncFnMut(String)) {
    let actor = admin();
    let new = NewGroup {
        name: "Some".to_owned(),
        description: String::new(),
    };
    let group = muster.create_group(&actor, new).await.unwrap().id;
    for n in [17, 18, 19] {
        let name = format!("user{n}@harbor.example");
        let user = NewUser::of(name.as_str(), "Somebody");
        let user = muster.create_user(&actor, user).await.unwrap().id;
        muster
            .add_group_member(&actor, group, MemberKind::User, user.0)
            .await
            .unwrap();
    }
    let scope = Scope {
        groups: vec![group],
        ..Scope::default()
    };
    let content = AssignmentContent {
        name: "Some".to_owned(),
        description: String::new(),
        members: vec![group],
        scope: scope.clone(),
    };
    let role = BuiltInRole::ReadOnlyOperator.id();
    logged();
    muster
        .create_assignment(&actor, role, content)
        .await
        .unwrap();
    done("limiting a role".to_owned()).await;
    let limited = Actor {
        grants: vec![Grant::new("Limited", Permissions::all(), scope)],
        ..actor
    };
    for address in [
        "",
        "sort=name",
        "sort=serial",
        "sort=last_check_in",
        "ownership=corporate&sort=name",
        "search=fh-lt-00&sort=name",
        "user=user17@harbor.example&sort=name",
    ] {
        let query = DeviceQuery::from_query_string(address).unwrap();
        let rows = muster.list_device_rows(&limited, &query).await.unwrap();
        done(format!("limited rows of {address}")).await;
        let total = muster.count_devices(&limited, &query).await.unwrap();
        done(format!("limited total of {address}")).await;
        assert_eq!(total, i64::try_from(rows.items.len()).unwrap(), "{address}");
        assert!(total > 0, "{address}");
    }
}

/// Looks through the audit log in every way.
async fn audit_log(muster: &Muster, done: &mut impl AsyncFnMut(String)) {
    let actor = admin();
    for address in [
        "",
        "actor=account 7",
        "actor=nobody",
        "action=refuse_sign_in",
        "action=edit_device",
        "object_kind=view",
        "object_kind=device&object_id=device 77",
        "result=refused",
        "result=done",
        "from=2026-03-01&to=2026-03-02",
        "actor=account 7&from=2026-03-01&to=2026-06-02",
    ] {
        let pairs = address.split('&').filter_map(|pair| pair.split_once('='));
        let first = AuditQuery::from_pairs(pairs).unwrap();
        let rows = muster.list_audit_entries(&actor, &first).await.unwrap();
        done(format!("audit, first page of {address}")).await;
        if let Some(next) = rows.next {
            let next = AuditQuery {
                at: Some(next),
                ..first.clone()
            };
            let rows = muster.list_audit_entries(&actor, &next).await.unwrap();
            assert!(!rows.items.is_empty(), "{address}");
            done(format!("audit, next page of {address}")).await;
        }
        let total = muster.count_audit_entries(&actor, &first).await.unwrap();
        assert!(
            total >= i64::try_from(rows.items.len()).unwrap(),
            "{address}"
        );
        // Whatever is nearly all of the log is best counted in passing.
        if address != "action=edit_device" {
            done(format!("audit, total of {address}")).await;
        }
        logged();
    }
    let words = muster.list_audit_words(&actor).await.unwrap();
    for action in ["edit_device", "refuse_sign_in", "finish_import"] {
        assert!(words.actions.iter().any(|word| word == action), "{words:?}");
    }
    done("audit words".to_owned()).await;
    muster.find_audit_entry(&actor, 1077).await.unwrap();
    done("audit entry".to_owned()).await;
}

/// How many entries the audit log has that plans are asked of.
const ENTRIES: usize = 30_000;

/// Entries of many actors about many things, a quarter of an hour apart; they need not be chained to be looked through.
fn audit_entries(is_sqlite: bool) -> String {
    let (id, at, hash) = if is_sqlite {
        (
            "randomblob(16)",
            "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-01-01', (n * 15) || ' minutes')",
            "zeroblob(32)",
        )
    } else {
        (
            "gen_random_uuid()",
            "timestamptz '2026-01-01 00:00:00+00' + n * interval '15 minutes'",
            "decode(repeat('00', 32), 'hex')",
        )
    };
    format!(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < {ENTRIES})
         insert into audit_events
             (sequence, id, at, actor_kind, actor_name, actor_key, address, action, is_refused, object_kind, object_id, previous, hash)
         select 1000 + n, {id}, {at}, 'account', 'Account ' || (n % 500), 'account ' || (n % 500), '192.0.2.7',
             case when n % 300 = 0 then 'refuse_sign_in' else 'edit_device' end, n % 300 = 0,
             case when n % 250 = 0 then 'view' else 'device' end, 'device ' || (n % 9000), {hash}, {hash}
         from numbers;
         update audit_chain set sequence = {ENTRIES} + 1000 where name = 'head'"
    )
}

/// The tables that grow with the organisation.
const BIG: [&str; 4] = ["devices", "records", "device_search", "audit_events"];

async fn open(url: &str) -> Muster {
    let now = Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap();
    let muster = Muster::open(url, "https://muster.example.org", Clock::fixed(now))
        .await
        .unwrap();
    let (managed, directory) = files();
    import(&muster, &managed).await;
    import(&muster, &directory).await;
    muster
}

fn logged() -> Vec<String> {
    std::mem::take(&mut *LOGGED.lock().unwrap())
}

/// One test: what is caught belongs to whoever runs.
#[tokio::test]
async fn no_operation_reads_a_whole_big_table() {
    tracing_subscriber::registry()
        .with(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with(Catch)
        .init();
    on_sqlite().await;
    on_postgres().await;
}

async fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/muster.db", folder.path().display());
    let muster = open(&url).await;
    let mut asked = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(&audit_entries(true))
        .execute(&mut asked)
        .await
        .unwrap();
    logged();
    let mut faults = Vec::new();
    run_all(&muster, async |name| {
        for statement in logged() {
            // Sets up one more connection, and would answer instead of being explained.
            if statement.trim_start().starts_with("PRAGMA") {
                continue;
            }
            let Ok(plan) = sqlx::query(&format!("explain query plan {statement}"))
                .fetch_all(&mut asked)
                .await
            else {
                continue;
            };
            for step in plan.iter().map(|row| row.get::<String, _>("detail")) {
                // `SCAN d USING INDEX` walks along an index and ends with the page; a walk of a whole table does not.
                let reads_all = step.starts_with("SCAN ") && !step.contains("INDEX");
                let of = step.split(' ').nth(1).unwrap_or_default();
                let is_big = ["d", "g", "s", "e"].contains(&of) || BIG.contains(&of);
                if reads_all && is_big
                    || step.starts_with("USE TEMP B-TREE") && name.contains("page")
                {
                    faults.push(format!("{name}: {step}\n    {statement}"));
                }
            }
        }
        logged();
    })
    .await;
    muster.close().await;
    assert!(faults.is_empty(), "on SQLite:\n{}", faults.join("\n"));
}

async fn on_postgres() {
    let url = scratch_postgres::new_database();
    let muster = open(&url).await;
    let mut settings = sqlx::PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(&audit_entries(false))
        .execute(&mut settings)
        .await
        .unwrap();
    sqlx::raw_sql("vacuum analyze")
        .execute(&mut settings)
        .await
        .unwrap();
    sqlx::raw_sql(
        "do $$ begin
             execute format('alter database %I set session_preload_libraries = ''auto_explain''', current_database());
             execute format('alter database %I set auto_explain.log_min_duration = 0', current_database());
             execute format('alter database %I set auto_explain.log_level = ''notice''', current_database());
         end $$",
    )
    .execute(&mut settings)
    .await
    .unwrap();
    muster.close().await;
    // New connections explain themselves.
    let now = Utc.with_ymd_and_hms(2026, 10, 5, 8, 0, 0).unwrap();
    let muster = Muster::open(&url, "https://muster.example.org", Clock::fixed(now))
        .await
        .unwrap();
    logged();
    let mut faults = Vec::new();
    let mut plans = 0;
    run_all(&muster, async |name| {
        for plan in logged().iter().filter(|text| text.contains("Query Text:")) {
            plans += 1;
            let (statement, steps) = plan
                .split_once("  (cost")
                .map_or((plan.as_str(), ""), |(head, _)| (head, plan.as_str()));
            for step in steps.lines().filter(|line| line.contains("Seq Scan on")) {
                let of = step
                    .split("Seq Scan on ")
                    .nth(1)
                    .and_then(|rest| rest.split(' ').next());
                // Where most devices match, looking for the first ones, or counting all, is best done in passing.
                let most_match = name.contains("harbor&") || name.contains("fh-lt-00");
                let in_passing = most_match && of == Some("device_search");
                if of.is_some_and(|table| BIG.contains(&table)) && !in_passing {
                    faults.push(format!("{name}: {}\n    {statement}", step.trim()));
                }
            }
        }
    })
    .await;
    muster.close().await;
    assert!(plans > 100, "PostgreSQL told {plans} plans");
    assert!(faults.is_empty(), "on PostgreSQL:\n{}", faults.join("\n"));
}
