//! Who may be meant by a name, a date of birth and a place: across scripts and spellings, in whatever order, with parts
//! missing and dates half known.
//!
//! A name proves nothing. What is found here is never a hit: it stands beside one, or answers a question that somebody
//! gave a reason for.

mod born;
mod creole;
mod index;
mod name;
mod sound;
mod stated;

pub use born::agreement;
pub use index::{Index, Match};
pub use name::Name;
pub use stated::stated;
