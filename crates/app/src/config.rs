//! Configuration: file < environment < flag.

use crate::refusal::{ErrorCode, Refusal, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Name of the file in the home.
pub const FILE_NAME: &str = "carbonshed.toml";

/// What can be set. Every field can stand in `<home>/carbonshed.toml` or in the environment as `CARBONSHED_<NAME>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Address to serve at; loopback unless set otherwise.
    pub address: String,
    /// `sqlite://...` or `postgres://...`; `None` is `<home>/carbonshed.db`.
    pub database: Option<String>,
    /// Figures can be read without an account.
    pub public_read: bool,
    /// The cookie is sent over HTTPS only. Set it behind a TLS proxy.
    pub secure_cookies: bool,
    /// Public addresses (`https://carbon.example.org`) from which browsers may change things, besides the server's own.
    pub origins: Vec<String>,
    /// Largest file that can be uploaded, MiB.
    pub upload_mib_max: u64,
    /// Memory for finished answers, MiB.
    pub answer_cache_mib: u64,
    /// Longest time for one answer, seconds.
    pub timeout_s: u64,
    /// Hours after which an unused session ends.
    pub session_hours: u32,
    /// How long a pushed reading may wait, on the disk, until it is in the tables, seconds.
    pub inbox_s: u64,
    /// How long new readings may wait until they are accounted for, seconds.
    pub account_s: u64,
    /// Small files that a region may have in a table of readings before they are merged; 0 is never.
    pub small_files_max: u64,
    /// Days after which files that were merged are removed, and with them older versions of the tables; never if not set.
    pub merged_files_days: Option<u32>,
    /// Broker whose messages are readings, `mqtt://user:password@host:1883`; none if not set.
    pub mqtt: Option<String>,
    /// Folder whose files are readings, one folder a region below it; none if not set.
    pub watch: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:8080".to_owned(),
            database: None,
            public_read: false,
            secure_cookies: false,
            origins: Vec::new(),
            upload_mib_max: 256,
            answer_cache_mib: 64,
            timeout_s: 60,
            session_hours: 12,
            inbox_s: 15,
            account_s: 60,
            small_files_max: 32,
            merged_files_days: None,
            mqtt: None,
            watch: None,
        }
    }
}

/// One layer of settings; what is `None` is left to the layer below.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// See [`Config::address`].
    pub address: Option<String>,
    /// See [`Config::database`].
    pub database: Option<String>,
    /// See [`Config::public_read`].
    pub public_read: Option<bool>,
    /// See [`Config::secure_cookies`].
    pub secure_cookies: Option<bool>,
    /// See [`Config::origins`].
    pub origins: Option<Vec<String>>,
    /// See [`Config::upload_mib_max`].
    pub upload_mib_max: Option<u64>,
    /// See [`Config::answer_cache_mib`].
    pub answer_cache_mib: Option<u64>,
    /// See [`Config::timeout_s`].
    pub timeout_s: Option<u64>,
    /// See [`Config::session_hours`].
    pub session_hours: Option<u32>,
    /// See [`Config::inbox_s`].
    pub inbox_s: Option<u64>,
    /// See [`Config::account_s`].
    pub account_s: Option<u64>,
    /// See [`Config::small_files_max`].
    pub small_files_max: Option<u64>,
    /// See [`Config::merged_files_days`].
    pub merged_files_days: Option<u32>,
    /// See [`Config::mqtt`].
    pub mqtt: Option<String>,
    /// See [`Config::watch`].
    pub watch: Option<String>,
}

impl Layer {
    /// The settings of `CARBONSHED_*` variables.
    ///
    /// # Errors
    /// A value that cannot be read, naming the variable.
    pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Layer> {
        fn parsed<T: std::str::FromStr>(
            get: &impl Fn(&str) -> Option<String>,
            name: &str,
        ) -> Result<Option<T>> {
            get(name)
                .map(|text| {
                    text.parse().map_err(|_| {
                        Refusal::new(
                            ErrorCode::BadConfig,
                            format!("{name}={text:?} cannot be read"),
                        )
                        .with("name", name)
                    })
                })
                .transpose()
        }
        Ok(Layer {
            address: get("CARBONSHED_ADDRESS"),
            database: get("CARBONSHED_DATABASE"),
            public_read: parsed(&get, "CARBONSHED_PUBLIC_READ")?,
            secure_cookies: parsed(&get, "CARBONSHED_SECURE_COOKIES")?,
            origins: get("CARBONSHED_ORIGINS").map(|text| {
                text.split(',')
                    .map(|one| one.trim().to_owned())
                    .filter(|one| !one.is_empty())
                    .collect()
            }),
            upload_mib_max: parsed(&get, "CARBONSHED_UPLOAD_MIB_MAX")?,
            answer_cache_mib: parsed(&get, "CARBONSHED_ANSWER_CACHE_MIB")?,
            timeout_s: parsed(&get, "CARBONSHED_TIMEOUT_S")?,
            session_hours: parsed(&get, "CARBONSHED_SESSION_HOURS")?,
            inbox_s: parsed(&get, "CARBONSHED_INBOX_S")?,
            account_s: parsed(&get, "CARBONSHED_ACCOUNT_S")?,
            small_files_max: parsed(&get, "CARBONSHED_SMALL_FILES_MAX")?,
            merged_files_days: parsed(&get, "CARBONSHED_MERGED_FILES_DAYS")?,
            mqtt: get("CARBONSHED_MQTT"),
            watch: get("CARBONSHED_WATCH"),
        })
    }

    /// The settings of `<home>/carbonshed.toml`; none if there is no such file.
    ///
    /// # Errors
    /// A file that cannot be read, or has keys that nobody knows.
    pub fn from_home(home: &Path) -> Result<Layer> {
        let path: PathBuf = home.join(FILE_NAME);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Layer::default());
            }
            Err(error) => {
                return Err(Refusal::storage(
                    format!("cannot read {}", path.display()),
                    error,
                ));
            }
        };
        toml::from_str(&text).map_err(|error| {
            Refusal::new(
                ErrorCode::BadConfig,
                format!("{}: {}", path.display(), error.to_string().trim()),
            )
        })
    }
}

impl Config {
    /// The defaults with layers laid over them, the last one on top.
    pub fn of(layers: impl IntoIterator<Item = Layer>) -> Config {
        let mut config = Config::default();
        for layer in layers {
            macro_rules! lay {
                ($($name:ident),+) => {
                    $(if let Some(value) = layer.$name { config.$name = value; })+
                };
            }
            config.database = layer.database.or(config.database);
            config.mqtt = layer.mqtt.or(config.mqtt);
            config.watch = layer.watch.or(config.watch);
            config.merged_files_days = layer.merged_files_days.or(config.merged_files_days);
            lay!(
                address,
                public_read,
                secure_cookies,
                origins,
                upload_mib_max,
                answer_cache_mib,
                timeout_s,
                session_hours,
                inbox_s,
                account_s,
                small_files_max
            );
        }
        config
    }

    /// File, then environment, then flags.
    ///
    /// # Errors
    /// As [`Layer::from_home`] and [`Layer::from_environment`].
    pub fn load(home: &Path, flags: Layer) -> Result<Config> {
        Ok(Config::of([
            Layer::from_home(home)?,
            Layer::from_environment(|name| std::env::var(name).ok())?,
            flags,
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_below_environment_below_flag() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(
            home.path().join(FILE_NAME),
            "address = \"127.0.0.1:1\"\npublic_read = true\ntimeout_s = 5\n",
        )
        .unwrap();
        let file = Layer::from_home(home.path()).unwrap();
        let environment = Layer::from_environment(|name| match name {
            "CARBONSHED_ADDRESS" => Some("127.0.0.1:2".to_owned()),
            "CARBONSHED_TIMEOUT_S" => Some("7".to_owned()),
            _ => None,
        })
        .unwrap();
        let flags = Layer {
            address: Some("127.0.0.1:3".to_owned()),
            ..Layer::default()
        };
        let config = Config::of([file, environment, flags]);
        assert_eq!(config.address, "127.0.0.1:3");
        assert_eq!(config.timeout_s, 7);
        assert!(config.public_read);
        assert_eq!(config.upload_mib_max, 256);
    }

    #[test]
    fn unknown_keys_and_bad_values_are_refused() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(FILE_NAME), "adress = \"x\"\n").unwrap();
        let refusal = Layer::from_home(home.path()).unwrap_err();
        assert_eq!(refusal.code, ErrorCode::BadConfig);
        assert!(refusal.message.contains("adress"), "{}", refusal.message);
        let refusal = Layer::from_environment(|name| {
            (name == "CARBONSHED_PUBLIC_READ").then(|| "maybe".to_owned())
        })
        .unwrap_err();
        assert_eq!(refusal.params["name"], "CARBONSHED_PUBLIC_READ");
    }
}
