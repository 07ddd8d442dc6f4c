//! Asks resolvers for names, one CNAME at a time.

use std::net::SocketAddr;
use std::time::Duration;

use domain::dns::{DnsRecord, End, Failure, Hop, Lookup, MOST_ADDRESSES, Target, is_known};
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};

/// For how long one question may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// For how long everything about one name may take.
const PATIENCE_IN_ALL: Duration = Duration::from_secs(12);
/// How many CNAMEs are followed. Resolvers give up after 8 to 16.
const MOST_HOPS: usize = 8;

/// Where a record should lead, for knowing when to stop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'w> {
    pub record: DnsRecord,
    pub target: Target,
    pub own_host: &'w str,
}

/// One resolver, or those that this server itself uses.
pub(super) struct Asked {
    name: String,
    resolver: Option<TokioResolver>,
}

impl Asked {
    /// The resolvers that this server itself uses.
    pub(super) fn system() -> Self {
        let built = Resolver::builder_tokio().and_then(|mut builder| {
            set_options(builder.options_mut());
            builder.build()
        });
        Self {
            name: "This server’s resolver".to_owned(),
            resolver: built.ok(),
        }
    }

    /// The resolver at that address.
    pub(super) fn at(address: SocketAddr) -> Self {
        let mut server = NameServerConfig::udp_and_tcp(address.ip());
        for connection in &mut server.connections {
            connection.port = address.port();
        }
        let config = ResolverConfig::from_name_servers(vec![server]);
        let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
        set_options(builder.options_mut());
        Self {
            name: if address.port() == 53 {
                address.ip().to_string()
            } else {
                address.to_string()
            },
            resolver: builder.build().ok(),
        }
    }

    /// Follows `host` to its end, or to a name that is known.
    pub(super) async fn look_up(&self, host: &str, wanted: Wanted<'_>) -> Lookup {
        let mut hops = Vec::new();
        let end = match tokio::time::timeout(PATIENCE_IN_ALL, self.follow(host, wanted, &mut hops))
            .await
        {
            Ok(end) => end,
            Err(_) => End::Failed(Failure::TimedOut),
        };
        Lookup {
            resolver: self.name.clone(),
            hops,
            end,
        }
    }

    async fn follow(&self, host: &str, wanted: Wanted<'_>, hops: &mut Vec<Hop>) -> End {
        let Some(resolver) = &self.resolver else {
            return End::Failed(Failure::NotReached);
        };
        let Ok(mut name) = Name::from_utf8(format!("{host}.")) else {
            return End::Failed(Failure::Unreadable);
        };
        let mut seen = vec![name.to_lowercase()];
        loop {
            let is_known = hops.last().is_some_and(|hop: &Hop| {
                is_known(wanted.target, wanted.record, wanted.own_host, &hop.target)
            });
            if is_known {
                return addresses(resolver, &name).await;
            }
            let mut targets = match cnames(resolver, &name).await {
                Ok(targets) => targets,
                Err(end) => return end,
            };
            let Some((target, ttl)) = targets.pop() else {
                return addresses(resolver, &name).await;
            };
            if !targets.is_empty() {
                targets.push((target, ttl));
                return End::Several(targets.iter().map(|(name, _)| plain(name)).collect());
            }
            hops.push(Hop {
                target: plain(&target),
                ttl,
            });
            if seen.contains(&target.to_lowercase()) {
                return End::Loop;
            }
            if hops.len() >= MOST_HOPS {
                return End::TooLong;
            }
            seen.push(target.to_lowercase());
            name = target;
        }
    }
}

/// The CNAMEs of a name; none for one that has other records, or does not exist.
async fn cnames(resolver: &TokioResolver, name: &Name) -> Result<Vec<(Name, u32)>, End> {
    match resolver.lookup(name.clone(), RecordType::CNAME).await {
        Ok(found) => Ok(found
            .answers()
            .iter()
            .filter(|record| record.name.to_lowercase() == name.to_lowercase())
            .filter_map(|record| match &record.data {
                RData::CNAME(target) => Some((target.0.clone(), record.ttl)),
                _ => None,
            })
            .collect()),
        Err(error) => match ended(&error) {
            End::NoRecord | End::NoName => Ok(Vec::new()),
            end => Err(end),
        },
    }
}

/// The addresses of a name, or why there are none.
async fn addresses(resolver: &TokioResolver, name: &Name) -> End {
    let mut end = End::NoRecord;
    for kind in [RecordType::A, RecordType::AAAA] {
        match resolver.lookup(name.clone(), kind).await {
            Ok(found) => {
                let found: Vec<String> = found
                    .answers()
                    .iter()
                    .filter_map(|record| record.data.ip_addr())
                    .map(|address| address.to_string())
                    .take(MOST_ADDRESSES)
                    .collect();
                if !found.is_empty() {
                    return End::Addresses(found);
                }
            }
            Err(error) => match ended(&error) {
                End::NoRecord => {}
                other => end = other,
            },
        }
    }
    end
}

/// What it means that a resolver gave no records.
fn ended(error: &NetError) -> End {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => of_code(none.response_code),
        NetError::Dns(DnsError::ResponseCode(code)) => of_code(*code),
        NetError::Timeout => End::Failed(Failure::TimedOut),
        NetError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            End::Failed(Failure::TimedOut)
        }
        NetError::Io(_) | NetError::NoConnections | NetError::Busy => {
            End::Failed(Failure::NotReached)
        }
        _ => End::Failed(Failure::Unreadable),
    }
}

fn of_code(code: ResponseCode) -> End {
    match code {
        ResponseCode::NXDomain => End::NoName,
        ResponseCode::NoError => End::NoRecord,
        ResponseCode::Refused | ResponseCode::NotAuth => End::Failed(Failure::Refused),
        _ => End::Failed(Failure::ServerFailed),
    }
}

/// The name as people write it.
fn plain(name: &Name) -> String {
    let text = name.to_utf8();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

fn set_options(options: &mut hickory_resolver::config::ResolverOpts) {
    options.timeout = PATIENCE;
    options.attempts = 1;
    // Each check asks anew, and asks the network alone.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.preserve_intermediates = true;
    options.try_tcp_on_error = true;
}
