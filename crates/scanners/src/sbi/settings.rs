use std::time::Duration;

use super::Roots;

/// What a site demands of scanners behind a secure biometric interface.
#[derive(Clone)]
pub struct SbiSettings {
    /// Who may vouch for scanners.
    pub roots: Roots,
    /// In which environment they must work: `Production`, `Pre-Production`, `Staging` or `Developer`.
    pub environment: String,
    /// By how much a scanner's clock may differ.
    pub tolerance: Duration,
}

impl SbiSettings {
    /// A live site: five minutes of difference at most.
    #[must_use]
    pub fn production(roots: Roots) -> Self {
        Self { roots, environment: "Production".to_owned(), tolerance: Duration::from_secs(300) }
    }
}
