//! The table of paths, column by column, written down a second time as the documents print it.

use super::*;
use crate::enrollment::EnrollmentPath::*;
use EnrollmentType::*;
use JoinType::*;
use Ownership::*;

/// Number, path, usual join, ownership, enrollment type, counts against the directory's limit, against the device limit.
type Line = (
    u8,
    EnrollmentPath,
    JoinType,
    Ownership,
    EnrollmentType,
    bool,
    bool,
);

const MATRIX: [Line; 19] = [
    (
        1,
        AddAccount,
        Registered,
        Personal,
        WindowsAutoEnrollment,
        true,
        true,
    ),
    (
        2,
        AppSignIn,
        Registered,
        Personal,
        WindowsAutoEnrollment,
        true,
        true,
    ),
    (
        3,
        CompanyPortal,
        Registered,
        Personal,
        UserEnrollment,
        true,
        true,
    ),
    (
        4,
        MdmOnly,
        NotInDirectory,
        Personal,
        UserEnrollment,
        false,
        true,
    ),
    (
        5,
        JoinInSetup,
        Joined,
        Corporate,
        WindowsAzureAdJoin,
        true,
        false,
    ),
    (
        6,
        JoinFromSettings,
        Joined,
        Corporate,
        WindowsAzureAdJoin,
        true,
        false,
    ),
    (
        7,
        AutopilotUserDriven,
        Joined,
        Corporate,
        WindowsAzureAdJoin,
        true,
        false,
    ),
    (
        8,
        AutopilotHybrid,
        Hybrid,
        Corporate,
        WindowsCoManagement,
        false,
        false,
    ),
    (
        9,
        AutopilotSelfDeploying,
        Joined,
        Corporate,
        WindowsAzureAdJoinUsingDeviceAuth,
        false,
        false,
    ),
    (
        10,
        AutopilotPreProvisioned,
        Joined,
        Corporate,
        WindowsAzureAdJoinUsingDeviceAuth,
        false,
        false,
    ),
    (
        11,
        AutopilotExisting,
        Joined,
        Corporate,
        WindowsAzureAdJoin,
        true,
        false,
    ),
    (
        12,
        DevicePreparation,
        Joined,
        Corporate,
        WindowsAzureAdJoin,
        true,
        false,
    ),
    (
        13,
        GroupPolicyUser,
        Hybrid,
        Corporate,
        WindowsCoManagement,
        false,
        false,
    ),
    (
        14,
        GroupPolicyDevice,
        Hybrid,
        Corporate,
        WindowsCoManagement,
        false,
        false,
    ),
    (
        15,
        CoManagement,
        Hybrid,
        Corporate,
        WindowsCoManagement,
        true,
        false,
    ),
    (
        16,
        BulkToken,
        Joined,
        Corporate,
        WindowsBulkAzureDomainJoin,
        false,
        false,
    ),
    (
        17,
        BulkCertificate,
        NotInDirectory,
        Corporate,
        WindowsBulkUserless,
        false,
        false,
    ),
    (
        18,
        EnrollmentManager,
        Joined,
        Corporate,
        DeviceEnrollmentManager,
        true,
        false,
    ),
    (
        19,
        CloudPc,
        Joined,
        Corporate,
        AzureAdJoinUsingAzureVmExtension,
        false,
        false,
    ),
];

#[test]
fn each_path_has_the_columns_of_the_documents() {
    assert_eq!(MATRIX.map(|line| line.1), EnrollmentPath::ALL);
    for (number, path, join, ownership, kind, entra, device) in MATRIX {
        assert_eq!(path.number(), number, "{path}");
        assert_eq!(path.join_type(None), join, "{path}");
        assert_eq!(path.ownership(join), ownership, "{path}");
        assert_eq!(path.enrollment_type(join), kind, "{path}");
        assert_eq!(path.counts_entra_limit(), entra, "{path}");
        assert_eq!(path.counts_intune_limit(), device, "{path}");
    }
}

#[test]
fn a_device_that_nothing_stops_enrolls_on_each_path_as_the_table_says() {
    for (_, path, join_type, ownership, enrollment_type, ..) in MATRIX {
        let ask = Ask::new().user(|user| user.is_enrollment_manager = path == EnrollmentManager);
        let decision = ask.on(path);
        let primary_user = path.primary_user();
        let expected = Outcome::Enroll {
            ownership,
            join_type,
            enrollment_type,
            primary_user,
        };
        assert_eq!(end(&decision), (Rule::NotEnrolledYet, expected), "{path}");
        assert_eq!(decision.trace.len(), Rule::ALL.len());
    }
}

#[test]
fn the_limits_refuse_on_the_paths_that_count_and_on_no_other() {
    for (_, path, .., entra, device) in MATRIX {
        // Co-management enrolls what is in the directory already, so no place is left to check.
        let entra = entra && path != CoManagement;
        let manager = |user: &mut UserFacts| user.is_enrollment_manager = path == EnrollmentManager;
        let full = Ask::new().user(|user| {
            manager(user);
            user.entra_devices = 50;
        });
        assert_eq!(full.on(path).outcome.enrolls(), !entra, "{path}");
        let full = Ask::new().user(|user| {
            manager(user);
            user.managed_devices = 5;
        });
        assert_eq!(full.on(path).outcome.enrolls(), !device, "{path}");
    }
}

#[test]
fn paths_with_two_joins_follow_what_is_known_of_the_device() {
    for (path, kind) in [
        (AutopilotPreProvisioned, WindowsAzureAdJoinUsingDeviceAuth),
        (AutopilotExisting, WindowsCoManagement),
        (CoManagement, WindowsCoManagement),
    ] {
        assert_eq!(path.join_type(Some(Hybrid)), Hybrid, "{path}");
        assert_eq!(path.enrollment_type(Hybrid), kind, "{path}");
        assert_eq!(path.join_type(Some(Joined)), Joined, "{path}");
    }
    assert_eq!(JoinInSetup.join_type(Some(Hybrid)), Joined);
}

#[test]
fn the_other_columns_are_those_of_the_documents() {
    let with = |column: fn(EnrollmentPath) -> bool| -> Vec<u8> {
        EnrollmentPath::ALL
            .into_iter()
            .filter(|path| column(*path))
            .map(EnrollmentPath::number)
            .collect()
    };
    assert_eq!(
        with(EnrollmentPath::needs_premium),
        [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    );
    assert_eq!(with(EnrollmentPath::needs_proof), [5, 6, 11, 12]);
    assert_eq!(
        with(EnrollmentPath::is_user_driven),
        [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 18]
    );
    assert_eq!(with(|path| !path.is_automatic()), [3, 4, 17, 18]);
    assert_eq!(
        with(|path| path.restriction_policy() == RestrictionPolicy::DefaultOnly),
        [9, 10, 14, 15, 16, 17, 19]
    );
    assert_eq!(
        with(|path| path.primary_user() == PrimaryUser::FirstToSignIn),
        [13, 14, 15]
    );
    assert_eq!(
        with(|path| path.primary_user() == PrimaryUser::Nobody),
        [9, 16, 17]
    );
}

#[test]
fn keys_and_labels_are_unique_and_survive_their_text() {
    let labels: std::collections::BTreeSet<_> =
        EnrollmentPath::ALL.map(EnrollmentPath::label).into();
    assert_eq!(labels.len(), EnrollmentPath::ALL.len());
    for path in EnrollmentPath::ALL {
        assert_eq!(path.key().parse(), Ok(path));
        assert_eq!(serde_json::to_string(&path).unwrap(), format!("\"{path}\""));
    }
    for kind in MATRIX.map(|line| line.4) {
        assert_eq!(
            serde_json::to_string(&kind).unwrap(),
            format!("\"{}\"", kind.graph_name())
        );
    }
    assert_eq!(
        "by-post".parse::<EnrollmentPath>().unwrap_err().field,
        "path"
    );
}
