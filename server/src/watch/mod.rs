//! Watchlists: entries and what they rest on, the copies held in memory, and the search.

mod enrolment;
mod entry;
mod held;
mod search;

pub use enrolment::{NewEntry, NewPrint};
pub(crate) use entry::Entry;
pub use entry::{Particulars, ReferencePrint};
pub use held::{HeldList, Watch};
