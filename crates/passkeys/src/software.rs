//! An authenticator in software, for tests.

#![expect(clippy::unwrap_used, reason = "a test whose keys cannot be made fails")]

use ciborium::Value;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use sha2::{Digest, Sha256};

use crate::{Assertion, AssertionResponse, Attestation, AttestationResponse, Base64Url};

/// A private key.
pub enum Signer {
    /// On P-256.
    Es256(EcdsaKeyPair),
    /// On Curve25519.
    Eddsa(Ed25519KeyPair),
}

/// An authenticator with one key, whose person is always there.
pub struct Authenticator {
    /// Its private key.
    pub signer: Signer,
    /// What it says of the ceremony (section 6.1).
    pub flags: u8,
    /// How often it was used.
    pub counter: u32,
    /// The domain its key is bound to.
    pub party: &'static str,
    /// The credential's identifier.
    pub id: Vec<u8>,
}

impl Authenticator {
    /// With a key on P-256.
    #[must_use]
    pub fn es256() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        Self {
            signer: Signer::Es256(pair),
            flags: 0b0000_0101,
            counter: 0,
            party: "umbral.example",
            id: b"cred".to_vec(),
        }
    }

    /// With a key on Curve25519.
    #[must_use]
    pub fn eddsa() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap();
        Self { signer: Signer::Eddsa(pair), ..Self::es256() }
    }

    /// Its public key.
    #[must_use]
    pub fn cose(&self) -> Vec<u8> {
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let fields: Vec<(i64, Value)> = match &self.signer {
            Signer::Es256(pair) => {
                let point = pair.public_key().as_ref();
                vec![
                    (1, 2.into()),
                    (3, (-7).into()),
                    (-1, 1.into()),
                    (-2, bytes(&point[1..33])),
                    (-3, bytes(&point[33..])),
                ]
            }
            Signer::Eddsa(pair) => {
                let key = bytes(pair.public_key().as_ref());
                vec![(1, 1.into()), (3, (-8).into()), (-1, 6.into()), (-2, key)]
            }
        };
        encoded(&Value::Map(fields.into_iter().map(|(label, value)| (label.into(), value)).collect()))
    }

    fn data(&self, flags: u8, credential: &[u8]) -> Vec<u8> {
        let party = Sha256::digest(self.party);
        [&party[..], &[flags], &self.counter.to_be_bytes(), credential].concat()
    }

    /// What it answers when asked to make its key.
    #[must_use]
    pub fn make(&self, client_data: &str) -> Attestation {
        let length = u16::try_from(self.id.len()).unwrap_or(u16::MAX).to_be_bytes();
        let credential = [&[0; 16][..], &length, &self.id, &self.cose()].concat();
        let data = self.data(self.flags | 1 << 6, &credential);
        let object = Value::Map(vec![
            ("fmt".into(), "none".into()),
            ("attStmt".into(), Value::Map(vec![])),
            ("authData".into(), Value::Bytes(data)),
        ]);
        Attestation {
            response: AttestationResponse {
                client_data: Base64Url(client_data.into()),
                attestation_object: Base64Url(encoded(&object)),
            },
        }
    }

    /// What it answers when asked who is there.
    #[must_use]
    pub fn sign(&self, client_data: &str) -> Assertion {
        let data = self.data(self.flags, &[]);
        let message = [&data[..], &Sha256::digest(client_data)].concat();
        let signature = match &self.signer {
            Signer::Es256(pair) => pair.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec(),
            Signer::Eddsa(pair) => pair.sign(&message).as_ref().to_vec(),
        };
        Assertion {
            raw_id: Base64Url(self.id.clone()),
            response: AssertionResponse {
                client_data: Base64Url(client_data.into()),
                authenticator_data: Base64Url(data),
                signature: Base64Url(signature),
            },
        }
    }
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

/// What a browser says of a ceremony: `create` or `get`.
#[must_use]
pub fn client_data(ceremony: &str, challenge: &[u8], origin: &str) -> String {
    let challenge = serde_json::to_string(&Base64Url(challenge.to_vec())).unwrap();
    format!(
        r#"{{"type":"webauthn.{ceremony}","challenge":{challenge},"origin":"{origin}","crossOrigin":false}}"#
    )
}
