//! In which order searches are worked on: urgent ones first, fair between sites and people, and no more at once
//! than can be answered in time.
//!
//! [`Queue`] decides, and knows no thread, clock or gallery; [`Pool`] is the threads that do what it says, and
//! [`Turns`] lets searches begin in its order that other machines work on.

mod pace;
mod pool;
mod queue;
mod shares;
mod turns;

pub use pool::{Outcome, Pending, Pool};
pub use queue::{Client, Full, Queue, Ticket, Work};
pub use turns::{Turn, Turns};
