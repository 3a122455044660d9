//! In which order searches are worked on: urgent ones first, fair between sites and people, and no more at once
//! than can be answered in time.
//!
//! [`Queue`] decides, and knows no thread, clock or gallery; [`Pool`] is the threads that do what it says.

mod pool;
mod queue;
mod shares;

pub use pool::{Outcome, Pending, Pool};
pub use queue::{Client, Full, Queue, Ticket, Work};
