//! What an operator decides about a service.

use std::path::PathBuf;

use crate::calling::Calling;
use crate::matchers::{Cluster, Layout};
use crate::outbound::Address;
use crate::vault::KeySource;

/// Everything a service needs to know before it opens.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds the database, the sealed images and, unless given otherwise, the master key.
    pub data: PathBuf,
    /// `postgres://user:password@host/database`: where the records are; without it, in the folder (SQLite).
    pub database: Option<String>,
    /// `s3://bucket?endpoint=https://s3.example`: where the sealed images are; without it, in the folder.
    pub blobs: Option<String>,
    /// The matchers that hold the lists in its stead; without them, it holds and searches them itself.
    pub matchers: Option<(Cluster, Layout)>,
    /// The built app, served beside the API; without it only the API is served.
    pub assets: Option<PathBuf>,
    /// `https://umbral.example`: what people type, where a proxy stands in front. Without it the service
    /// answers plain HTTP to whatever address it is reached by.
    pub public_origin: Option<String>,
    /// Where the master key comes from.
    pub master_key: KeySource,
    /// The file that checkpoints of the log are added to: on another machine, or on a medium that is written once.
    pub checkpoints: Option<PathBuf>,
    /// The address that checkpoints of the log are posted to.
    pub checkpoint_address: Option<Address>,
    /// How people are called to the screen.
    pub calling: Calling,
    /// Lists of so many people and more are put on file, sealed, so that the next start need not open every entry.
    pub people_on_file: usize,
    /// How many searches may be under way at once; whoever comes then is told when to come back.
    pub search_places: usize,
}

impl Config {
    /// Searches at once, unless told otherwise: each takes some megabytes while it waits.
    pub const SEARCH_PLACES: usize = 256;

    /// A service that keeps all it has in one folder.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        let master_key = KeySource::File(data.join("master.key"));
        Self {
            data,
            database: None,
            blobs: None,
            matchers: None,
            assets: None,
            public_origin: None,
            master_key,
            checkpoints: None,
            checkpoint_address: None,
            calling: Calling::default(),
            people_on_file: 5_000,
            search_places: Self::SEARCH_PLACES,
        }
    }

    /// Takes from the environment where the master key is, if it says so: `UMBRAL_MASTER_KEY` is the key itself,
    /// `UMBRAL_MASTER_KEY_COMMAND` prints it (a key management service), `UMBRAL_MASTER_KEY_FILE` holds it.
    #[must_use]
    pub fn with_environment(mut self) -> Self {
        let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
        if let Some(key) = variable("UMBRAL_MASTER_KEY") {
            self.master_key = KeySource::Given(key);
        } else if let Some(command) = variable("UMBRAL_MASTER_KEY_COMMAND") {
            self.master_key = KeySource::Command(command);
        } else if let Some(path) = variable("UMBRAL_MASTER_KEY_FILE") {
            self.master_key = KeySource::File(path.into());
        }
        self
    }

    /// Whether people reach this service over TLS.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// The domain that passkeys are bound to. Browsers know none for an address in numbers: without a public
    /// origin, people open `http://localhost`.
    #[must_use]
    pub(crate) fn passkey_domain(&self) -> &str {
        let origin = self.public_origin.as_deref().unwrap_or("http://localhost");
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        host.split_once(':').map_or(host, |(name, _)| name)
    }

    /// The database, as `sqlx` names it.
    pub(crate) fn database_url(&self) -> String {
        let in_folder = || format!("sqlite://{}?mode=rwc", self.data.join("umbral.db").display());
        self.database.clone().unwrap_or_else(in_folder)
    }
}
