//! The typed facts of the other crates, in the words of the person at the screen.

mod age;
mod finger;
mod problem;
mod quality;
mod score;
mod status;

pub use age::{age, clock_time, moment, number};
pub use finger::{finger, fingers, hand};
pub use problem::{fault, remedy, rule};
pub use quality::{Grade, advice, grade};
pub use score::chance;
pub use status::{status, status_tone};
