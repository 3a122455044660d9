//! What an operator decides about a service.

use std::path::PathBuf;

/// Everything a service needs to know before it opens.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds the database, the sealed images and, unless given otherwise, the master key.
    pub data: PathBuf,
    /// The built app, served beside the API; without it only the API is served.
    pub assets: Option<PathBuf>,
    /// `https://umbral.example`: what people type, where a proxy stands in front. Without it the service
    /// answers plain HTTP to whatever address it is reached by.
    pub public_origin: Option<String>,
    /// The master key in hexadecimal, where it does not lie in the data folder.
    pub master_key: Option<String>,
}

impl Config {
    /// A service that keeps all it has in one folder.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), assets: None, public_origin: None, master_key: None }
    }

    /// Takes the master key from the environment (`UMBRAL_MASTER_KEY`), if it is there.
    #[must_use]
    pub fn with_environment(mut self) -> Self {
        self.master_key = std::env::var("UMBRAL_MASTER_KEY").ok().filter(|key| !key.is_empty());
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
        format!("sqlite://{}?mode=rwc", self.data.join("umbral.db").display())
    }
}
