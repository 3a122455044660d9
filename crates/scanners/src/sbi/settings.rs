use std::time::Duration;

use super::{Roots, discovery::LAST_PORT};

/// What a site demands of scanners behind a secure biometric interface.
#[derive(Clone)]
pub struct SbiSettings {
    /// Who may vouch for scanners.
    pub roots: Roots,
    /// In which environment they must work: `Production`, `Pre-Production`, `Staging` or `Developer`.
    pub environment: String,
    /// By how much a scanner's clock may differ.
    pub tolerance: Duration,
    /// The last port that services are looked for on, from 4501 up to at most 4600.
    pub last_port: u16,
}

impl SbiSettings {
    /// A live site: five minutes of difference at most, and services on any port of the interface.
    #[must_use]
    pub fn production(roots: Roots) -> Self {
        Self {
            roots,
            environment: "Production".to_owned(),
            tolerance: Duration::from_secs(300),
            last_port: LAST_PORT,
        }
    }
}
