use aes_gcm::aead::{Aead as _, KeyInit as _};
use aes_gcm::{Aes128Gcm, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::key::PublicKey;

/// DHKEM(P-256, HKDF-SHA256), RFC 9180 section 7.1.
const KEM_SUITE: &[u8] = b"KEM\x00\x10";
/// That, HKDF-SHA256, AES-128-GCM: whose 128 bits are what the curve gives.
const SUITE: &[u8] = b"HPKE\x00\x10\x00\x01\x00\x01";
/// The authenticated mode: the sender's own key takes part.
const MODE_AUTH: u8 = 2;
const KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;

/// What two keys have in common: the x of the point, 32 bytes.
pub type SharedPoint = Zeroizing<[u8; 32]>;

/// What the keys of both sides come to, from either side: who holds which is all that differs.
#[derive(Debug)]
pub struct Exchange<'k> {
    /// The sender's key of this file.
    pub ephemeral: &'k PublicKey,
    /// What that and the recipient's have in common.
    pub of_ephemeral: SharedPoint,
    /// What the sender's own key and the recipient's have in common.
    pub of_sender: SharedPoint,
    /// Who reads.
    pub recipient: &'k PublicKey,
    /// Who wrote.
    pub sender: &'k PublicKey,
}

/// Seals one record after the other, or opens them in that order.
pub struct Context {
    cipher: Aes128Gcm,
    base_nonce: [u8; NONCE_BYTES],
    number: u64,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Context(record {})", self.number)
    }
}

impl Context {
    /// For what is known to both as `info`.
    #[must_use]
    pub fn new(exchange: &Exchange<'_>, info: &[u8]) -> Self {
        let points = Zeroizing::new([&exchange.of_ephemeral[..], &exchange.of_sender[..]].concat());
        let keys =
            [&exchange.ephemeral.as_bytes()[..], exchange.recipient.as_bytes(), exchange.sender.as_bytes()];
        let secret: Zeroizing<[u8; 32]> = expand(
            &extract(KEM_SUITE, b"", b"eae_prk", &points).1,
            KEM_SUITE,
            b"shared_secret",
            &keys.concat(),
        );
        let no_psk = extract(SUITE, b"", b"psk_id_hash", b"").0;
        let info = extract(SUITE, b"", b"info_hash", info).0;
        let context = [&[MODE_AUTH][..], &no_psk[..], &info[..]].concat();
        let schedule = extract(SUITE, &secret[..], b"secret", b"").1;
        let key: Zeroizing<[u8; KEY_BYTES]> = expand(&schedule, SUITE, b"key", &context);
        let base_nonce: Zeroizing<[u8; NONCE_BYTES]> = expand(&schedule, SUITE, b"base_nonce", &context);
        Self { cipher: Aes128Gcm::new((&*key).into()), base_nonce: *base_nonce, number: 0 }
    }

    /// The next record, sealed; none beyond what the cipher takes (64 GiB).
    pub fn seal(&mut self, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce = self.nonce();
        let sealed = self.cipher.encrypt(Nonce::from_slice(&nonce), plain).ok()?;
        self.number += 1;
        Some(sealed)
    }

    /// The next record, opened; none where it is not that.
    pub fn open(&mut self, sealed: &[u8]) -> Option<Vec<u8>> {
        let nonce = self.nonce();
        let plain = self.cipher.decrypt(Nonce::from_slice(&nonce), sealed).ok()?;
        self.number += 1;
        Some(plain)
    }

    fn nonce(&self) -> [u8; NONCE_BYTES] {
        let mut nonce = self.base_nonce;
        for (byte, number) in nonce[NONCE_BYTES - 8..].iter_mut().zip(self.number.to_be_bytes()) {
            *byte ^= number;
        }
        nonce
    }
}

/// RFC 9180, section 4: `LabeledExtract`, as bytes and ready to be expanded.
fn extract(suite: &[u8], salt: &[u8], label: &[u8], input: &[u8]) -> (Zeroizing<[u8; 32]>, Hkdf<Sha256>) {
    let input = Zeroizing::new([b"HPKE-v1", suite, label, input].concat());
    let (bytes, key) = Hkdf::<Sha256>::extract(Some(salt), &input);
    (Zeroizing::new(bytes.into()), key)
}

/// RFC 9180, section 4: `LabeledExpand`.
fn expand<const N: usize>(key: &Hkdf<Sha256>, suite: &[u8], label: &[u8], info: &[u8]) -> Zeroizing<[u8; N]> {
    let mut out = Zeroizing::new([0; N]);
    let length = (N as u16).to_be_bytes();
    // It fails beyond 8,160 bytes alone.
    let _ = key.expand_multi_info(&[&length, b"HPKE-v1", suite, label, info], &mut out[..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    fn bytes(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    /// RFC 9180, appendix A.3.3.
    #[test]
    fn the_rfcs_own_example_comes_out() {
        let secret = |text| SecretKey::of(&bytes(text).try_into().unwrap()).unwrap();
        let ephemeral = secret("6b8de0873aed0c1b2d09b8c7ed54cbf24fdf1dfc7a47fa501f918810642d7b91");
        let recipient = secret("d929ab4be2e59f6954d6bedd93e638f02d4046cef21115b00cdda2acb2a4440e");
        let sender = secret("1120ac99fb1fccc1e8230502d245719d1b217fe20505c7648795139d177f0de9");
        let (recipient_key, sender_key) = (recipient.public(), sender.public());
        let ephemeral_key = ephemeral.public();
        let info = bytes("4f6465206f6e2061204772656369616e2055726e");
        let sending = Exchange {
            ephemeral: &ephemeral_key,
            of_ephemeral: ephemeral.with(&recipient_key).unwrap(),
            of_sender: sender.with(&recipient_key).unwrap(),
            recipient: &recipient_key,
            sender: &sender_key,
        };
        let receiving = Exchange {
            of_ephemeral: recipient.with(&ephemeral_key).unwrap(),
            of_sender: recipient.with(&sender_key).unwrap(),
            ..sending
        };
        for exchange in [
            Exchange {
                of_ephemeral: sending.of_ephemeral.clone(),
                of_sender: sending.of_sender.clone(),
                ..sending
            },
            receiving,
        ] {
            assert_eq!(Context::new(&exchange, &info).base_nonce[..], bytes("b390052d26b67a5b8a8fcaa4"));
        }
        // The example's records have associated data, which ours have not: the cipher and its nonces are tried with it.
        let mut context = Context::new(&sending, &info);
        for (number, sealed) in [
            "82ffc8c44760db691a07c5627e5fc2c08e7a86979ee79b494a17cc3405446ac2bdb8f265db4a099ed3289ffe19",
            "b0a705a54532c7b4f5907de51c13dffe1e08d55ee9ba59686114b05945494d96725b239468f1229e3966aa1250",
            "8dc805680e3271a801790833ed74473710157645584f06d1b53ad439078d880b23e25256663178271c80ee8b7c",
        ]
        .iter()
        .enumerate()
        {
            context.number = number as u64;
            let aad = format!("Count-{number}");
            let payload = aes_gcm::aead::Payload { msg: &bytes(sealed), aad: aad.as_bytes() };
            let plain = context.cipher.decrypt(Nonce::from_slice(&context.nonce()), payload).unwrap();
            assert_eq!(plain, b"Beauty is truth, truth beauty");
        }
    }
}
