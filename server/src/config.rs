//! All settings of the program, read once: flags before environment before file before defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use domain::provider::ProviderForm;
use ipnet::IpNet;
use serde::Deserialize;
use service::providers::ConfiguredProvider;
use thiserror::Error;

/// What can be set, as flags and `MUSTER_…` variables; the file has the same names with underscores.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// A TOML file with any of these settings.
    #[arg(long, global = true, env = "MUSTER_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Where the data is: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME` [default: sqlite:muster.db].
    #[arg(
        long,
        global = true,
        env = "MUSTER_DATABASE",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database: Option<String>,
    /// The address and port to listen on [default: 127.0.0.1:3000].
    #[arg(
        long,
        global = true,
        env = "MUSTER_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: Option<SocketAddr>,
    /// Where browsers and devices reach this server, such as <https://muster.example.org> [default: the listen address].
    #[arg(long, global = true, env = "MUSTER_PUBLIC_ADDRESS", value_name = "URL")]
    pub public_address: Option<String>,
    /// A reverse proxy whose X-Forwarded-For is believed; several with commas. Behind TLS, set the public address too.
    #[arg(
        long,
        global = true,
        env = "MUSTER_TRUSTED_PROXIES",
        value_name = "NETWORK",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<IpNet>,
    /// The TLS certificate chain, PEM. Without it Muster speaks plain HTTP, for a proxy or for this machine alone.
    #[arg(
        long,
        global = true,
        env = "MUSTER_TLS_CERTIFICATE",
        value_name = "FILE"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// The key of the TLS certificate, PEM.
    #[arg(long, global = true, env = "MUSTER_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// The file with the key that client secrets are kept with; made when it is missing [default: beside the SQLite file].
    #[arg(
        long,
        global = true,
        env = "MUSTER_SECRET_KEY_FILE",
        value_name = "FILE"
    )]
    pub secret_key_file: Option<PathBuf>,
    /// The address (issuer) of an OpenID Connect provider to sign in with. Several go into the file, as [[providers]].
    #[arg(long, global = true, env = "MUSTER_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,
    /// The client id that the provider gave Muster.
    #[arg(long, global = true, env = "MUSTER_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,
    /// A file with the client secret, if there is one.
    #[arg(
        long,
        global = true,
        env = "MUSTER_OIDC_CLIENT_SECRET_FILE",
        value_name = "FILE"
    )]
    pub oidc_client_secret_file: Option<PathBuf>,
    /// What people call the provider [default: the host of its address].
    #[arg(long, global = true, env = "MUSTER_OIDC_NAME", value_name = "NAME")]
    pub oidc_name: Option<String>,
    /// Providers of the file.
    #[arg(skip)]
    pub providers: Vec<ProviderOptions>,
    /// How the log is written: text or json [default: text].
    #[arg(long, global = true, env = "MUSTER_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// A provider in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderOptions {
    /// Its part of the addresses that it is told; made of the name unless given.
    #[serde(default)]
    pub key: Option<String>,
    /// The file with the client secret.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// Whether a person may be found in the directory by the user principal name.
    #[serde(default)]
    pub trusts_upn: bool,
    /// What people call it.
    pub name: String,
    /// Its address, as its tokens write it.
    pub issuer: String,
    /// The client id.
    pub client_id: String,
    /// Asked for beside `openid`.
    #[serde(default)]
    pub scopes: Option<String>,
    /// The claim with the user principal name.
    #[serde(default)]
    pub upn_claim: Option<String>,
    /// The claim with groups.
    #[serde(default)]
    pub groups_claim: Option<String>,
    /// The claim with roles.
    #[serde(default)]
    pub roles_claim: Option<String>,
}

/// How the log is written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The settings that hold.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the data is.
    pub database: String,
    /// The address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where others reach the server; `None` until the port is known.
    pub public_address: Option<String>,
    /// Proxies whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Certificate and key files.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The file with the key for kept secrets, where there is one.
    pub secret_key_file: Option<PathBuf>,
    /// The sign-in providers of the configuration.
    pub providers: Vec<ConfiguredProvider>,
    /// How the log is written.
    pub log_format: LogFormat,
}

/// A setting that cannot hold; says which.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{0}: the file cannot be read")]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// The file is not what it should be.
    #[error("--config {0}: {1}")]
    Malformed(PathBuf, String),
    /// Settings that contradict each other, or a value that makes no sense.
    #[error("{0}")]
    Refused(String),
}

impl Config {
    /// The database where none is named.
    pub const DATABASE: &'static str = "sqlite:muster.db";

    /// Fills what `options` leave open from the file they name, then from the defaults.
    ///
    /// # Errors
    /// The file cannot be read, or a setting contradicts another.
    pub fn read(options: Options) -> Result<Self, ConfigError> {
        Self::read_with(options, Self::DATABASE)
    }

    /// As [`Config::read`], with another database where none is named.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn read_with(options: Options, usual_database: &str) -> Result<Self, ConfigError> {
        let file = options
            .config
            .as_deref()
            .map_or(Ok(Options::default()), read_file)?;
        let tls = match (
            options.tls_certificate.or(file.tls_certificate),
            options.tls_key.or(file.tls_key),
        ) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            (None, None) => None,
            _ => {
                return Err(ConfigError::Refused(
                    "--tls-certificate and --tls-key go together; set both or neither".to_owned(),
                ));
            }
        };
        let public_address = options
            .public_address
            .or(file.public_address)
            .map(|text| check_public_address(&text))
            .transpose()?;
        if tls.is_some()
            && public_address
                .as_deref()
                .is_some_and(|address| address.starts_with("http://"))
        {
            return Err(ConfigError::Refused("--public-address begins with http:// although a TLS certificate is set; write https://".to_owned()));
        }
        let trusted_proxies = if options.trusted_proxies.is_empty() {
            file.trusted_proxies
        } else {
            options.trusted_proxies
        };
        let database = options
            .database
            .or(file.database)
            .unwrap_or_else(|| usual_database.to_owned());
        let of_flags = provider_of_flags(
            options.oidc_issuer.or(file.oidc_issuer),
            options.oidc_client_id.or(file.oidc_client_id),
            options.oidc_name.or(file.oidc_name),
            options
                .oidc_client_secret_file
                .or(file.oidc_client_secret_file),
        )?;
        let providers = of_flags.into_iter().chain(file.providers);
        Ok(Self {
            secret_key_file: options
                .secret_key_file
                .or(file.secret_key_file)
                .or_else(|| beside(&database)),
            providers: check_providers(providers)?,
            database,
            listen: options
                .listen
                .or(file.listen)
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000))),
            public_address,
            trusted_proxies,
            tls,
            log_format: options.log_format.or(file.log_format).unwrap_or_default(),
        })
    }

    /// Where others reach the server that listens on `bound`.
    #[must_use]
    pub fn public_address(&self, bound: SocketAddr) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.public_address
            .clone()
            .unwrap_or_else(|| format!("{scheme}://{bound}"))
    }
}

/// The key file where none is named: beside a database that is a file.
fn beside(database: &str) -> Option<PathBuf> {
    let path = database.strip_prefix("sqlite:")?;
    let path = path.trim_start_matches("//").split('?').next()?;
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(format!("{path}.key")))
}

fn provider_of_flags(
    issuer: Option<String>,
    client_id: Option<String>,
    name: Option<String>,
    client_secret_file: Option<PathBuf>,
) -> Result<Option<ProviderOptions>, ConfigError> {
    let (issuer, client_id) = match (issuer, client_id) {
        (Some(issuer), Some(client_id)) => (issuer, client_id),
        (None, None) => return Ok(None),
        _ => {
            return Err(ConfigError::Refused(
                "--oidc-issuer and --oidc-client-id go together; set both or neither".to_owned(),
            ));
        }
    };
    let host = issuer.parse::<http::Uri>().ok();
    let host = host.and_then(|uri| uri.host().map(str::to_owned));
    Ok(Some(ProviderOptions {
        key: Some("default".to_owned()),
        name: name.or(host).unwrap_or_default(),
        issuer,
        client_id,
        client_secret_file,
        trusts_upn: false,
        scopes: None,
        upn_claim: None,
        groups_claim: None,
        roles_claim: None,
    }))
}

fn check_providers(
    all: impl Iterator<Item = ProviderOptions>,
) -> Result<Vec<ConfiguredProvider>, ConfigError> {
    let mut checked: Vec<ConfiguredProvider> = Vec::new();
    for provider in all {
        let of = |problem: String| {
            ConfigError::Refused(format!("the sign-in provider {}: {problem}", provider.name))
        };
        let secret = match &provider.client_secret_file {
            None => None,
            Some(path) => Some(read_secret(path)?),
        };
        let initial = ProviderForm::initial();
        let form = ProviderForm {
            name: provider.name.clone(),
            issuer: provider.issuer.clone(),
            client_id: provider.client_id.clone(),
            client_secret: String::new(),
            scopes: provider.scopes.clone().unwrap_or(initial.scopes),
            upn_claim: provider.upn_claim.clone().unwrap_or_default(),
            groups_claim: provider
                .groups_claim
                .clone()
                .unwrap_or(initial.groups_claim),
            roles_claim: provider.roles_claim.clone().unwrap_or(initial.roles_claim),
            trusts_upn: provider.trusts_upn,
            is_enabled: true,
        };
        let settings = form.check().map_err(|invalid| of(invalid.to_string()))?;
        let key = provider.key.clone().unwrap_or_else(|| settings.key());
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.is_empty() || key.len() > 40 || !key.chars().all(is_word) {
            return Err(of(
                "write its key with small letters, digits and hyphens".to_owned()
            ));
        }
        if checked.iter().any(|other| other.key == key) {
            return Err(of(format!(
                "another one has the key {key} too; give each its own"
            )));
        }
        checked.push(ConfiguredProvider {
            key,
            settings,
            secret,
        });
    }
    Ok(checked)
}

fn read_secret(path: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
    let secret = text.trim();
    if secret.is_empty() {
        return Err(ConfigError::Refused(format!(
            "the file {} with a client secret is empty",
            path.display()
        )));
    }
    Ok(secret.to_owned())
}

fn read_file(path: &Path) -> Result<Options, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
    toml::from_str(&text)
        .map_err(|error| ConfigError::Malformed(path.to_owned(), error.to_string()))
}

fn check_public_address(text: &str) -> Result<String, ConfigError> {
    let uri: http::Uri = text.parse().map_err(|_| refused_address(text))?;
    let scheme = uri
        .scheme_str()
        .filter(|scheme| matches!(*scheme, "http" | "https"));
    match (scheme, uri.authority(), uri.path()) {
        (Some(scheme), Some(authority), "" | "/") => Ok(format!("{scheme}://{authority}")),
        _ => Err(refused_address(text)),
    }
}

fn refused_address(text: &str) -> ConfigError {
    ConfigError::Refused(format!(
        "--public-address {text}: write it as https://HOST or https://HOST:PORT, without a path"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.toml");
        std::fs::write(&path, "database = \"sqlite:file.db\"\nlisten = \"127.0.0.1:4000\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n").unwrap();
        let options = Options {
            config: Some(path),
            database: Some("sqlite:flag.db".to_owned()),
            ..Options::default()
        };
        let config = Config::read(options).unwrap();
        assert_eq!(config.database, "sqlite:flag.db");
        assert_eq!(config.listen.port(), 4000);
        assert_eq!(config.trusted_proxies.len(), 1);
        assert_eq!(config.log_format, LogFormat::Text);
    }

    #[test]
    fn a_misspelt_setting_in_the_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.toml");
        std::fs::write(&path, "databse = \"sqlite:file.db\"\n").unwrap();
        let refused = Config::read(Options {
            config: Some(path),
            ..Options::default()
        })
        .unwrap_err();
        assert!(refused.to_string().contains("databse"), "{refused}");
    }

    #[test]
    fn providers_come_from_the_file_with_their_secrets_in_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let (path, secret) = (
            folder.path().join("muster.toml"),
            folder.path().join("secret"),
        );
        std::fs::write(&secret, "hunter2\n").unwrap();
        let text = |key: &str| {
            format!(
                "[[providers]]\nkey = \"{key}\"\nname = \"Fabric Harbor\"\nissuer = \"https://login.example.org\"\nclient_id = \"muster\"\nclient_secret_file = \"{}\"\n",
                secret.display()
            )
        };
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Config::read(Options {
                config: Some(path.clone()),
                ..Options::default()
            })
        };
        let config = read(&text("harbor")).unwrap();
        let provider = &config.providers[0];
        assert_eq!(
            (provider.key.as_str(), provider.secret.as_deref()),
            ("harbor", Some("hunter2"))
        );
        assert!(read(&text("Harbor/..")).is_err());
        assert!(read(&format!("{}{}", text("one"), text("one"))).is_err());
        assert!(read(&text("harbor").replace("https://", "http://")).is_err());
        let half = Options {
            oidc_issuer: Some("https://login.example.org".to_owned()),
            ..Options::default()
        };
        assert!(Config::read(half).is_err());
    }

    #[test]
    fn the_key_file_is_beside_a_database_that_is_a_file() {
        for (database, key) in [
            ("sqlite:muster.db", Some("muster.db.key")),
            (
                "sqlite:///var/lib/muster.db?mode=rwc",
                Some("/var/lib/muster.db.key"),
            ),
            ("sqlite::memory:", None),
            ("postgres://localhost/muster", None),
        ] {
            assert_eq!(beside(database), key.map(PathBuf::from), "{database}");
        }
    }

    #[test]
    fn settings_that_contradict_each_other_are_refused() {
        let half = Options {
            tls_key: Some("key.pem".into()),
            ..Options::default()
        };
        assert!(Config::read(half).is_err());
        for address in [
            "muster.example.org",
            "ftp://x",
            "https://x/path",
            "https://",
        ] {
            let options = Options {
                public_address: Some(address.to_owned()),
                ..Options::default()
            };
            assert!(Config::read(options).is_err(), "{address}");
        }
    }
}
