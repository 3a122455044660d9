//! The handshake: secure remote password, version 6a, with SHA-1 in the group of 1,024 bits (RFC 5054).
//!
//! The service hands its password to whoever asks over loopback, so all this shows is that both ends mean the same
//! session.

use rsa::BigUint;
use sha1::{Digest, Sha1};

/// RFC 5054, appendix A, the first group: the prime, with generator 2.
const PRIME: &[u8] = b"EEAF0AB9ADB38DD69C33F80AFA8FC5E86072618775FF3C0B9EA2314C9C256576\
    D674DF7496EA81D3383B4813D692C6E0E0D5D8E250B98BE48E495C1D6089DAD1\
    5DC7D7B46154D6B6CE8EF4AD69B15D4982559B297BCF1885C529F566660E57EC\
    68EDBC3C05726CC02FD4CBF4976EAA9AFD5138FE8376435B9FC61D2FC0EB06E3";
const BYTES: usize = 128;

/// What the service says of the account that it made up for this page.
pub(super) struct Account {
    pub(super) user: String,
    pub(super) password: Vec<u8>,
    pub(super) salt: Vec<u8>,
}

/// What both ends know after the handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) key: [u8; 20],
    /// Shows the service that this end knows the key.
    pub(super) proof: [u8; 20],
}

/// This end's half: a secret and what is shown of it.
pub(super) struct Half {
    secret: BigUint,
    pub(super) shown: BigUint,
}

impl Half {
    pub(super) fn new(secret: &[u8]) -> Self {
        let secret = BigUint::from_bytes_be(secret);
        let shown = generator().modpow(&secret, &prime());
        Self { secret, shown }
    }

    /// The key, if what the other end shows can be meant.
    pub(super) fn agree(&self, account: &Account, other: &BigUint) -> Option<Agreed> {
        let prime = prime();
        if (other % &prime) == BigUint::default() {
            return None;
        }
        let (k, u) = (multiplier(), scrambling(&self.shown, other));
        let x = private(account);
        let blinded = (k * generator().modpow(&x, &prime)) % &prime;
        let base = (other % &prime + &prime - blinded) % &prime;
        let shared = base.modpow(&(&self.secret + u * x), &prime);
        Some(agreed(account, &self.shown, other, &shared))
    }
}

/// The other end, which knows the account too.
#[cfg(any(test, feature = "doubles"))]
pub(super) fn answer(account: &Account, secret: &[u8], shown: &BigUint) -> (BigUint, Agreed) {
    let prime = prime();
    let secret = BigUint::from_bytes_be(secret);
    let verifier = generator().modpow(&private(account), &prime);
    let own = (multiplier() * &verifier + generator().modpow(&secret, &prime)) % &prime;
    let u = scrambling(shown, &own);
    let shared = (shown * verifier.modpow(&u, &prime)).modpow(&secret, &prime);
    let agreed = agreed(account, shown, &own, &shared);
    (own, agreed)
}

pub(super) fn number(hex: &str) -> Option<BigUint> {
    BigUint::parse_bytes(hex.as_bytes(), 16)
}

/// Hexadecimal with an even number of digits and no more.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    if digits.len().is_multiple_of(2) { digits.chunks(2).map(byte).collect() } else { None }
}

fn prime() -> BigUint {
    BigUint::parse_bytes(PRIME, 16).unwrap_or_default()
}

fn generator() -> BigUint {
    BigUint::from(2u8)
}

fn hash(parts: &[&[u8]]) -> [u8; 20] {
    parts.iter().fold(Sha1::new(), Sha1::chain_update).finalize().into()
}

fn padded(number: &BigUint) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut padded = vec![0; BYTES.saturating_sub(bytes.len())];
    padded.extend(bytes);
    padded
}

fn multiplier() -> BigUint {
    BigUint::from_bytes_be(&hash(&[&padded(&prime()), &padded(&generator())])) % prime()
}

fn scrambling(ours: &BigUint, theirs: &BigUint) -> BigUint {
    BigUint::from_bytes_be(&hash(&[&padded(ours), &padded(theirs)]))
}

fn private(account: &Account) -> BigUint {
    let inner = hash(&[account.user.as_bytes(), b":", &account.password]);
    BigUint::from_bytes_be(&hash(&[&account.salt, &inner]))
}

fn agreed(account: &Account, ours: &BigUint, theirs: &BigUint, shared: &BigUint) -> Agreed {
    let key = hash(&[&shared.to_bytes_be()]);
    let (of_prime, of_generator) = (hash(&[&prime().to_bytes_be()]), hash(&[&generator().to_bytes_be()]));
    let group: Vec<u8> = of_prime.iter().zip(of_generator).map(|(a, b)| a ^ b).collect();
    let user = hash(&[account.user.as_bytes()]);
    let proof = hash(&[&group, &user, &account.salt, &ours.to_bytes_be(), &theirs.to_bytes_be(), &key]);
    Agreed { key, proof }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5054, appendix B.
    #[test]
    fn the_shared_secret_is_that_of_the_standards_example() {
        let account = Account {
            user: "alice".to_owned(),
            password: b"password123".to_vec(),
            salt: bytes_of("beb25379d1a8581eb5a727673a2441ee").unwrap(),
        };
        assert_eq!(hex(&private(&account).to_bytes_be()), "94b7555aabe9127cc58ccf4993db6cf84d16c124");
        assert_eq!(hex(&multiplier().to_bytes_be()), "7556aa045aef2cdd07abaf0f665c3e818913186f");
        let secret = bytes_of("60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393").unwrap();
        let theirs = bytes_of("e487cb59d31ac550471e81f00f6928e01dda08e974a004f49e61f5d105284d20").unwrap();
        let half = Half::new(&secret);
        let (shown, agreed) = answer(&account, &theirs, &half.shown);
        assert!(hex(&shown.to_bytes_be()).starts_with("bd0c61512c692c0cb6d041fa01bb152d4916a1e77af46ae1"));
        assert_eq!(half.agree(&account, &shown), Some(agreed.clone()));
        let shared = "b0dc82babcf30674ae450c0287745e7990a3381f63b387aaf271a10d233861e3\
            59b48220f7c4693c9ae12b0a6f67809f0876e2d013800d6c41bb59b6d5979b5c\
            00a172b4a2a5903a0bdcaf8a709585eb2afafa8f3499b200210dcc1f10eb3394\
            3cd67fc88a2f39a4be5bec4ec0a3212dc346d7e474b29ede8a469ffeca686e5a";
        assert_eq!(agreed.key, hash(&[&bytes_of(shared).unwrap()]));
    }

    #[test]
    fn a_number_that_would_give_the_key_away_is_refused() {
        let account = Account { user: String::new(), password: Vec::new(), salt: Vec::new() };
        for shown in [BigUint::default(), prime(), prime() * 2u8] {
            assert_eq!(Half::new(&[7; 32]).agree(&account, &shown), None);
        }
    }
}
