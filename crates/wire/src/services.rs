//! Capture services: makers' programs on the desks' own computers, which a site lets its pages talk to.

use serde::{Deserialize, Serialize};

/// The metric of `Server-Timing` by which a page sees that it was let connect to its site's services.
pub const MARK: &str = "capture-services";

/// The services that a site has switched on; none unless somebody decided so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureServices {
    /// The MOSIP secure biometric interface.
    pub sbi: Option<SbiService>,
    /// SecuGen WebAPI.
    pub secugen: Option<SecugenService>,
    /// HID DigitalPersona WebSDK.
    pub hid: bool,
}

/// What a site demands of scanners behind a secure biometric interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SbiService {
    /// The root certificates in PEM that a scanner's certificate must lead to, at least one.
    pub roots: Vec<String>,
    /// In which environment the scanners must work: `Production`, `Pre-Production`, `Staging` or `Developer`.
    pub environment: String,
    /// The last port that is looked at, from [`SbiService::FIRST_PORT`] on.
    pub last_port: u16,
}

/// What a site tells SecuGen's service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecugenService {
    /// The service's key for the address of this site's pages; empty within its trial time.
    pub licence: String,
}

impl SbiService {
    /// The first port of the interface.
    pub const FIRST_PORT: u16 = 4501;
    /// The last port that is looked at unless a site says otherwise: a service takes the first that is free, so a desk
    /// with more than ten would have to be found to need more.
    pub const USUAL_LAST_PORT: u16 = 4510;
    /// The last port of the interface.
    pub const LAST_PORT: u16 = 4600;
}

impl CaptureServices {
    /// Whether any is on.
    #[must_use]
    pub fn any(&self) -> bool {
        *self != Self::default()
    }

    /// The origins that a page must be let connect to, and no other. A policy for content knows no ranges of
    /// ports, so each port of the secure biometric interface is named. Where HID's socket is, its service says anew each
    /// time: any port, and only over TLS.
    #[must_use]
    pub fn origins(&self) -> Vec<String> {
        let ports = self.sbi.iter().flat_map(|sbi| SbiService::FIRST_PORT..=sbi.last_port);
        let sbi = ports.map(|port| format!("http://127.0.0.1:{port}"));
        let secugen = self.secugen.iter().flat_map(|_| ["https://localhost:8443", "http://localhost:8000"]);
        let hid = self.hid.then_some(["https://127.0.0.1:52181", "wss://127.0.0.1:*"]).into_iter().flatten();
        sbi.chain(secugen.chain(hid).map(str::to_owned)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_switched_on_may_be_reached() {
        assert_eq!(CaptureServices::default().origins(), Vec::<String>::new());
        let sbi = SbiService { roots: vec![], environment: "Production".into(), last_port: 4503 };
        let services = CaptureServices { sbi: Some(sbi), ..CaptureServices::default() };
        let ports = ["http://127.0.0.1:4501", "http://127.0.0.1:4502", "http://127.0.0.1:4503"];
        assert_eq!(services.origins(), ports);
        let services = CaptureServices { hid: true, ..CaptureServices::default() };
        assert_eq!(services.origins(), ["https://127.0.0.1:52181", "wss://127.0.0.1:*"]);
    }
}
