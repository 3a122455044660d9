//! Fingerprint scanners' USB protocols as pure state machines: events in, transfers and prints out.
//!
//! A [`Scanner`] does no I/O and knows no clock. Whoever owns the device carries out each [`Output::Transfer`]
//! and [`Output::Wait`], and tells the outcome as an [`Event`]; frames, images and [`Condition`]s come out of the
//! same queue. So one implementation runs over WebUSB, natively, and against the simulators (feature
//! `simulators`), which answer transfers byte for byte as the devices do.
//!
//! None of these protocols comes from a maker's driver: what they yield is never called certified.

mod abilities;
mod condition;
mod event;
mod frame;
pub mod futronic;
pub mod hid;
mod identity;
mod models;
pub mod morpho;
pub mod nb1010;
mod output;
mod press;
pub mod sbi;
mod scanner;
pub mod secugen;
pub mod service;
mod session;
mod transfer;
pub mod uru4500;

#[cfg(test)]
mod rig;
#[cfg(test)]
mod service_rig;
#[cfg(any(test, feature = "simulators"))]
mod simulator;

pub use abilities::{Abilities, Takes};
pub use condition::{AnswerFault, Condition, OpenFailure, Platform, SignatureFault};
pub use event::{Event, Request};
pub use frame::Frame;
pub use identity::{Caveat, Identity};
pub use models::{Claim, Model, UsbId};
pub use output::{Finger, Output, TimerId};
pub use scanner::Scanner;
#[cfg(any(test, feature = "simulators"))]
pub use simulator::Simulator;
pub use transfer::{Control, Recipient, RequestKind, Transfer, TransferError, TransferId};
