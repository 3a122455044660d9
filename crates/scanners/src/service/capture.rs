use fingerprint::FingerPosition;

use super::{Eye, Picture, UnixTime};
use crate::Identity;

/// What came of an order.
#[derive(Debug, PartialEq)]
pub struct Capture {
    /// The scanner that took it.
    pub identity: Identity,
    /// When, by the scanner's own clock where it states a time, else when it arrived.
    pub taken_at: UnixTime,
    /// Each finger or eye.
    pub biometrics: Vec<Biometric>,
    /// How it is known that the scanner took it.
    pub proof: Proof,
}

/// One finger or one eye.
#[derive(Debug, PartialEq)]
pub struct Biometric {
    /// Of which part of the body.
    pub site: Site,
    /// The image, as the scanner encoded it.
    pub picture: Picture,
    /// The scanner's own quality, 0 to 100, where it states one.
    pub quality: Option<u8>,
}

/// A part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Site {
    /// A finger.
    Finger(FingerPosition),
    /// An eye.
    Eye(Eye),
}

/// How it is known who took an image and that nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// By nothing but that it came over loopback.
    Unsigned,
    /// By the scanner's signature.
    Signed {
        /// SHA-256 of the root certificate that the scanner's certificate leads to.
        root: [u8; 32],
        /// The number under which it was asked for.
        transaction: String,
        /// How the scanner chains its images.
        hash_form: HashForm,
    },
}

/// How a scanner's hash goes on from the one before: its standard and its reference software differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HashForm {
    /// Over the bytes of both hashes.
    Bytes,
    /// Over both hashes written in upper-case hexadecimal.
    Hex,
}
