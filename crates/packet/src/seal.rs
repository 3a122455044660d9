use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use wire::{AccountId, DeviceId, EncounterId, Timestamp};

use crate::key::{PublicKey, SIGNATURE_BYTES, is_signed};

/// The first byte. Another format gets another number.
const VERSION: u8 = 1;
/// Version, device, encounter, officer, sealed_at, clock_set_by, SHA-256 of the manifest.
const SEALING_BYTES: usize = 1 + 16 + 16 + 16 + 8 + 8 + 32;
/// What its signature is for, and for nothing else.
const PURPOSE: &[u8] = b"umbral packet 1\n";

/// What a device signs of an encounter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// Which device.
    pub device: DeviceId,
    /// Which encounter: a manifest sealed as one is no other.
    pub encounter: EncounterId,
    /// Who captured it.
    pub officer: AccountId,
    /// When it was sealed, by the device's own clock, however wrong.
    pub sealed_at: Timestamp,
    /// Milliseconds by which the device took its clock to be behind the server's (negative: ahead) when it last heard
    /// from it: every moment in the manifest is the device's clock plus this.
    pub clock_set_by: i64,
    /// The SHA-256 of the manifest's bytes as they are sent; it names the images by theirs.
    pub manifest: [u8; 32],
}

/// A [`Sealing`] with its signature: what travels beside the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// What was signed.
    pub sealing: Sealing,
    signature: [u8; SIGNATURE_BYTES],
}

/// These are no bytes of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotASeal {
    /// It is no base64.
    #[error("a seal is base64 without padding, in the alphabet of addresses")]
    NotText,
    /// It has another length.
    #[error("a seal has {length} bytes, not {0}", length = Seal::BYTES)]
    Length(usize),
    /// It is of another version of this program.
    #[error("a seal of version {0}, which this server cannot read: bring both to the same version")]
    OtherVersion(u8),
}

/// Why a packet is not what the device sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The signature is not of this seal by this device.
    #[error("the seal is not signed by the device that it names")]
    Signature,
    /// The manifest's bytes are not those that were sealed.
    #[error("the manifest is not the one that was sealed")]
    Manifest,
    /// The manifest speaks of another encounter.
    #[error("the manifest is of another encounter than the seal")]
    Encounter,
}

impl Sealing {
    /// The digest of a manifest's bytes.
    #[must_use]
    pub fn digest(manifest: &[u8]) -> [u8; 32] {
        Sha256::digest(manifest).into()
    }

    /// What the device's key signs (ECDSA with SHA-256).
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        [PURPOSE, &self.to_bytes()].concat()
    }

    /// With the signature of [`Self::message`].
    #[must_use]
    pub fn signed(self, signature: [u8; SIGNATURE_BYTES]) -> Seal {
        Seal { sealing: self, signature }
    }

    fn to_bytes(&self) -> [u8; SEALING_BYTES] {
        let mut bytes = [0; SEALING_BYTES];
        bytes[0] = VERSION;
        bytes[1..17].copy_from_slice(self.device.0.as_bytes());
        bytes[17..33].copy_from_slice(self.encounter.0.as_bytes());
        bytes[33..49].copy_from_slice(self.officer.0.as_bytes());
        bytes[49..57].copy_from_slice(&self.sealed_at.0.to_be_bytes());
        bytes[57..65].copy_from_slice(&self.clock_set_by.to_be_bytes());
        bytes[65..].copy_from_slice(&self.manifest);
        bytes
    }

    fn from_bytes(bytes: &[u8; SEALING_BYTES]) -> Result<Self, NotASeal> {
        if bytes[0] != VERSION {
            return Err(NotASeal::OtherVersion(bytes[0]));
        }
        let uuid = |at: usize| Uuid::from_u128(u128::from_be_bytes(taken(bytes, at)));
        Ok(Self {
            device: DeviceId(uuid(1)),
            encounter: EncounterId(uuid(17)),
            officer: AccountId(uuid(33)),
            sealed_at: Timestamp(i64::from_be_bytes(taken(bytes, 49))),
            clock_set_by: i64::from_be_bytes(taken(bytes, 57)),
            manifest: taken(bytes, 65),
        })
    }
}

impl Seal {
    /// Its length.
    pub const BYTES: usize = SEALING_BYTES + SIGNATURE_BYTES;

    /// Whether the device sealed just this manifest, of just this encounter.
    ///
    /// # Errors
    /// [`Refused`]: any change of any byte.
    pub fn check(&self, key: &PublicKey, manifest: &[u8], encounter: EncounterId) -> Result<(), Refused> {
        if !is_signed(key, &self.sealing.message(), &self.signature) {
            return Err(Refused::Signature);
        }
        if Sealing::digest(manifest) != self.sealing.manifest {
            return Err(Refused::Manifest);
        }
        match self.sealing.encounter == encounter {
            true => Ok(()),
            false => Err(Refused::Encounter),
        }
    }

    /// As it is kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.sealing.to_bytes()[..], &self.signature].concat()
    }

    /// What was kept.
    ///
    /// # Errors
    /// [`NotASeal`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASeal> {
        match bytes.split_first_chunk::<SEALING_BYTES>() {
            Some((sealing, signature)) if signature.len() == SIGNATURE_BYTES => {
                Ok(Self { sealing: Sealing::from_bytes(sealing)?, signature: taken(signature, 0) })
            }
            _ => Err(NotASeal::Length(bytes.len())),
        }
    }

    /// As it stands in a header of HTTP.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.to_bytes())
    }

    /// What stood there.
    ///
    /// # Errors
    /// [`NotASeal`].
    pub fn from_text(text: &str) -> Result<Self, NotASeal> {
        Self::from_bytes(&URL_SAFE_NO_PAD.decode(text).map_err(|_| NotASeal::NotText)?)
    }
}

/// So many bytes from there on; the callers' lengths are constants.
fn taken<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut taken = [0; N];
    taken.copy_from_slice(&bytes[at..at + N]);
    taken
}
