//! What a watchlist entry goes through, from the first draft until it is withdrawn, and what it must rest on.
//!
//! Moments are milliseconds since 1970 UTC; a person is whatever names one (`P`), as long as two can be told apart.

mod category;
mod grounds;
mod standing;

pub use category::{Approach, Category, valid_until, validation_due};
pub use grounds::{Grounds, Missing};
pub use standing::{EntryState, EntryStep, NotNow, Standing};
