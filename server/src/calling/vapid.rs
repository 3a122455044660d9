//! How this server shows push services who it is (RFC 8292).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;
use wire::Timestamp;

use crate::problem::Error;

/// Services accept a day at most.
const GOOD_FOR_SECONDS: i64 = 12 * 3600;

/// The server's key to sign with.
pub(crate) struct Vapid(EcdsaKeyPair);

impl Vapid {
    /// A fresh key, as it is stored.
    pub fn generate() -> Result<Vec<u8>, Error> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| no_key("it could not be made"))?;
        Ok(document.as_ref().to_vec())
    }

    /// A key out of its stored form.
    pub fn open(stored: &[u8]) -> Result<Self, Error> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, stored, &SystemRandom::new())
            .map(Self)
            .map_err(|_| no_key("it is no P-256 key"))
    }

    /// The public key, as browsers and push services take it.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// What the `Authorization` header says to the service at `origin`.
    pub fn authorization(&self, origin: &str, contact: &str, now: Timestamp) -> Result<String, Error> {
        let expires = now.plus_seconds(GOOD_FOR_SECONDS).0 / 1000;
        let header = URL_SAFE_NO_PAD.encode(json!({ "typ": "JWT", "alg": "ES256" }).to_string());
        let claims = json!({ "aud": origin, "exp": expires, "sub": contact }).to_string();
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
        let signature =
            self.0.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| no_key("it did not sign"))?;
        Ok(format!("vapid t={signed}.{}, k={}", URL_SAFE_NO_PAD.encode(signature), self.public_key()))
    }
}

fn no_key(why: &str) -> Error {
    Error::Stored { what: "push key", why: why.into() }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_push_service_can_check_who_asks_for_whom_and_until_when() {
        let vapid = Vapid::open(&Vapid::generate().unwrap()).unwrap();
        let now = Timestamp(1_795_000_000_000);
        let said = vapid.authorization("https://push.example", "mailto:it@umbral.example", now).unwrap();
        let (token, key) = said.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decoded(key));
        assert!(key.verify(signed.as_bytes(), &decoded(signature)).is_ok());
        let claims: serde_json::Value =
            serde_json::from_slice(&decoded(signed.split_once('.').unwrap().1)).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "mailto:it@umbral.example");
        assert_eq!(claims["exp"], 1_795_000_000 + 12 * 3600);
    }
}
