//! How an examiner looks at two prints and what is charted on them; everything of the bench but the screen.
//!
//! Prints are measured in pixels at 500 ppi, y downwards, whatever their own resolution. The *plane* is the probe's
//! print, endless; a [`Motion`] lays the candidate's print upon it; a [`View`] says what of the plane a pane shows.

mod chart;
mod grey;
mod motion;
mod ridges;
mod ruler;
mod tone;
mod view;

pub use chart::{Author, Mark, MarkedPair, nearest};
pub use grey::Grey;
pub use motion::Motion;
pub use ridges::{PER_PIXEL, ridges};
pub use ruler::Ruler;
pub use tone::Tone;
pub use view::{Field, Room, View};

/// A point: of a print, of the plane, or of a pane (then in CSS pixels from its middle).
pub type Point = (f32, f32);
