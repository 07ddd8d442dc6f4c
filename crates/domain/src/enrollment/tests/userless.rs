//! Paths on which no user signs in.

use super::*;
use EnrollmentPath::*;

const USERLESS: [EnrollmentPath; 6] = [
    AutopilotSelfDeploying,
    AutopilotPreProvisioned,
    GroupPolicyDevice,
    CoManagement,
    BulkToken,
    CloudPc,
];

fn without_user(choice: ScopeChoice) -> Ask {
    Ask::new().with(|ask| {
        ask.user = None;
        ask.settings.mdm_scope = UserScope::new(choice, vec![group(1).id]);
    })
}

#[test]
fn any_scope_but_none_admits_a_device_without_a_user() {
    for path in USERLESS {
        for (choice, enrolls) in [
            (ScopeChoice::None, false),
            (ScopeChoice::Some, true),
            (ScopeChoice::All, true),
        ] {
            let decision = without_user(choice).on(path);
            assert_eq!(decision.outcome.enrolls(), enrolls, "{path}, {choice}");
        }
    }
}

#[test]
fn a_package_with_a_certificate_needs_no_scope() {
    assert!(
        without_user(ScopeChoice::None)
            .on(BulkCertificate)
            .outcome
            .enrolls()
    );
}

#[test]
fn whoever_asked_for_the_token_of_a_package_must_be_in_scope() {
    let outsider = || Ask::new().user(|user| user.mdm_membership = None);
    assert_eq!(
        outsider().on(BulkToken).outcome,
        Outcome::DirectoryOnly {
            join_type: JoinType::Joined
        }
    );
    assert!(Ask::new().on(BulkToken).outcome.enrolls());
    assert!(outsider().on(AutopilotSelfDeploying).outcome.enrolls());
}

#[test]
fn a_path_that_needs_a_user_is_refused_without_one() {
    for path in EnrollmentPath::ALL
        .into_iter()
        .filter(|path| path.is_user_driven())
    {
        let decision = without_user(ScopeChoice::All).on(path);
        assert_eq!(
            end(&decision),
            refused(Rule::UserMayJoin, ErrorCode::NotAuthenticated),
            "{path}"
        );
    }
}
