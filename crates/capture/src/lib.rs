//! How prints are taken: which fingers next, when a picture is good enough, what to say meanwhile, and what is wrong
//! with what was taken.
//!
//! Nothing here does I/O or knows a clock: frames come in as [`Sight`]s with their moment, and what to do comes out.
//! A [`Plan`] is made from the site's sequence, what the scanner can do, and the fingers that are missing; a
//! [`Course`] leads through it, best of three and then an override with a reason; [`AutoCapture`] watches one step's
//! frames; [`Guide`] picks the one sentence to say; [`check`] looks at what was taken.

mod auto;
pub mod check;
mod course;
mod exception;
mod guide;
mod hand;
mod impression;
mod plan;
mod sight;
mod step;

pub use auto::{Ask, AutoCapture, AutoRules};
pub use check::Complaint;
pub use course::{Course, NoOverride, OverrideReason, Progress, Verdict};
pub use exception::{Exception, WhyMissing};
pub use fingerprint::slap::Hand;
pub use guide::{Guidance, Guide};
pub use hand::{ACROSS, hand_of};
pub use impression::Impression;
pub use plan::{Ability, Plan};
pub use sight::{Outline, SeenPrint, Sight};
pub use step::{Manner, Step, asks_for};
