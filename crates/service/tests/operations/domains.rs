//! Domains: each kind of result from a real DNS server, what is kept of it, and that no page waits for it.

use std::fmt::Write as _;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use chrono::TimeDelta;
use domain::directory::NewUser;
use domain::dns::{DnsForm, DnsRecord, DnsResult, Domain, End, Failure, Suffix, Target};
use service::{Error, Muster};

use crate::common::{admin, on_each_database};
use crate::dns_server::DnsServer;

const RIGHT: &str = "EnterpriseEnrollment-s.manage.microsoft.com.";

fn suffix(text: &str) -> Suffix {
    text.parse().unwrap()
}

/// Records of example.net and of the services.
const ELSEWHERE: &str = "mdm A 192.0.2.9\nvia CNAME EnterpriseEnrollment-s.manage.microsoft.com.\nloop CNAME enterpriseenrollment.loop.contoso.com.\n";
const MICROSOFT: &str =
    "EnterpriseEnrollment-s.manage A 192.0.2.1\nEnterpriseEnrollment.manage A 192.0.2.2\n";

/// One suffix for each kind of result.
fn contoso() -> String {
    let mut zone = format!(
        "enterpriseenrollment.ok CNAME {RIGHT}\n\
         enterpriseregistration.ok 3600 CNAME EnterpriseRegistration.windows.net.\n\
         enterpriseenrollment.prompt CNAME enterpriseenrollment.manage.microsoft.com.\n\
         enterpriseenrollment.chain CNAME via.example.net.\n\
         enterpriseenrollment.wrong CNAME mdm.example.net.\n\
         enterpriseenrollment.cloud CNAME EnterpriseEnrollment-s.manage.microsoft.us.\n\
         enterpriseenrollment.address A 192.0.2.7\n\
         enterpriseenrollment.nodata TXT \"nothing\"\n\
         enterpriseenrollment.dangling CNAME gone.example.net.\n\
         enterpriseenrollment.loop CNAME loop.example.net.\n\
         enterpriseenrollment.multiple CNAME mdm.example.net.\n\
         enterpriseenrollment.multiple CNAME {RIGHT}\n\
         enterpriseenrollment.long CNAME step0\n"
    );
    for step in 0..20 {
        let next = step + 1;
        writeln!(zone, "step{step} CNAME step{next}").unwrap();
    }
    for address in 0..4_000 {
        let (high, low) = (address / 250, address % 250);
        writeln!(zone, "enterpriseenrollment.huge A 198.18.{high}.{low}").unwrap();
    }
    zone
}

async fn ask(muster: &Muster, servers: &[SocketAddr]) {
    let resolvers: Vec<String> = servers.iter().map(ToString::to_string).collect();
    let version = muster.find_dns_settings(&admin()).await.unwrap().version;
    let form = DnsForm::from_pairs([
        ("target", "commercial"),
        ("resolvers", &resolvers.join("\n")),
        ("version", &version.to_string()),
    ])
    .unwrap();
    muster.save_dns_settings(&admin(), &form).await.unwrap();
    at_rest(muster).await;
}

/// Waits until nothing is being checked.
async fn at_rest(muster: &Muster) -> Vec<Domain> {
    for _ in 0..3_000 {
        let domains = muster.list_domains(&admin()).await.unwrap();
        if domains.iter().all(|domain| domain.checking_since.is_none()) {
            return domains;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the check did not end");
}

async fn add(muster: &Muster, name: &str) {
    muster.add_domain(&admin(), &suffix(name)).await.unwrap();
    at_rest(muster).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_result_comes_from_a_real_server() {
    let server = DnsServer::start(
        &[
            ("contoso.com", &contoso()),
            ("example.net", ELSEWHERE),
            ("microsoft.com", MICROSOFT),
            (
                "microsoft.us",
                "EnterpriseEnrollment-s.manage A 192.0.2.3\n",
            ),
            ("windows.net", "EnterpriseRegistration A 192.0.2.4\n"),
        ],
        &["broken.org"],
    );
    let at = server.address;
    on_each_database(async |muster| {
        ask(&muster, &[at]).await;
        for (name, expected) in [
            ("ok.contoso.com", DnsResult::Ok),
            ("prompt.contoso.com", DnsResult::OkWithPrompt),
            ("chain.contoso.com", DnsResult::Chain),
            ("wrong.contoso.com", DnsResult::WrongTarget),
            ("cloud.contoso.com", DnsResult::WrongCloud),
            ("address.contoso.com", DnsResult::NotCname),
            ("huge.contoso.com", DnsResult::NotCname),
            ("nodata.contoso.com", DnsResult::Missing),
            ("none.contoso.com", DnsResult::Missing),
            ("dangling.contoso.com", DnsResult::Dangling),
            ("loop.contoso.com", DnsResult::Dangling),
            ("long.contoso.com", DnsResult::Dangling),
            ("multiple.contoso.com", DnsResult::Multiple),
            ("broken.org", DnsResult::Unreachable),
        ] {
            add(&muster, name).await;
            let found = muster.find_domain(&admin(), &suffix(name)).await.unwrap();
            let check = found.domain.check(DnsRecord::Enrollment).unwrap();
            assert_eq!(check.result, expected, "{name}: {check:?}");
            let lookup = &check.deciding().unwrap().lookup;
            match name {
                "ok.contoso.com" => {
                    assert_eq!(lookup.hops[0].ttl, 300);
                    let registration = found.domain.check(DnsRecord::Registration).unwrap();
                    assert_eq!(registration.result, DnsResult::Ok);
                    assert_eq!(registration.answers[0].lookup.hops[0].ttl, 3_600);
                }
                "huge.contoso.com" => {
                    assert!(matches!(&lookup.end, End::Addresses(some) if some.len() == 8));
                }
                "loop.contoso.com" => assert_eq!(lookup.end, End::Loop),
                "long.contoso.com" => assert_eq!(lookup.end, End::TooLong),
                "broken.org" => assert_eq!(lookup.end, End::Failed(Failure::ServerFailed)),
                _ => {}
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resolver_that_does_not_answer_keeps_nobody_waiting() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let at = silent.local_addr().unwrap();
    on_each_database(async |muster| {
        ask(&muster, &[at]).await;
        muster
            .add_domain(&admin(), &suffix("contoso.com"))
            .await
            .unwrap();
        // The check was begun and goes on while pages are answered.
        let listed = muster.list_domains(&admin()).await.unwrap();
        assert!(listed[0].checking_since.is_some());
        assert!(listed[0].checks.is_empty());
        let domains = at_rest(&muster).await;
        let check = domains[0].check(DnsRecord::Enrollment).unwrap();
        assert_eq!(check.result, DnsResult::Unreachable);
        assert_eq!(check.answers[0].lookup.end, End::Failed(Failure::TimedOut));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_spreads_and_then_stands() {
    let microsoft = ("microsoft.com", MICROSOFT);
    let record = format!("enterpriseenrollment CNAME {RIGHT}\n");
    let old = DnsServer::start(&[("contoso.com", ""), microsoft], &[]);
    let other = DnsServer::start(&[("contoso.com", ""), microsoft], &[]);
    let new = DnsServer::start(&[("contoso.com", &record), microsoft], &[]);
    on_each_database(async |muster| {
        let result = async || {
            let name = suffix("contoso.com");
            let found = muster.check_domain_to_end(&admin(), &name).await.unwrap();
            let check = found.domain.check(DnsRecord::Enrollment).unwrap();
            let history = found.history.iter();
            let of_it = history.filter(|check| check.record == DnsRecord::Enrollment);
            (check.result, of_it.count())
        };
        ask(&muster, &[old.address, other.address]).await;
        add(&muster, "contoso.com").await;
        assert_eq!(result().await, (DnsResult::Missing, 1));
        muster.clock().advance(TimeDelta::hours(1));
        ask(&muster, &[old.address, new.address]).await;
        assert_eq!(result().await, (DnsResult::Propagating, 2));
        muster.clock().advance(TimeDelta::hours(71));
        assert_eq!(result().await, (DnsResult::Propagating, 2));
        muster.clock().advance(TimeDelta::hours(2));
        assert_eq!(result().await, (DnsResult::Missing, 3));
        muster.clock().advance(TimeDelta::hours(1));
        ask(&muster, &[new.address]).await;
        assert_eq!(result().await, (DnsResult::Ok, 4));
        // Asked anew a day later, by itself.
        muster.clock().advance(TimeDelta::hours(25));
        muster.run_due_domain_checks().await.unwrap();
        let domains = at_rest(&muster).await;
        let check = domains[0].check(DnsRecord::Enrollment).unwrap();
        assert_eq!(check.checked_at, muster.clock().now());
        assert_eq!(check.since, muster.clock().now() - TimeDelta::hours(25));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn domains_come_from_the_users_and_from_people() {
    let server = DnsServer::start(&[("contoso.com", "")], &[]);
    let at = server.address;
    on_each_database(async |muster| {
        ask(&muster, &[at]).await;
        for upn in [
            "noor@contoso.com",
            "wim@CONTOSO.com",
            "ada@contoso.local",
            "root@contoso.onmicrosoft.com",
        ] {
            let user = NewUser {
                upn: upn.to_owned(),
                name: "Somebody".to_owned(),
                account_enabled: true,
                ..NewUser::default()
            };
            muster.create_user(&admin(), user).await.unwrap();
        }
        add(&muster, "us.contoso.com").await;
        let listed = at_rest(&muster).await;
        let listed: Vec<_> = listed
            .iter()
            .map(|domain| {
                (
                    domain.suffix.as_str(),
                    domain.users,
                    domain.by_hand,
                    domain.is_verified,
                )
            })
            .collect();
        assert_eq!(
            listed,
            [
                ("contoso.com", 2, false, true),
                ("contoso.local", 1, false, false),
                ("us.contoso.com", 0, true, true),
            ]
        );
        let refused = muster.add_domain(&admin(), &suffix("contoso.com")).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        let refused = muster.remove_domain(&admin(), &suffix("contoso.com")).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        let refused = muster
            .set_domain_verified(&admin(), &suffix("contoso.local"), true)
            .await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
        muster
            .set_domain_verified(&admin(), &suffix("contoso.com"), false)
            .await
            .unwrap();
        let found = muster
            .find_domain(&admin(), &suffix("contoso.com"))
            .await
            .unwrap();
        assert!(!found.domain.is_verified);
        muster
            .remove_domain(&admin(), &suffix("us.contoso.com"))
            .await
            .unwrap();
        let gone = muster
            .find_domain(&admin(), &suffix("us.contoso.com"))
            .await;
        assert!(matches!(gone, Err(Error::NotFound("domain"))));
        let stale = DnsForm {
            target: Target::China,
            resolvers: Vec::new(),
            version: 0,
        };
        let refused = muster.save_dns_settings(&admin(), &stale).await;
        assert!(matches!(refused, Err(Error::Conflict(_))));
    })
    .await;
}
