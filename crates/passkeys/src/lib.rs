//! The relying party's half of WebAuthn (Level 3, sections 7.1 and 7.2): checks what an authenticator made.
//!
//! Pure: bytes in, a verdict out. Who may register, which challenge was given to whom and that it is spent once are
//! the caller's. Attestation is neither asked for nor judged: which make of authenticator people use is not a
//! question here, whether the key is theirs is. User verification is always required, so that a passkey is two
//! factors. Signatures are ES256, EdDSA and RS256 (Windows Hello), checked by `ring`.

mod authentication;
mod authenticator_data;
mod client_data;
mod key;
mod registration;
#[cfg(feature = "software")]
pub mod software;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use authentication::{Assertion, AssertionResponse, Used, authenticate};
pub use key::ALGORITHMS;
pub use registration::{Attestation, AttestationResponse, Made, register};

/// Whom keys are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelyingParty<'a> {
    /// The domain that keys are bound to: `umbral.example`, `localhost`. Never an IP address.
    pub id: &'a str,
    /// Where the page must be: `https://umbral.example`.
    pub origin: &'a str,
}

/// Why what came is no passkey's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The client data is no such JSON.
    #[error("the client data cannot be read")]
    ClientData,
    /// It was made for another ceremony: registration instead of authentication, or the other way round.
    #[error("it was made for another ceremony")]
    Ceremony,
    /// It answers another challenge.
    #[error("it answers another challenge")]
    Challenge,
    /// It was made on a page of another origin, or in another page's frame.
    #[error("it was made on another page")]
    Origin,
    /// The authenticator's data are cut short or hold what they must not.
    #[error("the authenticator's data cannot be read")]
    AuthenticatorData,
    /// The key is bound to another domain.
    #[error("the key is bound to another domain")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody was present at the authenticator")]
    NotPresent,
    /// The authenticator did not ask who was there.
    #[error("the authenticator did not verify the person (PIN or biometric)")]
    NotVerified,
    /// The key is of a kind that is not accepted.
    #[error("the key is of a kind that is not accepted")]
    Key,
    /// The signature is not by this key over these data.
    #[error("the signature does not fit")]
    Signature,
    /// The authenticator has counted back: there may be two of it.
    #[error("the authenticator counts back: it may have been cloned")]
    Counter,
}

/// Bytes as WebAuthn writes them in JSON: base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64Url(pub Vec<u8>);

impl Serialize for Base64Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}
