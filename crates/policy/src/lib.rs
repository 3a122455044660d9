//! Who may be recorded, kept how long, alerted on: pure rules over typed facts.
//!
//! Every decision names the [`Rule`] that made it, so that it can be recorded, shown in words and questioned.

mod alerting;
mod capturing;
mod country;
mod recording;

pub use alerting::{Grounds, Unfounded, may_alert};
pub use capturing::{CaptureRules, Sequence};
pub use country::{Country, NoCountry};
pub use recording::{Age, Answers, Permission, Rule, SitePolicy, may_record};
