use super::*;

#[test]
fn every_spelling_of_an_operating_system_has_one_platform() {
    let table = [
        ("Windows", Platform::Windows),
        ("windows", Platform::Windows),
        ("Windows Holographic", Platform::Holographic),
        ("iOS/iPadOS", Platform::Ios),
        ("IPhone", Platform::Ios),
        ("macOS", Platform::Macos),
        ("MacMDM", Platform::Macos),
        ("AndroidForWork", Platform::AndroidPersonal),
        (
            "Android (personally-owned work profile)",
            Platform::AndroidPersonal,
        ),
        ("Android (fully managed)", Platform::AndroidCorporate),
        ("Android (dedicated)", Platform::AndroidCorporate),
        (
            "Android (corporate-owned work profile)",
            Platform::AndroidCorporate,
        ),
        ("AndroidEnterprise", Platform::AndroidCorporate),
        ("Android (AOSP)", Platform::AndroidAosp),
        (
            "Android (device administrator)",
            Platform::AndroidAdministrator,
        ),
        ("Android", Platform::AndroidAdministrator),
        ("ChromeOS", Platform::Chromeos),
        ("Chrome OS", Platform::Chromeos),
        ("visionOS", Platform::Visionos),
        ("tvOS", Platform::Tvos),
        ("Linux", Platform::Other),
        ("", Platform::Other),
    ];
    for (os, platform) in table {
        assert_eq!(Platform::of(os), platform, "{os}");
    }
}

#[test]
fn a_rule_asks_for_thirty_to_two_hundred_and_seventy_days() {
    for (days, is_right) in [
        ("29", false),
        ("30", true),
        ("90", true),
        ("270", true),
        ("271", false),
        ("-30", false),
        ("ninety", false),
        ("", false),
        ("99999999999999999999", false),
    ] {
        let draft = RuleDraft::from_pairs([("platform", "windows"), ("days", days)]);
        match draft {
            Ok(draft) => {
                assert!(is_right, "{days}");
                assert_eq!(draft.days.to_string(), days);
            }
            Err(invalid) => {
                assert!(!is_right, "{days}");
                assert_eq!(invalid.field, "days");
            }
        }
    }
}

#[test]
fn what_a_rule_does_not_know_is_refused_by_name() {
    for (pairs, field) in [
        ([("platform", "teleporter"), ("days", "90")], "platform"),
        ([("platform", "windows"), ("version", "new")], "version"),
        ([("platform", "windows"), ("wipe", "yes")], "address"),
    ] {
        let refused = RuleDraft::from_pairs(pairs).expect_err("it is refused");
        assert_eq!(refused.field, field);
    }
    let long = "x".repeat(LONGEST_NOTE + 1);
    let refused = RuleDraft::from_pairs([("note", long.as_str())]).expect_err("it is refused");
    assert_eq!(refused.field, "note");
}

#[test]
fn bands_of_silence_meet_without_a_gap() {
    let as_of = "2026-09-09T08:00:00Z".parse().expect("a time");
    let pairs = |band: Band| band.query(as_of).to_query_string();
    assert_eq!(pairs(Band::InUse), "checked_in.from=2026-08-20");
    assert_eq!(
        pairs(Band::Days21),
        "checked_in.from=2026-08-11&checked_in.before=2026-08-20"
    );
    assert_eq!(pairs(Band::Days270), "checked_in.before=2025-12-14");
    assert_eq!(pairs(Band::Never), "checked_in.never=yes");
    let known: Vec<Band> = Band::ALL
        .iter()
        .copied()
        .filter(|band| *band != Band::Never)
        .collect();
    for two in known.windows(2) {
        let (newer, older) = (two[0].query(as_of), two[1].query(as_of));
        assert_eq!(newer.checked_in_from, older.checked_in_before);
    }
}
