//! 1:N search: shards of people's prints, fusion over fingers, candidates with calibrated scores.
//!
//! Knows no database, browser or clock: the device's worker and the server search with the same code, so they
//! find the same candidates with the same scores.

mod arriving;
mod block;
mod candidate;
mod column;
mod duplicates;
mod extent;
mod fusion;
mod parts;
mod person;
mod positions;
mod search;
mod shard;
mod slices;
mod stored;

pub use arriving::{Arriving, Share};
pub use block::HeldPrint;
pub use candidate::{Candidate, FingerScore, SearchOptions};
pub use extent::Extent;
pub use fusion::fuse;
pub use parts::{Alike, Graded, PartedSearch};
pub use person::PersonId;
pub use positions::Positions;
pub use search::ReadyProbe;
pub use shard::Shard;
pub use slices::{Found, Search, Slice};
pub use stored::{Check, ShardError};
