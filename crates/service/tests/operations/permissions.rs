//! Who may do what: every operation against every permission, and no operation left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::{holder_of, on_each_database, test_day};
use domain::access::AssignmentOf;
use domain::actor::Permission::{
    self, AssignRoles, ChangeCleanupRules, ChangeDevices, ChangeDirectory, ChangeEnrollment,
    ChangeOrganization, ChangeRoles, CreateRoles, DeleteRoles, ImportFiles, ReadAudit, ReadDevices,
    ReadDirectory, ReadEnrollment, ReadImports, ReadOrganization, ReadRoles, ShareViews,
};
use domain::api_token::NewApiToken;
use domain::audit::AuditQuery;
use domain::branding::BrandingForm;
use domain::cleanup::{HiddenQuery, Platform, RuleDraft};
use domain::device::{DeviceEdit, DeviceQuery, DeviceSelection};
use domain::directory::{GroupQuery, MemberKind, MemberQuery, NewGroup, NewUser, UserQuery};
use domain::dns::{DnsForm, Target};
use domain::duplicate::{BlockedKind, DuplicateQuery, MergeOrder};
use domain::effect::EffectList;
use domain::enrollment::{Edition, EnrollmentPath, EnrollmentSettings, WindowsVersion};
use domain::export::ExportFormat;
use domain::id::{
    AccountId, ApiTokenId, AssignmentId, CleanupRunId, DeviceId, DuplicateId, EditId, GroupId,
    ImportId, InvitationId, MergeId, PasskeyId, ProviderId, RecordId, RoleId, SignInId, TagId,
    UserId, ViewId,
};
use domain::import::{DateStyle, FileKind};
use domain::invitation::NewInvitation;
use domain::offboarding::Step;
use domain::provider::ProviderForm;
use domain::role::{AssignmentContent, RoleContent, TagContent};
use domain::scim::Object;
use domain::view::ViewContent;
use domain::what_if::WhatIf;
use service::Error;
use service::audit::read_archive;
use service::providers::{ClientSecret, ProviderAccess};
use service::scim::ScimQuery;
use uuid::Uuid;

/// Calls each listed operation with an actor who holds exactly what it needs, and with actors who lack one of it.
macro_rules! check_table {
    ($muster:ident, $actor:ident, { $($name:ident needs [$($permission:ident),*] => $call:expr;)* }) => {{
        $({
            let needed: &[Permission] = &[$($permission),*];
            let $actor = &holder_of(needed);
            let answer: Result<(), Error> = Box::pin($call).await.map(drop);
            assert!(!matches!(answer, Err(Error::Forbidden(_))), "{} refuses a holder of {needed:?}", stringify!($name));
            for missing in needed {
                let others: Vec<Permission> = Permission::ALL.into_iter().filter(|held| held != missing).collect();
                let $actor = &holder_of(&others);
                let answer: Result<(), Error> = Box::pin($call).await.map(drop);
                match answer {
                    Err(Error::Forbidden(asked)) => assert_eq!(asked, *missing, "{}", stringify!($name)),
                    other => panic!("{} lets an actor without {missing:?} through: {other:?}", stringify!($name)),
                }
            }
        })*
        BTreeSet::from([$(stringify!($name).to_owned()),*])
    }};
}

#[tokio::test]
async fn every_operation_asks_for_its_permission_and_no_operation_is_missing_here() {
    on_each_database(async |muster| {
        let nobody = Uuid::from_u128(1);
        let settings = EnrollmentSettings::initial(muster.public_address());
        let what_if = WhatIf {
            user: None,
            path: EnrollmentPath::ALL[0],
            windows: WindowsVersion::new(10, 0, 26100),
            edition: Edition::Pro,
            ownership: None,
            serial: None,
            settings: None,
        };
        let empty = "0".repeat(64);
        let archive = read_archive(
            format!(
                "{{\"format\":\"muster audit archive 1\",\"after\":{{\"sequence\":0,\"hash\":\"{empty}\"}},\"through\":{{\"sequence\":0,\"hash\":\"{empty}\"}},\"entries\":0,\"written_at\":\"2026-10-05T08:00:00Z\"}}\n"
            )
            .as_bytes(),
            &[],
        )
        .unwrap();
        let view = ViewContent {
            name: "Kiosks".to_owned(),
            is_shared: true,
            query: DeviceQuery::default(),
        };
        let provider = ProviderAccess {
            id: ProviderId(nobody),
            key: "harbor".to_owned(),
            settings: crate::providers::form().check().unwrap(),
            secret: ClientSecret::None,
            changed_at: muster.clock().now(),
        };
        let checked = check_table!(muster, actor, {
            load_overview needs [ReadDevices, ReadEnrollment, ReadImports] => muster.load_overview(actor);
            list_devices needs [ReadDevices] => muster.list_devices(actor, &DeviceQuery::default());
            list_device_rows needs [ReadDevices] => muster.list_device_rows(actor, &DeviceQuery::default());
            count_devices needs [ReadDevices] => muster.count_devices(actor, &DeviceQuery::default());
            export_devices needs [ReadDevices] => muster.export_devices(actor, DeviceSelection::default(), ExportFormat::Csv);
            export_file needs [ReadDirectory] => muster.export_file(actor, FileKind::Users, ExportFormat::Csv);
            find_device needs [ReadDevices] => muster.find_device(actor, DeviceId(nobody));
            preview_device_edit needs [ChangeDevices] => muster.preview_device_edit(actor, &DeviceEdit::default());
            start_device_edit needs [ChangeDevices] => muster.start_device_edit(actor, &DeviceEdit::default());
            undo_device_edit needs [ChangeDevices] => muster.undo_device_edit(actor, EditId(nobody));
            cancel_device_edit needs [ChangeDevices] => muster.cancel_device_edit(actor, EditId(nobody));
            find_device_edit needs [ReadDevices] => muster.find_device_edit(actor, EditId(nobody));
            list_device_edits needs [ReadDevices] => muster.list_device_edits(actor);
            list_edit_failures needs [ReadDevices] => muster.list_edit_failures(actor, EditId(nobody));
            devices_of_user needs [ReadDevices] => muster.devices_of_user(actor, "ines@harbor.example");
            list_duplicates needs [ReadDevices] => muster.list_duplicates(actor, &DuplicateQuery::default());
            count_duplicates needs [ReadDevices] => muster.count_duplicates(actor, &DuplicateQuery::default());
            duplicates_of_device needs [ReadDevices] => muster.duplicates_of_device(actor, DeviceId(nobody));
            count_stale_devices needs [ReadDevices] => muster.count_stale_devices(actor);
            find_offboarding needs [ReadDevices] => muster.find_offboarding(actor, DeviceId(nobody));
            list_leaving_devices needs [ReadDevices] => muster.list_leaving_devices(actor);
            finish_offboarding_step needs [ChangeDevices] => muster.finish_offboarding_step(actor, DeviceId(nobody), Step::Retire);
            undo_offboarding_step needs [ChangeDevices] => muster.undo_offboarding_step(actor, DeviceId(nobody), Step::Retire);
            list_cleanup_rules needs [ReadDevices] => muster.list_cleanup_rules(actor);
            find_cleanup_rule needs [ReadDevices] => muster.find_cleanup_rule(actor, Platform::Windows);
            preview_cleanup needs [ReadDevices] => muster.preview_cleanup(actor, Platform::Windows, 90);
            list_cleanup_runs needs [ReadDevices] => muster.list_cleanup_runs(actor);
            list_hidden_records needs [ReadDevices] => muster.list_hidden_records(actor, &HiddenQuery::default());
            save_cleanup_rule needs [ChangeCleanupRules] => muster.save_cleanup_rule(actor, &RuleDraft::from_pairs([("days", "90")]).unwrap());
            run_cleanup needs [ChangeCleanupRules] => muster.run_cleanup(actor, Platform::Tvos);
            run_cleanup_to_end needs [ChangeCleanupRules] => muster.run_cleanup_to_end(actor, Platform::Tvos);
            cancel_cleanup needs [ChangeCleanupRules] => muster.cancel_cleanup(actor, CleanupRunId(nobody));
            undo_cleanup needs [ChangeCleanupRules] => muster.undo_cleanup(actor, CleanupRunId(nobody));
            unhide_record needs [ChangeCleanupRules] => muster.unhide_record(actor, RecordId(nobody));
            delete_cleanup_rule needs [ChangeCleanupRules] => muster.delete_cleanup_rule(actor, Platform::Tvos);
            support needs [ReadDirectory, ReadDevices] => muster.support(actor, "noor");
            support_user needs [ReadDirectory, ReadDevices, ReadEnrollment] => muster.support_user(actor, UserId(nobody));
            support_device needs [ReadDirectory, ReadDevices] => muster.support_device(actor, DeviceId(nobody));
            save_branding needs [ChangeOrganization] => muster.save_branding(actor, &BrandingForm::from_pairs([("name", "x"), ("version", "9")]).unwrap());
            list_help_answers needs [ReadDirectory] => muster.list_help_answers(actor);
            load_check_up needs [ReadEnrollment] => muster.load_check_up(actor);
            list_domains needs [ReadEnrollment] => muster.list_domains(actor);
            find_domain needs [ReadEnrollment] => muster.find_domain(actor, &"contoso.com".parse().unwrap());
            find_dns_settings needs [ReadEnrollment] => muster.find_dns_settings(actor);
            check_domain needs [ReadEnrollment] => muster.check_domain(actor, &"contoso.com".parse().unwrap());
            check_domain_to_end needs [ReadEnrollment] => muster.check_domain_to_end(actor, &"contoso.test".parse().unwrap());
            check_domains needs [ReadEnrollment] => muster.check_domains(actor);
            save_dns_settings needs [ChangeEnrollment] => muster.save_dns_settings(actor, &DnsForm { target: Target::China, resolvers: Vec::new(), version: 7 });
            add_domain needs [ChangeEnrollment] => muster.add_domain(actor, &"contoso.onmicrosoft.com".parse().unwrap());
            remove_domain needs [ChangeEnrollment] => muster.remove_domain(actor, &"contoso.com".parse().unwrap());
            set_domain_verified needs [ChangeEnrollment] => muster.set_domain_verified(actor, &"contoso.com".parse().unwrap(), false);
            list_blocked_values needs [ReadDevices] => muster.list_blocked_values(actor);
            block_value needs [ChangeDevices] => muster.block_value(actor, BlockedKind::Serial, "");
            unblock_value needs [ChangeDevices] => muster.unblock_value(actor, BlockedKind::Serial, "");
            find_duplicate needs [ReadDevices] => muster.find_duplicate(actor, DuplicateId(nobody));
            export_duplicates needs [ReadDevices] => muster.export_duplicates(actor, &DuplicateQuery::default(), |_| Ok(()));
            recheck_duplicates needs [ChangeDevices] => muster.recheck_duplicates(actor, &|_| {});
            merge_duplicate needs [ChangeDevices] =>
                muster.merge_duplicate(actor, &MergeOrder { group: DuplicateId(nobody), mark: String::new(), survivor: None, despite_warnings: false });
            merge_certain_duplicates needs [ChangeDevices] => muster.merge_certain_duplicates(actor, &DuplicateQuery::default(), false);
            undo_merge needs [ChangeDevices] => muster.undo_merge(actor, MergeId(nobody), false);
            advise_duplicate needs [ChangeDevices] => muster.advise_duplicate(actor, DuplicateId(nobody));
            dismiss_duplicate needs [ChangeDevices] => muster.dismiss_duplicate(actor, DuplicateId(nobody), "");
            reopen_duplicate needs [ChangeDevices] => muster.reopen_duplicate(actor, DuplicateId(nobody), "");
            list_records_of_devices needs [ReadDevices] => muster.list_records_of_devices(actor, &[DeviceId(nobody)]);
            list_device_words needs [ReadDevices] => muster.list_device_words(actor);
            load_list_settings needs [ReadDevices] => muster.load_list_settings(actor);
            save_list_columns needs [ReadDevices] => muster.save_list_columns(actor, &[]);
            save_view needs [ReadDevices, ShareViews] => muster.save_view(actor, &view);
            change_view needs [ReadDevices, ShareViews] => muster.change_view(actor, ViewId(nobody), &view);
            delete_view needs [ReadDevices] => muster.delete_view(actor, ViewId(nobody));
            choose_default_view needs [ReadDevices] => muster.choose_default_view(actor, None);
            decision_for_device needs [ReadDevices] => muster.decision_for_device(actor, DeviceId(nobody));
            list_users needs [ReadDirectory] => muster.list_users(actor, &UserQuery::default());
            find_user needs [ReadDirectory] => muster.find_user(actor, UserId(nobody));
            find_user_by_upn needs [ReadDirectory] => muster.find_user_by_upn(actor, "ines@harbor.example");
            list_groups needs [ReadDirectory] => muster.list_groups(actor, &GroupQuery::default());
            find_group needs [ReadDirectory] => muster.find_group(actor, GroupId(nobody), &MemberQuery::default());
            pick_groups needs [ReadDirectory] => muster.pick_groups(actor, "pilot");
            list_subscriptions needs [ReadDirectory] => muster.list_subscriptions(actor);
            create_user needs [ChangeDirectory] => muster.create_user(actor, NewUser::of("ines@harbor.example", "Ines"));
            create_group needs [ChangeDirectory] => muster.create_group(actor, NewGroup { name: "Pilot".to_owned(), description: String::new() });
            add_group_member needs [ChangeDirectory] => muster.add_group_member(actor, GroupId(nobody), MemberKind::User, nobody);
            add_named_group_member needs [ChangeDirectory] =>
                muster.add_named_group_member(actor, GroupId(nobody), "ines@harbor.example");
            remove_group_member needs [ChangeDirectory] => muster.remove_group_member(actor, GroupId(nobody), nobody);
            save_subscription needs [ChangeDirectory] => muster.save_subscription(actor, "SPE_E3", 5, "Enabled", None);
            assign_licence needs [ChangeDirectory] => muster.assign_licence(actor, UserId(nobody), "SPE_E3");
            remove_licence needs [ChangeDirectory] => muster.remove_licence(actor, UserId(nobody), "SPE_E3");
            load_enrollment_settings needs [ReadEnrollment] => muster.load_enrollment_settings(actor);
            list_enrollment_history needs [ReadEnrollment] => muster.list_enrollment_history(actor, None);
            preview_enrollment_effect needs [ReadEnrollment] => muster.preview_enrollment_effect(actor, &settings);
            list_effect_users needs [ReadEnrollment] =>
                muster.list_effect_users(actor, &settings, EffectList::Gain, &UserQuery::default());
            what_if needs [ReadEnrollment] => muster.what_if(actor, &what_if);
            save_enrollment_settings needs [ChangeEnrollment] => muster.save_enrollment_settings(actor, settings.clone(), 0);
            list_imports needs [ReadImports] => muster.list_imports(actor);
            find_import needs [ReadImports] => muster.find_import(actor, ImportId(nobody));
            find_imports needs [ReadImports] => muster.find_imports(actor, &[ImportId(nobody)]);
            list_import_problems needs [ImportFiles] => muster.list_import_problems(actor, ImportId(nobody), 0);
            export_import_problems needs [ImportFiles] => muster.export_import_problems(actor, ImportId(nobody));
            import_files needs [ImportFiles] => muster.import_files(actor, Vec::new(), true, None, None, &|_| {});
            begin_import needs [ImportFiles] => muster.begin_import(actor, "users.csv");
            append_import needs [ImportFiles] => muster.append_import(actor, ImportId(nobody), b"x");
            upload_import needs [ImportFiles] => muster.upload_import(actor, "users.csv", &b"x"[..]);
            check_import needs [ImportFiles] => muster.check_import(actor, ImportId(nobody));
            check_imports needs [ImportFiles] => muster.check_imports(actor, &[ImportId(nobody)]);
            apply_import needs [ImportFiles] => muster.apply_import(actor, ImportId(nobody));
            apply_imports needs [ImportFiles] => muster.apply_imports(actor, &[ImportId(nobody)]);
            start_checks needs [ImportFiles] => muster.start_checks(actor, &[ImportId(nobody)]);
            choose_import_dates needs [ImportFiles] =>
                muster.choose_import_dates(actor, ImportId(nobody), DateStyle::DayFirst);
            start_imports needs [ImportFiles] => muster.start_imports(actor, &[ImportId(nobody)]);
            cancel_import needs [ImportFiles] => muster.cancel_import(actor, ImportId(nobody));
            cancel_imports needs [ImportFiles] => muster.cancel_imports(actor, &[ImportId(nobody)]);
            list_roles needs [ReadRoles] => muster.list_roles(actor);
            find_role needs [ReadRoles] => muster.find_role(actor, RoleId(nobody));
            find_assignment needs [ReadRoles] => muster.find_assignment(actor, AssignmentId(nobody));
            list_permission_holders needs [ReadRoles] => muster.list_permission_holders(actor, ReadDevices);
            load_assignment_form needs [ReadRoles] =>
                muster.load_assignment_form(actor, AssignmentOf::Role(RoleId(nobody)), None, "pilot", "");
            load_tag_form needs [ReadRoles] => muster.load_tag_form(actor, None, None, "pilot");
            load_user_access needs [ReadRoles] => muster.load_user_access(actor, UserId(nobody));
            list_tags needs [ReadRoles] => muster.list_tags(actor);
            create_role needs [CreateRoles] => muster.create_role(actor, RoleContent::default());
            change_role needs [ChangeRoles] => muster.change_role(actor, RoleId(nobody), RoleContent::default());
            delete_role needs [DeleteRoles] => muster.delete_role(actor, RoleId(nobody));
            create_assignment needs [AssignRoles] => muster.create_assignment(actor, RoleId(nobody), AssignmentContent::default());
            change_assignment needs [AssignRoles] =>
                muster.change_assignment(actor, AssignmentId(nobody), AssignmentContent::default());
            delete_assignment needs [AssignRoles] => muster.delete_assignment(actor, AssignmentId(nobody));
            save_tag needs [ChangeRoles] => muster.save_tag(actor, None, TagContent::default());
            delete_tag needs [ChangeRoles] => muster.delete_tag(actor, TagId(nobody));
            load_unlicensed_admins needs [ReadOrganization] => muster.load_unlicensed_admins(actor);
            allow_unlicensed_admins needs [ChangeOrganization] => muster.allow_unlicensed_admins(actor, "");
            change_unlicensed_limit needs [ChangeOrganization] => muster.change_unlicensed_limit(actor, 350);
            explain_entry needs [] => muster.explain_entry(actor);
            load_own_access needs [] => muster.load_own_access(actor);
            explain_refusal needs [] => muster.explain_refusal(actor, ReadDevices, None);
            list_invitations needs [ReadOrganization] => muster.list_invitations(actor);
            list_offered_roles needs [ChangeOrganization] => muster.list_offered_roles(actor);
            create_invitation needs [ChangeOrganization] => muster.create_invitation(actor, NewInvitation::default());
            revoke_invitation needs [ChangeOrganization] => muster.revoke_invitation(actor, InvitationId(nobody));
            list_api_tokens needs [ReadOrganization] => muster.list_api_tokens(actor);
            list_offered_permissions needs [ChangeOrganization] => muster.list_offered_permissions(actor);
            create_api_token needs [ChangeOrganization] => muster.create_api_token(actor, NewApiToken::default());
            revoke_api_token needs [ChangeOrganization] => muster.revoke_api_token(actor, ApiTokenId(nobody));
            list_scim_users needs [ReadDirectory] => muster.list_scim_users(actor, &ScimQuery::default());
            find_scim_user needs [ReadDirectory] => muster.find_scim_user(actor, UserId(nobody));
            create_scim_user needs [ChangeDirectory] => muster.create_scim_user(actor, &Object::new());
            replace_scim_user needs [ChangeDirectory] => muster.replace_scim_user(actor, UserId(nobody), &Object::new(), None);
            patch_scim_user needs [ChangeDirectory] => muster.patch_scim_user(actor, UserId(nobody), &Object::new(), None);
            delete_scim_user needs [ChangeDirectory] => muster.delete_scim_user(actor, UserId(nobody), None);
            list_scim_groups needs [ReadDirectory] => muster.list_scim_groups(actor, &ScimQuery::default(), true);
            find_scim_group needs [ReadDirectory] => muster.find_scim_group(actor, GroupId(nobody), true);
            create_scim_group needs [ChangeDirectory] => muster.create_scim_group(actor, &Object::new(), true);
            replace_scim_group needs [ChangeDirectory] =>
                muster.replace_scim_group(actor, GroupId(nobody), &Object::new(), None, true);
            patch_scim_group needs [ChangeDirectory] =>
                muster.patch_scim_group(actor, GroupId(nobody), &Object::new(), None, true);
            delete_scim_group needs [ChangeDirectory] => muster.delete_scim_group(actor, GroupId(nobody), None);
            list_audit_entries needs [ReadAudit] => muster.list_audit_entries(actor, &AuditQuery::default());
            count_audit_entries needs [ReadAudit] => muster.count_audit_entries(actor, &AuditQuery::default());
            find_audit_entry needs [ReadAudit] => muster.find_audit_entry(actor, 1);
            list_audit_words needs [ReadAudit] => muster.list_audit_words(actor);
            export_audit_entries needs [ReadAudit] =>
                muster.export_audit_entries(actor, AuditQuery::default(), ExportFormat::Csv);
            verify_audit_log needs [ReadAudit] => muster.verify_audit_log(actor, &[], &|_, _| {});
            begin_audit_archive needs [ChangeOrganization] => muster.begin_audit_archive(actor, test_day());
            finish_audit_archive needs [ChangeOrganization] =>
                muster.finish_audit_archive(actor, &archive, "audit.jsonl");
            list_providers needs [ReadOrganization] => muster.list_providers(actor);
            find_provider needs [ReadOrganization] => muster.find_provider(actor, ProviderId(nobody));
            create_provider needs [ChangeOrganization] => muster.create_provider(actor, &ProviderForm::initial());
            save_provider needs [ChangeOrganization] => muster.save_provider(actor, ProviderId(nobody), &ProviderForm::initial());
            delete_provider needs [ChangeOrganization] => muster.delete_provider(actor, ProviderId(nobody));
            begin_provider_test needs [ChangeOrganization] => muster.begin_provider_test(actor, ProviderId(nobody));
            finish_provider_test needs [ChangeOrganization] => muster.finish_provider_test(actor, &provider, Ok(None));
            list_local_accounts needs [ReadOrganization] => muster.list_local_accounts(actor);
            switch_local_account needs [ChangeOrganization] => muster.switch_local_account(actor, AccountId(nobody), true);
            list_passkeys needs [] => muster.list_passkeys(actor);
            begin_passkey needs [] => muster.begin_passkey(actor);
            add_passkey needs [] => muster.add_passkey(actor, "", "", "Laptop");
            rename_passkey needs [] => muster.rename_passkey(actor, PasskeyId(nobody), "Laptop");
            delete_passkey needs [] => muster.delete_passkey(actor, PasskeyId(nobody));
            list_sign_ins needs [] => muster.list_sign_ins(actor);
            end_sign_in needs [] => muster.end_sign_in(actor, SignInId(nobody));
        });
        assert_eq!(checked, operations_with_an_actor());
    })
    .await;
}

/// What limited assignments reach is kept beside users and devices, so whatever writes memberships or principal names has
/// to bring it up to date: `scope::refresh` after members came or went, `scope::refresh_user` or `scope::Moved` for users,
/// `scope::members_within` before a group is deleted.
#[test]
fn whatever_writes_memberships_brings_scopes_up_to_date() {
    let mut others = Vec::new();
    let mut seen = 0;
    each_source(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store"),
        &mut |path, source| {
            let writes = [
                "insert into group_members",
                "delete from group_members",
                "insert into users",
                "delete from users",
                "delete from groups",
            ];
            if writes.iter().any(|write| source.contains(write)) {
                seen += 1;
                if !source.contains("scope::") {
                    others.push(path.display().to_string());
                }
            }
        },
    );
    assert!(seen >= 3, "{seen}");
    assert!(others.is_empty(), "no word of scopes in {others:?}");
}

fn each_source(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_source(&path, look);
        } else {
            look(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// The names of all public methods that take an actor, read from the source.
fn operations_with_an_actor() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    each_source(&folder, &mut |_, source| {
        for function in source.split("    pub async fn ").skip(1) {
            let (name, rest) = function.split_once('(').unwrap();
            let parameters: String = rest.split_whitespace().collect::<Vec<_>>().join(" ");
            if parameters.starts_with("&self, actor: &Actor") {
                names.insert(name.split('<').next().unwrap().to_owned());
            }
        }
    });
    names
}
