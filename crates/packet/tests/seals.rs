//! Whatever is changed in what a device sealed, it is refused.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use packet::{PublicKey, Refused, Seal, Sealing};
use proptest::prelude::*;
use wire::{AccountId, DeviceId, EncounterId, Timestamp};

fn key(secret: u8) -> (SigningKey, PublicKey) {
    let key = SigningKey::from_slice(&[secret; 32]).unwrap();
    let public = PublicKey::from_bytes(key.verifying_key().to_encoded_point(false).as_bytes()).unwrap();
    (key, public)
}

fn sealed(manifest: &[u8], encounter: EncounterId) -> (Seal, PublicKey) {
    let (key, public) = key(7);
    let sealing = Sealing {
        device: DeviceId::new(),
        encounter,
        officer: AccountId::new(),
        sealed_at: Timestamp(1_795_000_000_000),
        clock_set_by: -1500,
        manifest: Sealing::digest(manifest),
    };
    let signature: Signature = key.sign(&sealing.message());
    (sealing.signed(signature.to_bytes().into()), public)
}

#[test]
fn what_was_sealed_is_what_the_device_said() {
    let id = EncounterId::new();
    let (seal, key) = sealed(b"{}", id);
    assert_eq!(seal.check(&key, b"{}", id), Ok(()));
    assert_eq!(Seal::from_bytes(&seal.to_bytes()), Ok(seal.clone()));
    assert_eq!(Seal::from_text(&seal.to_text()), Ok(seal.clone()));
    assert!(
        seal.to_text().len() < 220,
        "it goes with every search over a slow link: {}",
        seal.to_text().len()
    );
}

#[test]
fn another_device_another_encounter_and_another_manifest_are_told_apart() {
    let id = EncounterId::new();
    let (seal, own) = sealed(b"{}", id);
    assert_eq!(seal.check(&key(8).1, b"{}", id), Err(Refused::Signature));
    assert_eq!(seal.check(&own, b"{ }", id), Err(Refused::Manifest));
    assert_eq!(seal.check(&own, b"{}", EncounterId::new()), Err(Refused::Encounter));
}

proptest! {
    #[test]
    fn any_change_of_any_byte_of_the_seal_is_refused(at in 0..Seal::BYTES, change in 1u8..) {
        let id = EncounterId::new();
        let (seal, key) = sealed(b"a manifest", id);
        let mut bytes = seal.to_bytes();
        bytes[at] ^= change;
        let refused = match Seal::from_bytes(&bytes) {
            Ok(other) => other.check(&key, b"a manifest", id).is_err(),
            Err(_) => true,
        };
        prop_assert!(refused, "byte {at}");
    }

    #[test]
    fn any_change_of_any_byte_of_the_manifest_is_refused(
        manifest in prop::collection::vec(any::<u8>(), 1..400), at in any::<prop::sample::Index>(), change in 1u8..,
    ) {
        let id = EncounterId::new();
        let (seal, key) = sealed(&manifest, id);
        prop_assert_eq!(seal.check(&key, &manifest, id), Ok(()));
        let mut other = manifest.clone();
        other[at.index(manifest.len())] ^= change;
        prop_assert_eq!(seal.check(&key, &other, id), Err(Refused::Manifest));
        prop_assert_eq!(seal.check(&key, &manifest[..manifest.len() - 1], id), Err(Refused::Manifest));
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(seal) = Seal::from_bytes(&bytes) {
            prop_assert_eq!(seal.to_bytes(), bytes);
        }
    }
}
