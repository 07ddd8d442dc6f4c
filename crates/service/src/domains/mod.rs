//! The domains that people sign in with: whether their two records lead devices to where they should go.
//!
//! A check asks the network, so no page waits for one: it runs in the background, and what it came to is kept.

mod resolver;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::{Actor, Permission};
use domain::dns::{
    Answer, Check, DnsForm, DnsRecord, DnsSettings, Domain, DomainDetail, Suffix, are_the_same,
    combine,
};
use futures::StreamExt;
use tokio::sync::OwnedMutexGuard;

use crate::error::OrConflict;
use crate::last::Last;
use crate::store::change::directory_changes;
use crate::store::dns as store;
use crate::store::{Tx, lock};
use crate::{Error, Muster, Result};
use resolver::{Asked, Wanted};

/// How many domains the list shows.
const LISTED: i64 = 1_000;
/// How many earlier checks a domain's page shows.
const REMEMBERED: i64 = 50;
/// How many domains are checked at once.
const AT_ONCE: usize = 8;
/// A check that began so long ago has nobody who makes it.
const DEAD_AFTER_MINUTES: i64 = 2;
/// How often each domain is checked by itself.
const EVERY_HOURS: i64 = 24;
/// For how long a change may be spreading. Source: Microsoft Learn, "DNS changes can take up to 72 hours to propagate".
const SPREADING_HOURS: i64 = 72;

/// How many users sign in with each domain, while the number of the directory's changes stands.
pub(crate) type LastSuffixes = Last<i64, Arc<Vec<(String, i64)>>>;

impl Muster {
    /// The domains that people sign in with and those added by hand, with what their newest checks came to; at most 1,000,
    /// those of most users first. Those that Microsoft gives out are not among them: their records are Microsoft's own.
    ///
    /// # Errors
    /// The actor may not read the enrollment settings; the database failed.
    pub async fn list_domains(&self, actor: &Actor) -> Result<Vec<Domain>> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        self.domains(&mut tx).await
    }

    pub(crate) async fn domains(&self, tx: &mut Tx) -> Result<Vec<Domain>> {
        let settings = saved(tx).await?;
        // Before the checks: on PostgreSQL one may end in between, and would look ended with what it came to before.
        let rows = self.domain_rows(tx).await?;
        let mut checks: BTreeMap<String, Vec<Check>> = BTreeMap::new();
        for row in store::newest(tx, None).await? {
            let check = read_check(&row)?;
            checks.entry(row.suffix).or_default().push(check);
        }
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let suffix: Suffix = row.suffix.parse().ok()?;
                let newest = checks.remove(&row.suffix).unwrap_or_default();
                (!suffix.is_given_by_microsoft())
                    .then(|| self.shown_domain(row, newest, &suffix, &settings))
            })
            .collect())
    }

    /// The domains of users, and those added by hand. Users are counted anew only when the directory has changed.
    async fn domain_rows(&self, tx: &mut Tx) -> Result<Vec<store::Row>> {
        let changes = directory_changes(tx).await?;
        let count = async { Ok(Arc::new(store::count_users(tx, LISTED).await?)) };
        let counted = self.last_suffixes.of(changes, count).await?;
        let mut noted: BTreeMap<String, store::Noted> = store::noted(tx)
            .await?
            .into_iter()
            .map(|noted| (noted.suffix.clone(), noted))
            .collect();
        let row = |suffix: String, users, noted: Option<store::Noted>| store::Row {
            by_hand: noted.as_ref().is_some_and(|noted| noted.by_hand),
            is_verified: noted.as_ref().is_none_or(|noted| noted.is_verified),
            checking_since: noted.and_then(|noted| noted.checking_since),
            suffix,
            users,
        };
        let mut rows: Vec<store::Row> = counted
            .iter()
            .map(|(suffix, users)| row(suffix.clone(), *users, noted.remove(suffix)))
            .collect();
        let by_hand = noted.into_iter().filter(|(_, noted)| noted.by_hand);
        rows.extend(by_hand.map(|(suffix, noted)| row(suffix, 0, Some(noted))));
        Ok(rows)
    }

    fn shown_domain(
        &self,
        row: store::Row,
        mut checks: Vec<Check>,
        suffix: &Suffix,
        settings: &DnsSettings,
    ) -> Domain {
        let own_host = self.own_host();
        // A check made for another target says nothing about this one.
        checks.retain(|check| {
            settings
                .target
                .name(check.record, own_host)
                .is_some_and(|name| name.eq_ignore_ascii_case(&check.expected))
        });
        let dead = self.clock.now() - TimeDelta::minutes(DEAD_AFTER_MINUTES);
        Domain {
            is_verified: row.is_verified && !suffix.is_private(),
            suffix: row.suffix,
            users: row.users,
            by_hand: row.by_hand,
            checks,
            checking_since: row.checking_since.filter(|since| *since >= dead),
        }
    }

    /// One domain, with what checks came to before.
    ///
    /// # Errors
    /// Nobody signs in with it and nobody added it; the actor may not read the enrollment settings; the database failed.
    pub async fn find_domain(&self, actor: &Actor, suffix: &Suffix) -> Result<DomainDetail> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        let settings = saved(&mut tx).await?;
        let domain = self.domain(&mut tx, suffix, &settings).await?;
        if domain.users == 0 && !domain.by_hand {
            return Err(Error::NotFound("domain"));
        }
        let history = store::history(&mut tx, suffix.as_str(), REMEMBERED)
            .await?
            .iter()
            .map(read_check)
            .collect::<Result<_>>()?;
        Ok(DomainDetail {
            domain,
            history,
            settings,
            own_host: self.own_host().to_owned(),
        })
    }

    /// One domain, whether or not anybody has anything to do with it.
    pub(crate) async fn domain(
        &self,
        tx: &mut Tx,
        suffix: &Suffix,
        settings: &DnsSettings,
    ) -> Result<Domain> {
        let row = store::find(tx, suffix.as_str()).await?;
        let checks = store::newest(tx, Some(suffix.as_str()))
            .await?
            .iter()
            .map(read_check)
            .collect::<Result<Vec<_>>>()?;
        Ok(self.shown_domain(row, checks, suffix, settings))
    }

    /// Where the records should lead, and who is asked.
    ///
    /// # Errors
    /// The actor may not read the enrollment settings; the database failed.
    pub async fn find_dns_settings(&self, actor: &Actor) -> Result<DnsSettings> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        saved(&mut tx).await
    }

    /// Keeps where the records should lead and who is asked; all domains are checked anew then.
    ///
    /// # Errors
    /// [`Error::Conflict`] if somebody else saved in the meantime; the actor may not change the enrollment settings; the
    /// database failed.
    pub async fn save_dns_settings(&self, actor: &Actor, form: &DnsForm) -> Result<()> {
        const OVERTAKEN: &str = "Somebody changed these settings since the page was made. Nothing was saved. Look at them as they are now, then decide.";
        self.authorize(actor, Permission::ChangeEnrollment).await?;
        let mut tx = self.db.write().await?;
        let before = saved(&mut tx).await?;
        if before.version != form.version {
            return Err(Error::Conflict(OVERTAKEN));
        }
        let after = DnsSettings {
            target: form.target,
            resolvers: form.resolvers.clone(),
            version: before.version + 1,
            saved_by: actor.name.clone(),
            saved_at: Some(self.clock.now()),
        };
        store::insert_settings(&mut tx, after.version, &crate::directory::to_json(&after)?)
            .await
            .or_conflict(OVERTAKEN)?;
        self.audit(
            &mut tx,
            actor,
            "save_dns_settings",
            ("dns_settings", after.version),
            Some(&before),
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        self.check_domains(actor).await
    }

    /// Adds a domain by hand, and checks it.
    ///
    /// # Errors
    /// [`Error::Conflict`] if it is in the list; the actor may not change the enrollment settings; the database failed.
    pub async fn add_domain(&self, actor: &Actor, suffix: &Suffix) -> Result<()> {
        self.authorize(actor, Permission::ChangeEnrollment).await?;
        if suffix.is_given_by_microsoft() {
            return Err(Error::Conflict(
                "The records of this domain are Microsoft’s own. Nothing was added.",
            ));
        }
        let mut tx = self.db.write().await?;
        lock(&mut tx, "domains").await?;
        let known = store::find(&mut tx, suffix.as_str()).await?;
        if known.by_hand || known.users > 0 {
            return Err(Error::Conflict(
                "This domain is in the list already. Nothing was added.",
            ));
        }
        store::save(&mut tx, suffix.as_str(), true, known.is_verified).await?;
        self.audit(
            &mut tx,
            actor,
            "add_domain",
            ("domain", suffix),
            None::<&()>,
            Some(suffix),
        )
        .await?;
        tx.commit().await?;
        self.check_domain(actor, suffix).await
    }

    /// Takes a domain off the list that somebody added; one that users sign in with stays.
    ///
    /// # Errors
    /// Nobody added it; users sign in with it; the actor may not change the enrollment settings; the database failed.
    pub async fn remove_domain(&self, actor: &Actor, suffix: &Suffix) -> Result<()> {
        self.authorize(actor, Permission::ChangeEnrollment).await?;
        let mut tx = self.db.write().await?;
        lock(&mut tx, "domains").await?;
        let known = store::find(&mut tx, suffix.as_str()).await?;
        if known.users > 0 {
            return Err(Error::Conflict(
                "Users sign in with this domain, so it stays in the list. Nothing was removed.",
            ));
        }
        if !known.by_hand {
            return Err(Error::NotFound("domain"));
        }
        store::delete(&mut tx, suffix.as_str()).await?;
        self.audit(
            &mut tx,
            actor,
            "remove_domain",
            ("domain", suffix),
            Some(suffix),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Says whether the directory has a domain as verified, which its exports do not tell.
    ///
    /// # Errors
    /// [`Error::Conflict`] for one that nobody can verify; there is no such domain; the actor may not change the enrollment
    /// settings; the database failed.
    pub async fn set_domain_verified(
        &self,
        actor: &Actor,
        suffix: &Suffix,
        is_verified: bool,
    ) -> Result<()> {
        self.authorize(actor, Permission::ChangeEnrollment).await?;
        if suffix.is_private() && is_verified {
            return Err(Error::Conflict(
                "Nobody can register this domain in public, so no directory can verify it. Nothing was changed.",
            ));
        }
        let mut tx = self.db.write().await?;
        lock(&mut tx, "domains").await?;
        let known = store::find(&mut tx, suffix.as_str()).await?;
        if known.users == 0 && !known.by_hand {
            return Err(Error::NotFound("domain"));
        }
        store::save(&mut tx, suffix.as_str(), known.by_hand, is_verified).await?;
        self.audit(
            &mut tx,
            actor,
            "set_domain_verified",
            ("domain", suffix),
            Some(&known.is_verified),
            Some(&is_verified),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Checks a domain, in the background. One that is being checked is not checked twice.
    ///
    /// # Errors
    /// There is no such domain; the actor may not read the enrollment settings; the database failed.
    pub async fn check_domain(&self, actor: &Actor, suffix: &Suffix) -> Result<()> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let mut tx = self.db.read().await?;
        let known = store::find(&mut tx, suffix.as_str()).await?;
        drop(tx);
        if known.users == 0 && !known.by_hand {
            return Err(Error::NotFound("domain"));
        }
        self.check_in_background(vec![suffix.clone()], None).await
    }

    /// The same, and waits for its end.
    ///
    /// # Errors
    /// As of [`Self::check_domain`].
    pub async fn check_domain_to_end(
        &self,
        actor: &Actor,
        suffix: &Suffix,
    ) -> Result<DomainDetail> {
        self.authorize(actor, Permission::ReadEnrollment).await?;
        let begun = self.begin_domain_checks(vec![suffix.clone()]).await?;
        self.check_begun(&begun).await?;
        self.find_domain(actor, suffix).await
    }

    /// Checks all domains, in the background.
    ///
    /// # Errors
    /// The actor may not read the enrollment settings; the database failed.
    pub async fn check_domains(&self, actor: &Actor) -> Result<()> {
        let domains = self.list_domains(actor).await?;
        self.check_in_background(suffixes(domains), None).await
    }

    /// Checks those domains, in the background, that nobody checked for a day. To be called when the server starts, and now
    /// and then; while it still checks what was due before, nothing more is begun.
    ///
    /// # Errors
    /// The database failed.
    pub async fn run_due_domain_checks(&self) -> Result<()> {
        let Ok(turn) = Arc::clone(&self.due_domain_checks).try_lock_owned() else {
            return Ok(());
        };
        let mut tx = self.db.read().await?;
        let mut domains = self.domains(&mut tx).await?;
        drop(tx);
        let due = self.clock.now() - TimeDelta::hours(EVERY_HOURS);
        domains.retain(|domain| {
            domain.checks.is_empty() || domain.checks.iter().any(|check| check.checked_at < due)
        });
        self.check_in_background(suffixes(domains), Some(turn))
            .await
    }

    /// Checks domains, and keeps `turn` until all of them are.
    async fn check_in_background(
        &self,
        suffixes: Vec<Suffix>,
        turn: Option<OwnedMutexGuard<()>>,
    ) -> Result<()> {
        let begun = self.begin_domain_checks(suffixes).await?;
        if begun.is_empty() {
            return Ok(());
        }
        let muster = self.clone();
        tokio::spawn(async move {
            let _turn = turn;
            if let Err(error) = muster.check_begun(&begun).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "domains could not be checked"
                );
            }
        });
        Ok(())
    }

    /// Says of those domains that nobody checks that this server does.
    async fn begin_domain_checks(&self, suffixes: Vec<Suffix>) -> Result<Vec<Suffix>> {
        if suffixes.is_empty() {
            return Ok(suffixes);
        }
        let now = self.clock.now();
        let dead = now - TimeDelta::minutes(DEAD_AFTER_MINUTES);
        let mut tx = self.db.write().await?;
        let mut begun = Vec::new();
        for suffix in suffixes {
            if store::begin_check(&mut tx, suffix.as_str(), now, dead).await? {
                begun.push(suffix);
            }
        }
        tx.commit().await?;
        Ok(begun)
    }

    async fn check_begun(&self, suffixes: &[Suffix]) -> Result<()> {
        let mut tx = self.db.read().await?;
        let settings = saved(&mut tx).await?;
        drop(tx);
        let resolvers = if settings.resolvers.is_empty() {
            vec![Asked::system()]
        } else {
            settings.resolvers.iter().map(|at| Asked::at(*at)).collect()
        };
        let (settings, resolvers) = (Arc::new(settings), Arc::<[Asked]>::from(resolvers));
        let mut checks = futures::stream::iter(suffixes.to_vec())
            .map(|suffix| {
                let (muster, settings) = (self.clone(), Arc::clone(&settings));
                let resolvers = Arc::clone(&resolvers);
                async move {
                    let answers = muster.ask(&suffix, &settings, &resolvers).await;
                    (suffix, answers)
                }
            })
            .buffer_unordered(AT_ONCE);
        while let Some((suffix, answers)) = checks.next().await {
            self.keep_checks(&suffix, &settings, answers).await?;
        }
        Ok(())
    }

    /// What all resolvers say about both records.
    async fn ask(
        &self,
        suffix: &Suffix,
        settings: &DnsSettings,
        resolvers: &[Asked],
    ) -> Vec<(DnsRecord, Vec<Answer>)> {
        let target = settings.target;
        let own_host = self.own_host();
        let mut found = Vec::new();
        for &record in DnsRecord::ALL {
            if target.name(record, own_host).is_none() {
                continue;
            }
            let host = record.host(suffix.as_str());
            let wanted = Wanted {
                record,
                target,
                own_host,
            };
            let lookups = resolvers.iter().map(|asked| asked.look_up(&host, wanted));
            let answers = futures::future::join_all(lookups)
                .await
                .into_iter()
                .map(|lookup| Answer::of(lookup, record, target, own_host))
                .collect();
            found.push((record, answers));
        }
        found
    }

    async fn keep_checks(
        &self,
        suffix: &Suffix,
        settings: &DnsSettings,
        answers: Vec<(DnsRecord, Vec<Answer>)>,
    ) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let before = store::newest(&mut tx, Some(suffix.as_str())).await?;
        for (record, answers) in answers {
            let Some(expected) = settings.target.name(record, self.own_host()) else {
                continue;
            };
            let mut last = None;
            for row in &before {
                let check = read_check(row)?;
                if check.record == record {
                    last = Some((row.id, check));
                }
            }
            // What is seen for the first time was not seen to change.
            let changed_lately = last.as_ref().is_some_and(|(_, last)| {
                let is_same = are_the_same(&last.answers, &answers);
                !is_same || now - last.since < TimeDelta::hours(SPREADING_HOURS)
            });
            let check = Check {
                record,
                expected,
                result: combine(&answers, changed_lately),
                answers,
                since: now,
                checked_at: now,
            };
            let json = crate::directory::to_json(&check)?;
            match last.filter(|(_, last)| last.says_the_same(&check)) {
                Some((id, _)) => store::repeat_check(&mut tx, id, &json, now).await?,
                None => {
                    let row = store::CheckRow {
                        id: self.clock.new_id(),
                        suffix: suffix.as_str().to_owned(),
                        check: json,
                        since: now,
                        checked_at: now,
                    };
                    store::insert_check(&mut tx, &row, record, check.result.as_str()).await?;
                }
            }
        }
        store::end_check(&mut tx, suffix.as_str()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The host of this server's public address.
    fn own_host(&self) -> &str {
        let address = self.public_address();
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or(host);
        match host.strip_prefix('[') {
            Some(ipv6) => ipv6.split(']').next().unwrap_or(ipv6),
            None => host.split(':').next().unwrap_or(host),
        }
    }
}

fn suffixes(domains: Vec<Domain>) -> Vec<Suffix> {
    domains
        .into_iter()
        .filter_map(|domain| domain.suffix.parse().ok())
        .collect()
}

/// The settings that hold.
pub(crate) async fn saved(tx: &mut Tx) -> Result<DnsSettings> {
    match store::settings(tx).await? {
        Some(json) => serde_json::from_str(&json)
            .map_err(|_| Error::Internal("the DNS settings cannot be read")),
        None => Ok(DnsSettings::default()),
    }
}

/// The check of a row, with the times of the row.
fn read_check(row: &store::CheckRow) -> Result<Check> {
    let check: Check = serde_json::from_str(&row.check)
        .map_err(|_| Error::Internal("a DNS check cannot be read"))?;
    let (since, checked_at): (DateTime<Utc>, DateTime<Utc>) = (row.since, row.checked_at);
    Ok(Check {
        since,
        checked_at,
        ..check
    })
}
