//! A USB fingerprint reader in software, on a unix socket.
//!
//! Hosts connect and speak [`message`]s: the shim under a real Chromium's USB stack, and the scripted
//! `navigator.usb` of the journeys. Behind it are the very simulators that the protocols are tested against.

pub mod descriptors;
pub mod device;
pub mod message;
