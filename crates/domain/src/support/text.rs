//! A support case as text, for a ticket or a mail.

use chrono::{DateTime, Utc};

use super::{DeviceSupport, Finding, UserSupport};

/// A user's case.
#[must_use]
pub fn user_text(case: &UserSupport) -> String {
    let user = &case.detail.user;
    let mut text = format!("User: {} ({})\n", user.name, user.upn);
    line(
        &mut text,
        "Account",
        if user.account_enabled {
            "enabled"
        } else {
            "disabled"
        },
    );
    let licences: Vec<&str> = case
        .detail
        .licences
        .iter()
        .map(|licence| licence.name.as_str())
        .collect();
    line(&mut text, "Licences", &or_none(&licences));
    let mdm = case
        .facts
        .mdm_membership
        .as_ref()
        .map_or_else(|| "in no group of it".to_owned(), ToString::to_string);
    line(&mut text, "MDM scope", &mdm);
    let mam = case
        .facts
        .mam_membership
        .as_ref()
        .map_or_else(|| "in no group of it".to_owned(), ToString::to_string);
    line(&mut text, "MAM scope", &mam);
    for on in &case.decisions {
        line(&mut text, on.path.label(), &on.decision.outcome.label());
    }
    for device in &case.devices {
        let seen = device.face.last_check_in_at.map_or_else(
            || "never seen".to_owned(),
            |at| format!("seen {}", time(at)),
        );
        line(
            &mut text,
            "Device",
            &format!(
                "{}, {}, {seen}",
                device.face.name,
                device.face.compliance.label()
            ),
        );
    }
    findings(&mut text, &case.findings, case.checks, case.as_of);
    text
}

/// A device's case.
#[must_use]
pub fn device_text(case: &DeviceSupport) -> String {
    let face = &case.device.face;
    let mut text = format!("Device: {} ({})\n", face.name, case.device.id);
    line(&mut text, "Serial number", &face.serial);
    line(&mut text, "User", &face.user_upn);
    line(&mut text, "Join type", face.join_type.label());
    line(&mut text, "Managed by", face.managed_by.label());
    line(&mut text, "Compliance", face.compliance.label());
    if let Some(seen) = face.last_check_in_at {
        line(&mut text, "Last check-in", &time(seen));
    }
    if let Some(asked) = &case.decision {
        line(
            &mut text,
            asked.path.label(),
            &asked.decision.outcome.label(),
        );
    }
    findings(&mut text, &case.findings, case.checks, case.as_of);
    text
}

fn findings(text: &mut String, findings: &[Finding], checks: usize, as_of: DateTime<Utc>) {
    text.push_str(&format!(
        "\n{} findings of {checks} checks, {}\n",
        findings.len(),
        time(as_of)
    ));
    for (index, finding) in findings.iter().enumerate() {
        let code = finding
            .code
            .map(|code| format!(" ({code})"))
            .unwrap_or_default();
        text.push_str(&format!("\n{}. {}{code}\n", index + 1, finding.title));
        line(text, "What is wrong", &finding.what);
        line(text, "What to do", &finding.to_do);
        line(text, "What to say", &finding.to_say);
    }
}

fn line(text: &mut String, label: &str, value: &str) {
    if !value.is_empty() {
        text.push_str(&format!("{label}: {value}\n"));
    }
}

fn or_none(values: &[&str]) -> String {
    if values.is_empty() {
        "none".to_owned()
    } else {
        values.join(", ")
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
