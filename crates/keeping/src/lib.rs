//! How a device keeps encounters until the server has all of them.
//!
//! Nothing here does I/O, knows a clock or draws random numbers. An [`Encounter`] under way is written down as [`Step`]s,
//! each once and never changed, and [`replay`]ed from them after a crash. A [`Place`] names where a record lies and is
//! sealed together with it ([`Sealed`]), so that a record found elsewhere, or in another order, does not open. Once
//! the officer has sent it, a [`Consignment`] takes the steps' place, and [`Lanes`] says what is to be sent next, in pieces
//! of a [`PieceSize`].
//! [`Room`] says when there is too little space left to begin another.

mod consignment;
mod encounter;
mod journal;
mod lanes;
mod piece_size;
mod place;
mod receipt;
mod room;
mod sealed;

pub use consignment::{Consignment, SealedManifest};
pub use encounter::{Beginning, Encounter, KeptPrint, OutOfPlace, Stage, Step, StepTaken};
pub use journal::{Replayed, Unreadable, replay};
pub use lanes::{Errand, Failure, Lane, Lanes, Next, Standing, pause};
pub use piece_size::PieceSize;
pub use place::{Place, Shelf};
pub use receipt::Receipt;
pub use room::Room;
pub use sealed::{NotSealed, Sealed};
