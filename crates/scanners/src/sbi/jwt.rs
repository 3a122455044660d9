//! JSON web tokens, signed (RFC 7515, compact form): `header.payload.signature`, the certificates in the header.

use super::trust::{Roots, verify};
use crate::{
    SignatureFault,
    service::{
        UnixTime,
        json::{self, Object},
    },
};

/// What a token says, and under which root.
pub(super) struct Token {
    pub(super) payload: Object,
    /// SHA-256 of the root certificate.
    pub(super) root: [u8; 32],
}

impl Token {
    /// Reads a token if its signature holds.
    pub(super) fn verified(text: &str, roots: &Roots, now: UnixTime) -> Result<Self, SignatureFault> {
        const UNREADABLE: SignatureFault = SignatureFault::Unreadable;
        let (signed, signature) = text.rsplit_once('.').ok_or(SignatureFault::Missing)?;
        let (header, payload) = signed.split_once('.').ok_or(SignatureFault::Missing)?;
        if signature.is_empty() {
            return Err(SignatureFault::Missing);
        }
        let object = |part| json::unpack(part).and_then(|bytes| json::object(&bytes)).ok_or(UNREADABLE);
        let header = object(header)?;
        if json::text(&header, "alg").as_deref() != Some("RS256") {
            return Err(UNREADABLE);
        }
        let chain: Vec<Vec<u8>> = json::texts(&header, "x5c")
            .iter()
            .map(|packed| json::unpack(packed).ok_or(UNREADABLE))
            .collect::<Result<_, _>>()?;
        let (key, root) = roots.key(&chain, now)?;
        verify(&key, signed.as_bytes(), &json::unpack(signature).ok_or(UNREADABLE)?)?;
        Ok(Self { payload: object(payload)?, root })
    }
}

/// What a token or a bare payload says, believed by nobody.
pub(super) fn unverified(text: &str) -> Option<Object> {
    let payload = text.split('.').nth(1).unwrap_or(text);
    json::unpack(payload).and_then(|bytes| json::object(&bytes)).or_else(|| json::object(text.as_bytes()))
}
