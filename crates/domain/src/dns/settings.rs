//! Where the records should lead, and who is asked.

use std::net::{IpAddr, SocketAddr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::DnsRecord;
use crate::Invalid;
use crate::words::words;

/// How many resolvers may be asked.
const MOST_RESOLVERS: usize = 8;
/// The port of DNS.
const DNS_PORT: u16 = 53;

words! {
    /// The service that the records should lead to.
    Target, "target" {
        /// This server.
        ThisServer = "this_server", "This Muster";
        /// Microsoft's public cloud.
        Commercial = "commercial", "Microsoft Intune";
        /// Microsoft's cloud for the government of the United States.
        UsGovernment = "us_government", "Microsoft Intune for US Government";
        /// The cloud that 21Vianet runs in China.
        China = "china", "Microsoft Intune operated by 21Vianet";
    }
}

impl Target {
    /// Where a record should lead; `None` for one that this service does not use.
    #[must_use]
    pub fn name(self, record: DnsRecord, own_host: &str) -> Option<String> {
        match (record, self) {
            (DnsRecord::Enrollment, Self::ThisServer) => Some(own_host.to_owned()),
            (DnsRecord::Enrollment, Self::Commercial) => {
                Some("EnterpriseEnrollment-s.manage.microsoft.com".to_owned())
            }
            (DnsRecord::Enrollment, Self::UsGovernment) => {
                Some("EnterpriseEnrollment-s.manage.microsoft.us".to_owned())
            }
            (DnsRecord::Enrollment, Self::China) => {
                Some("enterpriseenrollment-s.manage.microsoftonline.cn".to_owned())
            }
            (DnsRecord::Registration, Self::China) => None,
            (DnsRecord::Registration, _) => Some("EnterpriseRegistration.windows.net".to_owned()),
        }
    }

    /// Other names of the same service, at which people are asked to confirm.
    #[must_use]
    pub fn with_prompt(self, record: DnsRecord) -> &'static [&'static str] {
        match (record, self) {
            (DnsRecord::Enrollment, Self::Commercial) => &[
                "EnterpriseEnrollment.manage.microsoft.com",
                "manage.microsoft.com",
            ],
            (DnsRecord::Enrollment, Self::UsGovernment) => {
                &["EnterpriseEnrollment.manage.microsoft.us"]
            }
            (DnsRecord::Enrollment, Self::China) => {
                &["enterpriseenrollment.manage.microsoftonline.cn"]
            }
            _ => &[],
        }
    }

    /// The service that a name belongs to, if it is one of another cloud than this.
    #[must_use]
    pub fn other_cloud(self, record: DnsRecord, name: &str) -> Option<Self> {
        [Self::Commercial, Self::UsGovernment, Self::China]
            .into_iter()
            .filter(|other| *other != self)
            .find(|other| {
                other
                    .name(record, "")
                    .into_iter()
                    .chain(
                        other
                            .with_prompt(record)
                            .iter()
                            .map(|name| (*name).to_owned()),
                    )
                    .any(|known| known.eq_ignore_ascii_case(name))
            })
    }
}

/// Where the records should lead, who is asked, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsSettings {
    /// Where they should lead.
    pub target: Target,
    /// The resolvers; none for the ones that the server itself uses.
    pub resolvers: Vec<SocketAddr>,
    /// Counted from 1; 0 before the first save.
    pub version: i64,
    /// Who saved them.
    pub saved_by: String,
    /// When; `None` before the first save.
    pub saved_at: Option<DateTime<Utc>>,
}

impl Default for DnsSettings {
    fn default() -> Self {
        Self {
            target: Target::ThisServer,
            resolvers: Vec::new(),
            version: 0,
            saved_by: String::new(),
            saved_at: None,
        }
    }
}

/// The settings as a form sends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsForm {
    /// Where the records should lead.
    pub target: Target,
    /// The resolvers.
    pub resolvers: Vec<SocketAddr>,
    /// The version that was edited.
    pub version: i64,
}

impl DnsForm {
    /// Reads `target`, `resolvers` (one a line: an address, and a port where it is not 53) and `version`.
    ///
    /// # Errors
    /// A key or a value is not known; the error names the key.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Invalid> {
        let mut form = Self {
            target: Target::ThisServer,
            resolvers: Vec::new(),
            version: 0,
        };
        for (key, value) in pairs {
            let value = value.as_ref();
            match key.as_ref() {
                "target" => form.target = value.parse()?,
                "resolvers" => form.resolvers = read_resolvers(value)?,
                "version" => {
                    form.version = value
                        .parse()
                        .map_err(|_| Invalid::new("version", "write a number"))?;
                }
                unknown => {
                    return Err(Invalid::new(
                        unknown,
                        "is not known here; this form has target, resolvers and version",
                    ));
                }
            }
        }
        Ok(form)
    }
}

fn read_resolvers(text: &str) -> Result<Vec<SocketAddr>, Invalid> {
    let mut found = Vec::new();
    for word in text
        .split([',', '\n', '\r', ' ', '\t'])
        .filter(|word| !word.is_empty())
    {
        let address = word
            .parse::<SocketAddr>()
            .or_else(|_| {
                word.parse::<IpAddr>()
                    .map(|ip| SocketAddr::new(ip, DNS_PORT))
            })
            .map_err(|_| {
                Invalid::new(
                    "resolvers",
                    format!(
                        "write addresses such as 9.9.9.9 or [2620:fe::fe]:53; “{word}” is none"
                    ),
                )
            })?;
        if !found.contains(&address) {
            found.push(address);
        }
    }
    if found.len() > MOST_RESOLVERS {
        return Err(Invalid::new(
            "resolvers",
            format!("write at most {MOST_RESOLVERS} addresses"),
        ));
    }
    Ok(found)
}
