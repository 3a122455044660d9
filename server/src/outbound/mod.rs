//! Requests that the server makes itself, to addresses that an operator or a partner gave.
//!
//! An address is guarded twice: when it is given, by its form; and at each request, by every number that its name
//! stands for at that moment. The connection then goes to just the number that was looked at, and no redirect is
//! followed, so that neither a name that changes its mind nor an answer can lead into the site's own network.

mod address;
mod post;

pub use address::{Address, BadAddress, Reach};
pub use post::{NotDelivered, post, post_with};
