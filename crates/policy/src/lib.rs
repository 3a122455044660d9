//! Who may be recorded, kept how long, alerted on: pure rules over typed facts.
//!
//! A [`Policy`] is a country's, in one of its versions, with what its sites do more strictly; [`Policy::at`] gives the
//! [`SitePolicy`] in force at one of them, over which every rule here is a function. Every decision names the [`Rule`]
//! and the version that made it, so that it can be recorded, shown in words and questioned.

mod alerting;
mod base_rate;
mod capturing;
mod country;
mod devices;
mod flaw;
mod hours;
mod linking;
mod listing;
mod modality;
mod national;
mod recording;
mod retention;
mod reviewing;
mod ruling;
mod site_policy;

pub use alerting::{Addressee, Alerting, Reach, is_phone};
pub use base_rate::BaseRate;
pub use capturing::{CaptureRules, Packing, Sequence};
pub use country::{Country, NoCountry};
pub use devices::{DeviceField, OnDevices, is_far_behind, may_hold_entry, may_hold_list};
pub use flaw::{Flaw, Remedy};
pub use hours::{Hours, working};
pub use linking::may_search_past;
pub use listing::{
    Approach, Category, EntryState, EntryStep, Grounds, Missing, NotNow, Standing, valid_until,
    validation_due,
};
pub use modality::{Modality, may_capture, may_tell_in};
pub use national::{Differences, Policy};
pub use recording::{Age, Answers, Minors, may_record};
pub use retention::{Class, Ending, Held, Keeping, Retention, keeping, keeping_request};
pub use reviewing::Reviewing;
pub use ruling::{Permission, Rule, Ruling};
pub use site_policy::SitePolicy;
