//! The reviewer's side: the queue, and the bench on which one hit is examined.
//!
//! The order is ACE-V: the probe alone is analysed and that analysis saved; only then does the server give the
//! candidate, which is compared and decided on with a reason. Nothing here knows of another person's decision.

mod analysis;
mod bench_page;
mod charting;
mod closing;
mod decision;
mod drafts;
mod hands;
mod keys;
mod load;
mod open_hit;
mod paint;
mod pane;
mod pictures;
mod pressed;
mod queue;
mod queue_page;
mod rates_page;
mod refused;
mod rows;
mod ruler;
mod scene;
mod side;
mod skip;
mod stage;
mod stage_view;
mod stated;
mod strip;
mod time_left;
mod tools;
mod urgency;
mod work;

use keys::SingleKeys;

pub use bench_page::BenchPage;
pub use drafts::Drafts;
use queue::Queue;
pub use queue_page::QueuePage;
pub use rates_page::RatesPage;
use ruler::Measured;
pub use urgency::{TimeLeft, Urgency};
use work::Work;

/// Gives the queue, the time at the bench, the drafts and the setting of the keys to everything below.
pub fn provide() {
    Queue::provide();
    Work::provide();
    Drafts::provide();
    SingleKeys::provide();
    Measured::provide();
}
