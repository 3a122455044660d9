use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use zeroize::Zeroizing;

/// ECDSA over P-256: r and s, 32 bytes each (IEEE P1363, as browsers sign).
pub const SIGNATURE_BYTES: usize = 64;

/// A point of P-256, uncompressed (SEC 1: 4, x, y): what browsers export as `raw`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; Self::BYTES]);

/// These bytes are no public key of P-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a public key is an uncompressed point of P-256: 65 bytes, the first of them 4")]
pub struct NotAKey;

impl PublicKey {
    /// Its length.
    pub const BYTES: usize = 65;

    /// Out of its bytes.
    ///
    /// # Errors
    /// [`NotAKey`] where they are no point of the curve.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotAKey> {
        let array: [u8; Self::BYTES] = bytes.try_into().map_err(|_| NotAKey)?;
        match array[0] == 4 && p256::PublicKey::from_sec1_bytes(&array).is_ok() {
            true => Ok(Self(array)),
            false => Err(NotAKey),
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

/// Whether `signature` is of `message` by `key`.
#[must_use]
pub fn is_signed(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = VerifyingKey::from_sec1_bytes(&key.0) else { return false };
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    // Of each signature there are two forms, of which anybody can make one from the other. Which of them a browser gives
    // is chance; nothing is named by a signature, so both are good.
    key.verify(message, &signature).is_ok()
}

/// A secret key that this program holds: the server's. A device's stays in its browser.
#[derive(Debug, Clone)]
pub struct SecretKey(p256::SecretKey);

impl SecretKey {
    /// Of 32 random bytes, or of those that were kept; none where they are 0 or beyond the curve's order, which 2^-32 of
    /// them are.
    #[must_use]
    pub fn of(bytes: &[u8; 32]) -> Option<Self> {
        p256::SecretKey::from_slice(bytes).ok().map(Self)
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        use p256::elliptic_curve::sec1::ToEncodedPoint as _;
        let point = self.0.public_key().to_encoded_point(false);
        let mut bytes = [0; PublicKey::BYTES];
        bytes.copy_from_slice(point.as_bytes());
        PublicKey(bytes)
    }

    /// What it has in common with another key: the x of their point.
    #[must_use]
    pub fn with(&self, other: &PublicKey) -> Option<Zeroizing<[u8; 32]>> {
        let other = p256::PublicKey::from_sec1_bytes(other.as_bytes()).ok()?;
        let shared = p256::ecdh::diffie_hellman(self.0.to_nonzero_scalar(), other.as_affine());
        Some(Zeroizing::new((*shared.raw_secret_bytes()).into()))
    }
}
