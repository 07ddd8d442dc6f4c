use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::admission::{Admission, UnlicensedAdmins};
use crate::device::DeviceFace;
use crate::dns::{Answer, Check, DnsRecord, DnsResult, End, Hop, Lookup, Target};
use crate::enrollment::{
    DeviceFacts, Edition, EnrollmentSettings, GroupName, Membership, ScopeChoice, TenantFacts,
    TermsAnswer, UserScope, WindowsVersion, decide,
};
use crate::id::GroupId;
use crate::record::{Compliance, JoinType, ManagedBy, Ownership};

fn now() -> DateTime<Utc> {
    "2026-11-27T10:00:00Z".parse().unwrap()
}

fn membership() -> Membership {
    Membership {
        group: GroupName {
            id: GroupId(Uuid::from_u128(9)),
            name: "Quay Office".to_owned(),
        },
        through: Vec::new(),
    }
}

fn facts() -> UserFacts {
    UserFacts {
        id: UserId(Uuid::from_u128(1)),
        name: "Tobias Vael".to_owned(),
        upn: "tobias@fabricharbor.example".to_owned(),
        account_enabled: true,
        mdm_membership: Some(membership()),
        mam_membership: None,
        join_membership: None,
        has_mdm_licence: true,
        has_premium_licence: true,
        licence_names: vec!["Microsoft 365 E3".to_owned()],
        entra_devices: 1,
        managed_devices: 1,
        is_enrollment_manager: false,
        terms: TermsAnswer::NotAsked,
    }
}

fn access(admission: Admission) -> OwnAccess {
    OwnAccess {
        name: "Tobias Vael".to_owned(),
        admission: Some(admission),
        is_licensed: admission == Admission::Licensed,
        unlicensed: UnlicensedAdmins::Off,
        limit: 1_000,
        roles: Vec::new(),
        permissions: Default::default(),
    }
}

fn device(change: impl FnOnce(&mut DeviceFace)) -> Device {
    let mut face = DeviceFace {
        name: "FH-LT-0425".to_owned(),
        serial: "PF4X1".to_owned(),
        manufacturer: "Lenovo".to_owned(),
        model: "T14".to_owned(),
        os: "Windows".to_owned(),
        os_version: "10.0.26100.1".to_owned(),
        ownership: Ownership::Corporate,
        compliance: Compliance::Compliant,
        join_type: JoinType::Joined,
        managed_by: ManagedBy::Mdm,
        enrollment_type: String::new(),
        category: String::new(),
        user_upn: "tobias@fabricharbor.example".to_owned(),
        user_name: "Tobias Vael".to_owned(),
        last_check_in_at: Some(now() - TimeDelta::hours(1)),
        enrolled_at: None,
    };
    change(&mut face);
    Device {
        id: DeviceId(Uuid::from_u128(7)),
        face,
        record_count: 1,
    }
}

fn domain_with(target: &str, result: DnsResult) -> Domain {
    let lookup = Lookup {
        resolver: "9.9.9.9".to_owned(),
        hops: vec![Hop {
            target: target.to_owned(),
            ttl: 3_600,
        }],
        end: End::Addresses(vec!["192.0.2.1".to_owned()]),
    };
    Domain {
        suffix: "fabricharbor.example".to_owned(),
        users: 3,
        by_hand: false,
        is_verified: true,
        checks: vec![Check {
            record: DnsRecord::Enrollment,
            expected: "muster.example".to_owned(),
            result,
            answers: vec![Answer { lookup, result }],
            since: now(),
            checked_at: now(),
        }],
        checking_since: None,
    }
}

/// One case, of which each test changes what it is about.
struct Given {
    facts: UserFacts,
    settings: EnrollmentSettings,
    admission: Admission,
    devices: Vec<Device>,
    domain: Option<Domain>,
}

impl Given {
    fn new() -> Self {
        let some = UserScope {
            choice: ScopeChoice::Some,
            groups: vec![membership().group.id],
        };
        Self {
            facts: facts(),
            settings: EnrollmentSettings {
                mdm_scope: some,
                ..EnrollmentSettings::initial("https://muster.example")
            },
            admission: Admission::NoRole,
            devices: vec![device(|_| {})],
            domain: None,
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let computer = DeviceFacts::new(WindowsVersion::new(10, 0, 26_100), Edition::Pro);
        let tenant = TenantFacts::default();
        let decisions: Vec<PathDecision> = USUAL_PATHS
            .into_iter()
            .map(|path| PathDecision {
                path,
                decision: decide(&self.settings, &tenant, Some(&self.facts), &computer, path),
            })
            .collect();
        user_findings(&UserCase {
            facts: &self.facts,
            decisions: &decisions,
            access: Some(&access(self.admission)),
            devices: &self.devices,
            duplicates: &[],
            domain: self.domain.as_ref(),
            target: Target::ThisServer,
            data_as_of: now(),
        })
    }

    fn titles(&self) -> Vec<String> {
        self.findings()
            .into_iter()
            .map(|finding| finding.title)
            .collect()
    }
}

#[test]
fn a_user_with_whom_all_is_well_has_no_finding() {
    assert_eq!(Given::new().titles(), Vec::<String>::new());
}

#[test]
fn each_hindrance_of_a_user_is_one_finding() {
    type Change = fn(&mut Given);
    let rows: [(Change, &[&str]); 12] = [
        (
            |given| given.facts.account_enabled = false,
            &["The account is disabled"],
        ),
        (
            |given| {
                given.facts.has_mdm_licence = false;
                given.facts.licence_names = Vec::new();
            },
            &["Enrollment is refused: no licence"],
        ),
        (
            |given| given.facts.mdm_membership = None,
            &["Out of MDM scope: devices do not come under management"],
        ),
        (
            |given| {
                given.settings.mam_scope = given.settings.mdm_scope.clone();
                given.facts.mam_membership = Some(membership());
            },
            &["App protection in place of management: MAM scope wins"],
        ),
        (
            |given| given.facts.managed_devices = 5,
            &["Enrollment is refused: too many devices"],
        ),
        (
            |given| given.facts.entra_devices = 50,
            &["Enrollment is refused: too many devices"],
        ),
        (
            |given| given.facts.upn = "tobias@harbor.local".to_owned(),
            &["Sign-in name with a domain that is not verified: harbor.local"],
        ),
        (
            |given| given.admission = Admission::SwitchedOff,
            &["Has a role, but is not let in as an administrator"],
        ),
        (
            |given| {
                given.devices = vec![device(|face| {
                    face.last_check_in_at = Some(now() - TimeDelta::days(120));
                })];
            },
            &["FH-LT-0425 was not heard of for 120 days"],
        ),
        (
            |given| given.devices = vec![device(|face| face.compliance = Compliance::NotCompliant)],
            &["FH-LT-0425 is not compliant"],
        ),
        (
            |given| given.devices = vec![device(|face| face.managed_by = ManagedBy::Nobody)],
            &["FH-LT-0425 is joined, but not managed"],
        ),
        (
            |given| given.domain = Some(domain_with("mdm.example.net", DnsResult::WrongTarget)),
            &["EnterpriseEnrollment of fabricharbor.example: leads elsewhere"],
        ),
    ];
    for (change, titles) in rows {
        let mut given = Given::new();
        change(&mut given);
        assert_eq!(given.titles(), titles);
        for finding in given.findings() {
            assert!(!finding.what.is_empty(), "{}", finding.title);
            assert!(!finding.to_do.is_empty(), "{}", finding.title);
            assert!(!finding.to_say.is_empty(), "{}", finding.title);
            assert!(finding.place.is_some(), "{}", finding.title);
        }
    }
}

#[test]
fn a_missing_record_matters_only_to_who_does_not_come_in_by_themselves() {
    let mut given = Given::new();
    given.domain = Some(domain_with("", DnsResult::Missing));
    assert_eq!(given.titles(), Vec::<String>::new());
    given.facts.mdm_membership = None;
    assert_eq!(given.titles().len(), 2);
}

#[test]
fn problems_come_before_warnings() {
    let mut given = Given::new();
    given.devices = vec![device(|face| face.compliance = Compliance::NotCompliant)];
    given.facts.has_mdm_licence = false;
    given.facts.licence_names = Vec::new();
    let severities: Vec<Severity> = given
        .findings()
        .iter()
        .map(|finding| finding.severity)
        .collect();
    assert_eq!(severities, [Severity::Problem, Severity::Warning]);
    assert_eq!(given.findings()[0].code, Some(ErrorCode::LicenceMissing));
}

#[test]
fn a_device_with_windows_home_is_told_so() {
    let home = device(|face| face.managed_by = ManagedBy::Nobody);
    let computer = DeviceFacts::new(WindowsVersion::new(10, 0, 26_100), Edition::Home);
    let settings = Given::new().settings;
    let path = EnrollmentPath::JoinFromSettings;
    let facts = facts();
    let asked = DeviceDecision {
        path,
        decision: decide(
            &settings,
            &TenantFacts::default(),
            Some(&facts),
            &computer,
            path,
        ),
        user: Some(facts),
        device: computer,
        settings_version: 1,
        as_of: now(),
    };
    let findings = device_findings(&DeviceCase {
        device: &home,
        is_managed: false,
        user: None,
        decision: Some(&asked),
        duplicates: &[],
        pending: Some("Wipe pending"),
        data_as_of: now(),
    });
    let titles: Vec<&str> = findings
        .iter()
        .map(|finding| finding.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "This Windows cannot enroll",
            "FH-LT-0425 is joined, but not managed",
            "An action waits for it: Wipe pending",
            "The directory does not know its user",
        ]
    );
    assert_eq!(findings[0].code, Some(ErrorCode::EditionNotSupported));
}
