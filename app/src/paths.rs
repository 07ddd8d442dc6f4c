//! Every page's address as a function. The patterns are the route table's, in `app.rs`.

use std::fmt::Display;

use domain::help::Topic;

macro_rules! fixed {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)*) => {
        $($(#[$doc])*
        #[must_use]
        pub const fn $name() -> &'static str { $path })*
    };
}

fixed! {
    overview = "/",
    sign_in = "/sign-in",
    /// Where the sign-out form is posted to; not a page.
    sign_out = "/sign-out",
    /// Where the answer of an authenticator is posted to; not a page.
    sign_in_with_passkey = "/sign-in/passkey",
    /// The last step of signing out where somebody came in with a provider; not a page.
    leave = "/sign-out/provider",
    account = "/account",
    /// The list of devices as the person wants it first: their default view.
    devices = "/devices",
    /// The same without any filter, whatever the default view is.
    all_devices = "/devices?view=all",
    /// Changing what devices have in common: those in the address by id, or all that its filters ask for.
    edit_devices = "/devices/edit",
    /// The devices of the list's address as a file; not pages.
    export_devices_csv = "/devices/export.csv",
    export_devices_json_lines = "/devices/export.jsonl",
    device_views = "/devices/views",
    duplicates = "/duplicates",
    /// Its form is posted to the same address.
    certain_duplicates = "/duplicates/certain",
    /// Values that never count as evidence; its form is posted to the same address.
    blocked_values = "/duplicates/blocked",
    /// Where the form is posted to that takes one off; not a page.
    unblock_value = "/duplicates/blocked/remove",
    cleanup = "/cleanup",
    /// One cleanup rule; its form is posted to the same address.
    cleanup_rule = "/cleanup/rule",
    /// Where a rule is removed, and where it is applied at once; not pages.
    delete_cleanup_rule = "/cleanup/rule/delete",
    run_cleanup_rule = "/cleanup/rule/run",
    hidden_records = "/cleanup/hidden",
    /// Where one hidden record is brought back; not a page.
    unhide_record = "/cleanup/hidden/bring-back",
    stale_devices = "/devices/stale",
    leaving_devices = "/devices/leaving",
    imports = "/devices/import",
    /// Takes the list's own question, or an `id` for each device that was picked.
    device_edit_form = "/devices/edit",
    automatic_enrollment = "/enrollment/automatic",
    enrollment_history = "/enrollment/automatic/history",
    enrollment_effect = "/enrollment/automatic/effect",
    what_if = "/enrollment/what-if",
    /// What is missing for automatic enrollment to work for everybody.
    check_up = "/enrollment/check-up",
    /// The domains that people sign in with.
    domains = "/enrollment/domains",
    /// Where a domain is added, taken off, checked and said to be verified; not pages.
    add_domain = "/enrollment/domains/add",
    remove_domain = "/enrollment/domains/remove",
    check_domains = "/enrollment/domains/check",
    verify_domain = "/enrollment/domains/verify",
    /// Its form is posted to the same address.
    dns_settings = "/enrollment/domains/settings",
    users = "/users",
    /// Adding by hand.
    new_user = "/users/new",
    groups = "/groups",
    new_group = "/groups/new",
    licences = "/licences",
    roles = "/roles",
    new_role = "/roles/new",
    my_permissions = "/roles/mine",
    roles_by_permission = "/roles/by-permission",
    why = "/roles/why",
    scope_tags = "/roles/tags",
    new_scope_tag = "/roles/tags/new",
    unlicensed_admins = "/unlicensed-admins",
    allow_unlicensed_admins = "/unlicensed-admins/allow",
    /// Where the limit is posted to; not a page.
    unlicensed_limit = "/unlicensed-admins/limit",
    /// Troubleshooting; takes what was typed as `q`, or a `user` or a `device` by id.
    support = "/support",
    /// The help center for end users, which needs no sign-in.
    help_center = "/help",
    /// Its pages as support sees them.
    help_pages = "/support/help-pages",
    /// Its form is posted to the same address.
    organisation = "/tenant/organisation",
    /// Every error code; takes a code in any form, or a word, as `q`.
    error_codes = "/support/codes",
    audit = "/audit",
    /// The audit log of the list's address as a file; not pages.
    export_audit_csv = "/audit/export.csv",
    export_audit_json_lines = "/audit/export.jsonl",
    sign_in_providers = "/tenant/sign-in-providers",
    new_sign_in_provider = "/tenant/sign-in-providers/new",
    search = "/search",
    /// The page of somebody who was invited.
    invitation = "/invitation",
    invitations = "/tenant/invitations",
    /// Its form is posted to the same address, which then shows the link.
    new_invitation = "/tenant/invitations/new",
    tokens = "/tenant/api-tokens",
    /// Its form is posted to the same address, which then shows the token.
    new_token = "/tenant/api-tokens/new",
    /// Every building block in every state; debug builds only.
    gallery = "/gallery",
}

#[must_use]
pub fn device(id: impl Display) -> String {
    format!("/devices/{id}")
}

/// One domain that people sign in with.
#[must_use]
pub fn domain(suffix: &str) -> String {
    let suffix: String = form_urlencoded::byte_serialize(suffix.as_bytes()).collect();
    format!("/enrollment/domains/{suffix}")
}

/// Everything that support needs to know of a user.
#[must_use]
pub fn support_user(id: impl Display) -> String {
    format!("/support?user={id}")
}

/// Everything that support needs to know of a device.
#[must_use]
pub fn support_device(id: impl Display) -> String {
    format!("/support?device={id}")
}

/// One page of the help center.
#[must_use]
pub fn help_topic(topic: Topic) -> String {
    format!("/help/{}", topic.as_str())
}

/// What a code means, for end users.
#[must_use]
pub fn help_code(slug: &str) -> String {
    format!("/help/code/{slug}")
}

/// One error code.
#[must_use]
pub fn error_code(slug: &str) -> String {
    format!("/support/codes/{slug}")
}

/// The rule of a platform.
#[must_use]
pub fn cleanup_rule_of(platform: &str) -> String {
    format!("/cleanup/rule?platform={platform}")
}

/// What one run of a rule hid.
#[must_use]
pub fn hidden_of_run(id: impl Display) -> String {
    format!("/cleanup/hidden?run={id}")
}

/// Where a run is taken back; not a page.
#[must_use]
pub fn undo_cleanup(id: impl Display) -> String {
    format!("/cleanup/runs/{id}/undo")
}

/// Where a run is stopped; not a page.
#[must_use]
pub fn cancel_cleanup(id: impl Display) -> String {
    format!("/cleanup/runs/{id}/cancel")
}

/// What is to be done if a device leaves.
#[must_use]
pub fn offboarding(id: impl Display) -> String {
    format!("/devices/{id}/offboarding")
}

/// Where a step is noted: as `done`, or taken back by `undo`; not a page.
#[must_use]
pub fn offboarding_step(id: impl Display, what: &str) -> String {
    format!("/devices/{id}/offboarding/{what}")
}

/// The editing of one device.
#[must_use]
pub fn edit_device(id: impl Display) -> String {
    format!("/devices/edit?id={id}")
}

/// A change of many devices that was begun.
#[must_use]
pub fn device_edit(id: impl Display) -> String {
    format!("/devices/edit/{id}")
}

#[must_use]
pub fn import(id: impl Display) -> String {
    format!("/devices/import/{id}")
}

/// The refused records of an import as a file; not a page.
#[must_use]
pub fn import_problems(id: impl Display) -> String {
    format!("/devices/import/{id}/problems.csv")
}

/// Everything of one kind as the file that an import reads; not a page.
#[must_use]
pub fn export(kind: impl Display, format: &str) -> String {
    format!("/export/{kind}.{format}")
}

/// Signing in with the provider of that key, and going to `next` then; not a page.
#[must_use]
pub fn sign_in_with(key: &str, next: &str) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("/sign-in/with/{key}?next={next}")
}

/// One sign-in provider, and where its form is posted to.
#[must_use]
pub fn sign_in_provider(id: impl Display) -> String {
    format!("/tenant/sign-in-providers/{id}")
}

/// Where its test is asked for; not a page.
#[must_use]
pub fn test_sign_in_provider(id: impl Display) -> String {
    format!("/tenant/sign-in-providers/{id}/test")
}

/// Where its removal is asked for; not a page.
#[must_use]
pub fn delete_sign_in_provider(id: impl Display) -> String {
    format!("/tenant/sign-in-providers/{id}/delete")
}

/// Where a local account is disabled and enabled; not a page.
#[must_use]
pub fn switch_local_account(id: impl Display) -> String {
    format!("/tenant/local-accounts/{id}")
}

#[must_use]
pub fn user(id: impl Display) -> String {
    format!("/users/{id}")
}

/// One entry of the audit log, by its place in the chain.
#[must_use]
pub fn audit_entry(sequence: i64) -> String {
    format!("/audit/{sequence}")
}

#[must_use]
pub fn group(id: impl Display) -> String {
    format!("/groups/{id}")
}

#[must_use]
pub fn role(id: impl Display) -> String {
    format!("/roles/{id}")
}

/// What a person of the directory may do.
#[must_use]
pub fn user_access(id: impl Display) -> String {
    format!("/roles/of/{id}")
}

#[must_use]
pub fn edit_role(id: impl Display) -> String {
    format!("/roles/{id}/edit")
}

/// Where the deletion of a role is posted to; not a page.
#[must_use]
pub fn delete_role(id: impl Display) -> String {
    format!("/roles/{id}/delete")
}

/// A new role that begins as a duplicate of this one.
#[must_use]
pub fn duplicate_role(id: impl Display) -> String {
    format!("/roles/new?from={id}")
}

#[must_use]
pub fn assign_role(id: impl Display) -> String {
    format!("/roles/{id}/assign")
}

#[must_use]
pub fn role_assignment(id: impl Display) -> String {
    format!("/roles/assignments/{id}")
}

/// Where the removal of an assignment is posted to; not a page.
#[must_use]
pub fn remove_role_assignment(id: impl Display) -> String {
    format!("/roles/assignments/{id}/remove")
}

/// The roles that give a permission, which is named as Graph names it.
#[must_use]
pub fn permission_holders(permission: &str) -> String {
    format!("/roles/by-permission?permission={permission}")
}

/// Why one may not do what needs a permission, which is named as Graph names it.
#[must_use]
pub fn why_not(permission: &str) -> String {
    format!("/roles/why?permission={permission}")
}

#[must_use]
pub fn scope_tag(id: impl Display) -> String {
    format!("/roles/tags/{id}")
}

/// Where the deletion of a scope tag is posted to; not a page.
#[must_use]
pub fn delete_scope_tag(id: impl Display) -> String {
    format!("/roles/tags/{id}/delete")
}

#[must_use]
pub fn duplicate(id: impl Display) -> String {
    format!("/duplicates/{id}")
}

/// Where the form is posted to that makes a group one device; not a page.
#[must_use]
pub fn merge_duplicate(id: impl Display) -> String {
    format!("/duplicates/{id}/merge")
}

/// Where the form is posted to that says a group is no duplicate; not a page.
#[must_use]
pub fn dismiss_duplicate(id: impl Display) -> String {
    format!("/duplicates/{id}/dismiss")
}

/// Where the form is posted to that takes this back; not a page.
#[must_use]
pub fn reopen_duplicate(id: impl Display) -> String {
    format!("/duplicates/{id}/reopen")
}

/// Where the form is posted to that takes a merge back; not a page.
#[must_use]
pub fn undo_merge(id: impl Display) -> String {
    format!("/duplicates/merges/{id}/undo")
}

/// Where the form is posted to that notes that the user was told what to do; not a page.
#[must_use]
pub fn advise_duplicate(id: impl Display) -> String {
    format!("/duplicates/{id}/advise")
}
