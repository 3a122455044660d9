//! What a device sends, so that nothing in it can be swapped, and so that whoever carries it cannot read it.
//!
//! A [`Seal`] goes with a manifest: which device, which officer, when by the device's own clock, and the SHA-256 of the
//! manifest's bytes, which names every image by its own; signed with a key that no program can read out of the browser.
//! A [`Report`] is what a device says of itself when it is in contact, signed by the same key for that purpose alone.
//! Where there is no link at all a [`medium`] carries sealed packets one way and answers the other.
//!
//! Nothing here does I/O, knows a clock or draws random numbers; private keys stay where they are, so that what needs one
//! (a signature, a Diffie-Hellman step) is asked of the caller.

mod key;
pub mod medium;
mod report;
mod seal;

pub use key::{NotAKey, PublicKey, SIGNATURE_BYTES, SecretKey, is_signed};
pub use report::report_message;
pub use seal::{NotASeal, Refused, Seal, Sealing};
