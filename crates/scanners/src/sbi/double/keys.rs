//! Keys and certificates that live as long as the process.

use std::time::Duration;

use rsa::{
    RsaPrivateKey,
    pkcs1v15::{Signature, SigningKey},
    rand_core::{
        CryptoRng, Error, RngCore,
        impls::{next_u32_via_fill, next_u64_via_fill},
    },
    signature::{Keypair, SignatureEncoding, Signer},
};
use sha2::{Digest, Sha256};
use x509_cert::{
    builder::{Builder, CertificateBuilder, Profile},
    der::{DateTime, Encode, asn1::GeneralizedTime},
    name::Name,
    serial_number::SerialNumber,
    spki::{EncodePublicKey, SubjectPublicKeyInfoOwned},
    time::{Time, Validity},
};

use crate::service::{UnixTime, json};

const KEY_BITS: usize = 2048;
const HALF_YEAR: u64 = 182 * 86_400;

/// A scanner's key and certificates under a root of its own, good for tests only.
#[derive(Clone)]
pub struct ThrowAwayKeys {
    device: SigningKey<Sha256>,
    root: Vec<u8>,
    good: Vec<u8>,
    expired: Vec<u8>,
    stranger: Vec<u8>,
}

/// Which certificate a token shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Credential {
    Good,
    Expired,
    /// Names the root as its issuer, which never signed it.
    Stranger,
}

impl ThrowAwayKeys {
    /// Keys drawn from `seed`, with certificates valid for half a year either way of `now`.
    ///
    /// # Panics
    /// Never in practice: 2,048 bits are a size that keys may have.
    #[must_use]
    pub fn draw(seed: [u8; 32], now: UnixTime) -> Self {
        let mut random = Stretched { seed, blocks: 0 };
        let mut key = || {
            #[expect(clippy::expect_used, reason = "the size is a constant that the generator accepts")]
            let key =
                RsaPrivateKey::new(&mut random, KEY_BITS).expect("2,048 bits are enough and not too many");
            SigningKey::new(key)
        };
        let (authority, device) = (key(), key());
        let (issuer, subject) = (name("CN=Umbral test root,O=Sample"), name("CN=Sample scanner,O=Sample"));
        let from = now.0.saturating_sub(HALF_YEAR);
        let leaf = |signer: &SigningKey<Sha256>, length| {
            let issuer = issuer.clone();
            let profile =
                Profile::Leaf { issuer, enable_key_agreement: false, enable_key_encipherment: false };
            certificate(profile, (&subject, &device, signer), (from, length))
        };
        Self {
            root: certificate(Profile::Root, (&issuer, &authority, &authority), (from, 2 * HALF_YEAR)),
            good: leaf(&authority, 2 * HALF_YEAR),
            expired: leaf(&authority, HALF_YEAR - 86_400),
            stranger: leaf(&device, 2 * HALF_YEAR),
            device,
        }
    }

    /// The root's certificate in DER, for the site to trust.
    #[must_use]
    pub fn root(&self) -> &[u8] {
        &self.root
    }

    /// A token over `payload`.
    pub(super) fn token(&self, payload: &serde_json::Value, credential: Credential) -> String {
        let leaf = match credential {
            Credential::Good => &self.good,
            Credential::Expired => &self.expired,
            Credential::Stranger => &self.stranger,
        };
        let x5c = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, leaf);
        let header = serde_json::json!({ "alg": "RS256", "typ": "JWT", "x5c": [x5c] });
        let signed = format!("{}.{}", json::pack(header.to_string()), json::pack(payload.to_string()));
        let signature: Signature = self.device.sign(signed.as_bytes());
        format!("{signed}.{}", json::pack(signature.to_bytes()))
    }
}

#[expect(clippy::expect_used, reason = "all names are constants of this file")]
fn name(text: &str) -> Name {
    text.parse().expect("a distinguished name")
}

/// A certificate for a subject and its key, signed by another, from a time on, for so many seconds.
#[expect(clippy::expect_used, reason = "nothing in it comes from outside")]
fn certificate(
    profile: Profile,
    (subject, key, signer): (&Name, &SigningKey<Sha256>, &SigningKey<Sha256>),
    (from, length): (u64, u64),
) -> Vec<u8> {
    let time = |seconds| {
        let time = DateTime::from_unix_duration(Duration::from_secs(seconds)).expect("before the year 9999");
        Time::GeneralTime(GeneralizedTime::from(time))
    };
    let validity = Validity { not_before: time(from), not_after: time(from + length) };
    let public = key.verifying_key().to_public_key_der().expect("a public key");
    let public = SubjectPublicKeyInfoOwned::try_from(public.as_bytes()).expect("what was just written");
    let number = SerialNumber::from(1u32);
    let builder = CertificateBuilder::new(profile, number, validity, subject.clone(), public, signer);
    let certificate = builder.and_then(Builder::build::<Signature>).expect("a certificate");
    certificate.to_der().expect("what was just built")
}

/// Random numbers for as long as needed out of a seed, by hashing it with a counter.
struct Stretched {
    seed: [u8; 32],
    blocks: u64,
}

impl RngCore for Stretched {
    fn next_u32(&mut self) -> u32 {
        next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        for chunk in into.chunks_mut(32) {
            self.blocks += 1;
            let block =
                Sha256::new().chain_update(self.seed).chain_update(self.blocks.to_be_bytes()).finalize();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(into);
        Ok(())
    }
}

impl CryptoRng for Stretched {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SignatureFault, sbi::trust::Roots};

    const NOW: UnixTime = UnixTime(1_795_420_800);

    fn below(issuer: &Name) -> Profile {
        let issuer = issuer.clone();
        Profile::Leaf { issuer, enable_key_agreement: false, enable_key_encipherment: false }
    }

    fn authority(issuer: &Name, most_below: u8) -> Profile {
        Profile::SubCA { issuer: issuer.clone(), path_len_constraint: Some(most_below) }
    }

    #[test]
    fn an_authority_may_vouch_for_a_scanner_and_a_scanner_for_nobody() {
        let mut random = Stretched { seed: [1; 32], blocks: 0 };
        let mut key = || SigningKey::<Sha256>::new(RsaPrivateKey::new(&mut random, KEY_BITS).unwrap());
        let (root_key, maker_key, key) = (key(), key(), key());
        let [root, maker, scanner, other] = ["CN=Root", "CN=Maker", "CN=Scanner", "CN=Other"].map(name);
        let valid = (NOW.0 - 1_000, 2_000);
        let root_der = certificate(Profile::Root, (&root, &root_key, &root_key), valid);
        let maker_der = certificate(authority(&root, 0), (&maker, &maker_key, &root_key), valid);
        let scanner_der = certificate(below(&maker), (&scanner, &key, &maker_key), valid);
        let roots = Roots::of([root_der.as_slice()]).unwrap();
        let fault = |chain: &[&Vec<u8>]| {
            let chain: Vec<Vec<u8>> = chain.iter().copied().cloned().collect();
            roots.key(&chain, NOW).err()
        };

        assert_eq!(fault(&[&scanner_der, &maker_der]), None);
        assert_eq!(fault(&[&scanner_der, &maker_der, &root_der]), None, "the root may come along");
        assert_eq!(fault(&[]), Some(SignatureFault::Missing));
        assert_eq!(fault(&[&scanner_der]), Some(SignatureFault::UnknownRoot), "the maker is missing");

        let forged = certificate(below(&scanner), (&other, &key, &key), valid);
        assert_eq!(fault(&[&forged, &scanner_der, &maker_der]), Some(SignatureFault::UnknownRoot));

        let lower = certificate(authority(&maker, 0), (&scanner, &key, &maker_key), valid);
        let far = certificate(below(&scanner), (&other, &key, &key), valid);
        let chain = [&far, &lower, &maker_der];
        assert_eq!(fault(&chain), Some(SignatureFault::UnknownRoot), "the maker may name no authorities");

        let over = (NOW.0 - 1_000, 10);
        let expired = certificate(authority(&root, 0), (&maker, &maker_key, &root_key), over);
        assert_eq!(fault(&[&scanner_der, &expired]), Some(SignatureFault::Expired));
        let ahead = (NOW.0 + 10, 1_000);
        let early = certificate(below(&maker), (&scanner, &key, &maker_key), ahead);
        assert_eq!(fault(&[&early, &maker_der]), Some(SignatureFault::NotYetValid));
    }
}
