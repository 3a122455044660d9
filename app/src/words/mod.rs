//! The typed facts of the other crates, in the words of the person at the screen.

mod age;
mod alert;
mod call;
mod capturing;
mod case;
mod condition;
mod finger;
mod hours;
mod keeping;
mod problem;
mod quality;
mod redress;
mod review;
mod score;
mod status;
mod watchlist;

pub use age::{age, born_on, clock_time, day, moment, moment_with_seconds, moment_with_year, month, number};
pub use alert::{approach, cause, handover_state, how_often_right, reach};
pub use call::call_failure;
pub use capturing::{complaint, guidance, impression, override_reason, sequence, step, why_missing};
pub use case::{case_state, case_tone, next};
pub use condition::{caveat, condition, condition_remedy, condition_tone, finger_advice};
pub use finger::{finger, fingers, hand};
pub use hours::{clock, minute_of, site_hours, utc_offset};
pub use keeping::unkept;
pub use problem::{fault, remedy, rule};
pub use quality::{Grade, advice, grade, remedy_for};
pub use redress::{age_answer, asks, fact, manner, national, notice_to, redress_state};
pub use review::{
    base_rate, born, decided_by_me, ending, ending_tone, finding, holder, judged, known_answer, provenance,
    stage, time_left, urgency, value,
};
pub use score::{chance, false_leads};
pub use status::{status, status_tone};
pub use watchlist::{change_step, entry_state, entry_tone, flaw, missing, verdict, verdict_tone, what_next};
