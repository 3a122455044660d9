//! A file that carries sealed packets from a device to headquarters, or their answers back, on a medium that anybody may
//! find: only the one it is for can read it, and only the one it says it is from can have made it.
//!
//! HPKE (RFC 9180) in its authenticated mode, DHKEM(P-256, HKDF-SHA256) with HKDF-SHA256 and AES-128-GCM. A file is a
//! [`Header`] and records, each sealed with its number, the last of them [`Record::End`]: none can be taken out, put in,
//! repeated or moved, and a file that was cut off says so.

mod file;
mod hpke;
mod record;

pub use file::{Direction, Header, Reader, Unreadable, Writer};
pub use hpke::{Context, Exchange, SharedPoint};
pub use record::{NotARecord, Record};
