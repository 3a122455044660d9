//! Search spread over `umbral matcher` processes: `docs/scale.md` says when that is worth it.
//!
//! Each list is cut into [`Part`]s by the pseudonyms of its people. Who holds which part follows from who is there
//! ([`assignment`]): nobody gives orders. A matcher says twice a second in a NATS bucket what it holds ([`members`]), asks
//! the server for its parts and for what changed in them ([`librarian`]), and answers searches ([`matcher`]). The server
//! leads a search ([`scatter`]): it asks the holders, puts together what they found, and says which parts nobody
//! answered for. Everything that crosses NATS is sealed under a key that only server and matchers have ([`channel`]).

pub mod assignment;
pub mod channel;
mod handing_over;
pub(crate) mod librarian;
pub mod matcher;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod scatter;

use crate::vault::KeySource;

/// How a server or a matcher reaches the others.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// `tls://nats.example:4222`; without TLS on this machine alone.
    pub nats: String,
    /// A file that proves to NATS who this is (a JWT with its key), where NATS wants one.
    pub credentials: Option<std::path::PathBuf>,
    /// The key that all of them share.
    pub key: KeySource,
}

/// Into how many parts lists are cut, and how many matchers hold each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Layout {
    /// 1 to 256.
    pub parts: u16,
    /// 1 or more: with two, one may be lost and nothing is missing.
    pub replicas: u16,
}
