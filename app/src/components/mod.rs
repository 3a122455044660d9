//! The small parts that every page is built of.

mod banner;
mod biography_fields;
mod chip;
mod condition;
mod dialog;
mod disclosure;
mod heading;
mod how_taken;
mod icon;
mod meter;
mod reason;
mod reason_dialog;

pub use banner::{Banner, FaultBanner};
pub use biography_fields::BiographyFields;
pub use chip::Chip;
pub use condition::ConditionBanner;
pub use dialog::Dialog;
pub use disclosure::Disclosure;
pub use explanation::minutia_sign;
pub use heading::Heading;
pub use how_taken::{HowTaken, MissingFingers};
pub use icon::{Icon, Shape, Tone};
pub use meter::Meter;
pub use reason::{Reason, ReasonField};
pub use reason_dialog::ReasonDialog;
