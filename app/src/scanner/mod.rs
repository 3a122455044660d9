//! Anything that gives finger images live, behind one interface: a [`Source`] is told [`Command`]s and tells
//! [`Event`]s, whether it is a reader on USB, a service on this computer or the demo programme's simulation.
//!
//! [`CurrentScanner`] holds the one that this desk works with. Live pictures are never stored: each is overwritten in
//! memory as soon as nothing shows it.

mod current;
mod device;
mod driver;
mod judging;
mod listening;
mod live_picture;
mod platform;
mod reachable;
mod serial;
mod service;
mod simulated;
mod source;
mod usb;

pub use current::CurrentScanner;
pub use device::Capabilities;
pub use judging::{Judge, Judged, shape};
pub use live_picture::LivePicture;
pub use reachable::Reachable;
pub use serial::available as reaches_serial;
pub use simulated::Deed;
pub use source::{Command, Event, Events, Images, Preview, Source, Taken, Wanted};
pub use usb::available as reaches_usb;
