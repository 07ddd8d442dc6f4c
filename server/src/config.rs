//! All settings of the program, read once: flags before environment before file before defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use ipnet::IpNet;
use serde::Deserialize;
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
    /// How the log is written: text or json [default: text].
    #[arg(long, global = true, env = "MUSTER_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
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
    /// How the log is written.
    pub log_format: LogFormat,
}

/// A setting that cannot hold; says which.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("--config {0}: the file cannot be read")]
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
        Ok(Self {
            database: options
                .database
                .or(file.database)
                .unwrap_or_else(|| usual_database.to_owned()),
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
