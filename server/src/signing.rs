//! Ed25519 keys of the server's own. Each signs for one purpose, which its messages begin with.

use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::problem::Error;

/// A key to sign with.
pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    /// A fresh key, as it is stored.
    pub fn generate() -> Result<Vec<u8>, Error> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| Error::Stored { what: "signing key", why: "it could not be made".into() })?;
        Ok(document.as_ref().to_vec())
    }

    /// A key out of its stored form.
    pub fn open(stored: &[u8]) -> Result<Self, Error> {
        Ed25519KeyPair::from_pkcs8(stored)
            .map(Self)
            .map_err(|_| Error::Stored { what: "signing key", why: "it is no Ed25519 key".into() })
    }

    /// The public key, in hexadecimal.
    pub fn public_key(&self) -> String {
        hex::encode(self.0.public_key())
    }

    /// The signature, in hexadecimal.
    pub fn sign(&self, message: &[u8]) -> String {
        hex::encode(self.0.sign(message))
    }
}

/// Whether `signature` is of `message` by `key`, both in hexadecimal.
pub(crate) fn is_signed(key: &str, message: &[u8], signature: &str) -> bool {
    let (Ok(key), Ok(signature)) = (hex::decode(key), hex::decode(signature)) else { return false };
    UnparsedPublicKey::new(&ED25519, key).verify(message, &signature).is_ok()
}
