//! Watchlists: entries and what they rest on, the steps they go through, the copies in memory that follow the log of
//! changes, what devices are given, and the search.

mod again;
mod bounds;
mod copies;
mod enrolment;
mod entry;
mod finding;
mod held;
mod keeping;
mod later;
mod links;
mod on_file;
mod past;
mod search;
mod search_by_matchers;
mod steps;
mod terms;
mod writing;

pub use enrolment::{NewEntry, NewPrint};
pub(crate) use entry::Entry;
pub use entry::{Particulars, ReferencePrint};
pub use held::{HeldList, Watch};
pub(crate) use keeping::{Names, name_of, summary};
pub(crate) use past::Past;
pub(crate) use steps::not_now;
