//! The reviewer's side: the queue, and the bench on which one case is examined.
//!
//! The order is ACE-V: the probe alone is analysed and that analysis saved; only then does the server give the
//! candidate, which is compared and decided on with a reason. Nothing here knows of another person's decision.

mod alignment;
mod analysis;
mod case_page;
mod closing;
mod decision;
mod drafts;
mod keys;
mod marks;
mod open_case;
mod pane;
mod queue;
mod queue_page;
mod side;
mod stage;
mod strip;
mod time_left;
mod tools;
mod urgency;
mod viewport;

use keys::SingleKeys;

pub use case_page::CasePage;
pub use drafts::Drafts;
use queue::Queue;
pub use queue_page::QueuePage;
pub use urgency::{TimeLeft, Urgency};

/// Gives the queue, the drafts and the setting of the keys to everything below.
pub fn provide() {
    Queue::provide();
    Drafts::provide();
    SingleKeys::provide();
}
