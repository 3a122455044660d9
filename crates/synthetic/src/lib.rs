//! Fingerprints and people that never existed, from a seed, for the demo, for tests and for measuring scale.
//!
//! A [`FingerSeed`] grows into a [`Master`] print; [`impression`] is what one contact with a scanner shows of
//! it. Everything is the same to the bit on every target: random numbers are our own, arithmetic is plain
//! `f32` in a fixed order, and the transcendental functions come from the `libm` crate everywhere.

mod conditions;
mod finger;
mod impression;
mod noise;
mod orientation;
mod person;
mod random;
mod ridges;
mod skin;
mod slap;
mod stream;
mod template;

pub use conditions::{Conditions, Difficulty};
pub use finger::{FingerSeed, Master};
pub use fingerprint::slap::Hand;
pub use impression::{HEIGHT, WIDTH, impression};
pub use orientation::PatternClass;
pub use person::Person;
pub use slap::{Lay, Slap, SlapFinger};
pub use stream::Placement;
pub use template::{SingularPoints, singular_points, template, template_under};
