use super::*;

const OWN: &str = "muster.example.org";

fn lookup(names: &[&str], end: End) -> Lookup {
    Lookup {
        resolver: "test".to_owned(),
        hops: names
            .iter()
            .map(|name| Hop {
                target: (*name).to_owned(),
                ttl: 300,
            })
            .collect(),
        end,
    }
}

fn addresses() -> End {
    End::Addresses(vec!["192.0.2.1".to_owned()])
}

fn result(target: Target, names: &[&str], end: End) -> DnsResult {
    Answer::of(lookup(names, end), DnsRecord::Enrollment, target, OWN).result
}

#[test]
fn every_kind_of_answer_has_its_result() {
    use DnsResult as R;
    use Target::{China, Commercial, ThisServer, UsGovernment};
    let right = "enterpriseenrollment-s.MANAGE.microsoft.com";
    let asks = "EnterpriseEnrollment.manage.microsoft.com";
    for (target, names, end, expected) in [
        (Commercial, &[right][..], addresses(), R::Ok),
        (ThisServer, &[OWN], addresses(), R::Ok),
        (Commercial, &[asks], addresses(), R::OkWithPrompt),
        (
            Commercial,
            &["manage.microsoft.com"],
            addresses(),
            R::OkWithPrompt,
        ),
        (
            Commercial,
            &["cdn.example.net", right],
            addresses(),
            R::Chain,
        ),
        (UsGovernment, &[right], addresses(), R::WrongCloud),
        (
            China,
            &["cdn.example.net", asks],
            addresses(),
            R::WrongCloud,
        ),
        (ThisServer, &[right], addresses(), R::WrongCloud),
        (
            Commercial,
            &["mdm.example.net"],
            addresses(),
            R::WrongTarget,
        ),
        (Commercial, &["gone.example.net"], End::NoName, R::Dangling),
        (
            Commercial,
            &["empty.example.net"],
            End::NoRecord,
            R::Dangling,
        ),
        (ThisServer, &[OWN], End::NoName, R::Dangling),
        (
            Commercial,
            &["a.example.net", "b.example.net"],
            End::Loop,
            R::Dangling,
        ),
        (Commercial, &["a.example.net"], End::TooLong, R::Dangling),
        (Commercial, &[], End::NoName, R::Missing),
        (Commercial, &[], End::NoRecord, R::Missing),
        (Commercial, &[], addresses(), R::NotCname),
        (
            Commercial,
            &[],
            End::Several(vec![right.to_owned()]),
            R::Multiple,
        ),
        (
            Commercial,
            &[],
            End::Failed(Failure::ServerFailed),
            R::Unreachable,
        ),
        (
            Commercial,
            &[],
            End::Failed(Failure::TimedOut),
            R::Unreachable,
        ),
        (
            Commercial,
            &["cdn.example.net"],
            End::Failed(Failure::ServerFailed),
            R::Unreachable,
        ),
        // The record is right, whatever the next name does.
        (Commercial, &[right], End::Failed(Failure::TimedOut), R::Ok),
    ] {
        assert_eq!(
            result(target, names, end.clone()),
            expected,
            "{target:?} {names:?} {end:?}"
        );
    }
}

#[test]
fn resolvers_that_differ_are_spreading_for_three_days_and_wrong_then() {
    let answer = |names: &[&str], end| {
        Answer::of(
            lookup(names, end),
            DnsRecord::Enrollment,
            Target::ThisServer,
            OWN,
        )
    };
    let right = answer(&[OWN], addresses());
    let missing = answer(&[], End::NoName);
    let silent = answer(&[], End::Failed(Failure::TimedOut));
    for (answers, lately, expected) in [
        (vec![&right, &right], true, DnsResult::Ok),
        (vec![&right, &missing], true, DnsResult::Propagating),
        (vec![&right, &missing], false, DnsResult::Missing),
        (vec![&right, &silent], true, DnsResult::Ok),
        (vec![&silent, &silent], false, DnsResult::Unreachable),
        (vec![], false, DnsResult::Unreachable),
    ] {
        let answers: Vec<Answer> = answers.into_iter().cloned().collect();
        assert_eq!(combine(&answers, lately), expected, "{answers:?}");
    }
}

#[test]
fn a_domain_is_read_as_people_write_it() {
    for (text, read) in [
        ("Contoso.COM", Some("contoso.com")),
        (" us.contoso.com. ", Some("us.contoso.com")),
        ("münchen.example", Some("münchen.example")),
        ("_msdcs.contoso.com", Some("_msdcs.contoso.com")),
        ("", None),
        ("noor@contoso.com", None),
        ("https://contoso.com", None),
        ("contoso..com", None),
        ("-contoso.com", None),
        (".", None),
    ] {
        let parsed = text.parse::<Suffix>();
        assert_eq!(parsed.as_ref().ok().map(Suffix::as_str), read, "{text}");
    }
    assert!(format!("{}.com", "a".repeat(64)).parse::<Suffix>().is_err());
    assert!("a.".repeat(120).parse::<Suffix>().is_err());
    assert_eq!(
        Suffix::of_upn("noor@CONTOSO.com").unwrap().as_str(),
        "contoso.com"
    );
    assert_eq!(Suffix::of_upn("noor"), None);
}

#[test]
fn what_nobody_can_register_is_known() {
    for (text, is_private) in [
        ("contoso.local", true),
        ("ad.contoso.lan", true),
        ("contoso", true),
        ("home.arpa", true),
        ("contoso.com", false),
        ("local.contoso.com", false),
        ("notlocal", true),
        ("fabricharbor.example", false),
    ] {
        let suffix: Suffix = text.parse().unwrap();
        assert_eq!(suffix.is_private(), is_private, "{text}");
    }
}

#[test]
fn the_record_to_create_is_a_line_of_a_zone() {
    let record = NewRecord::of(
        DnsRecord::Enrollment,
        "contoso.com",
        Target::Commercial,
        OWN,
    )
    .unwrap();
    assert_eq!(
        record.zone_line(),
        "EnterpriseEnrollment.contoso.com. 3600 IN CNAME EnterpriseEnrollment-s.manage.microsoft.com."
    );
    assert_eq!(
        NewRecord::of(DnsRecord::Registration, "contoso.com", Target::China, OWN),
        None
    );
}

#[test]
fn resolvers_are_addresses_with_or_without_a_port() {
    let form = |text: &str| {
        DnsForm::from_pairs([
            ("target", "commercial"),
            ("resolvers", text),
            ("version", "0"),
        ])
    };
    assert_eq!(
        form("9.9.9.9\r\n[2620:fe::fe]:5353, 9.9.9.9")
            .unwrap()
            .resolvers,
        [
            "9.9.9.9:53".parse().unwrap(),
            "[2620:fe::fe]:5353".parse().unwrap()
        ]
    );
    assert_eq!(form("").unwrap().resolvers, []);
    assert_eq!(form("dns.example.org").unwrap_err().field, "resolvers");
    assert_eq!(
        DnsForm::from_pairs([("colour", "red")]).unwrap_err().field,
        "colour"
    );
}

#[test]
fn a_time_to_live_that_runs_down_is_no_change() {
    let answer = |ttl| {
        let mut lookup = lookup(&[OWN], addresses());
        lookup.hops[0].ttl = ttl;
        Answer::of(lookup, DnsRecord::Enrollment, Target::ThisServer, OWN)
    };
    assert!(are_the_same(&[answer(300)], &[answer(7)]));
    let elsewhere = Answer::of(
        lookup(&["mdm.example.net"], addresses()),
        DnsRecord::Enrollment,
        Target::ThisServer,
        OWN,
    );
    assert!(!are_the_same(&[answer(300)], &[elsewhere]));
}
