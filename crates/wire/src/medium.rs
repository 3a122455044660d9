//! What came on a medium, and the answers that go back on one.

use serde::{Deserialize, Serialize};

use crate::encounter::EncounterView;
use crate::{Bytes, DeviceId, EncounterId, Problem, Timestamp};

/// `POST /api/mediums`: what was in the file, and the file that goes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Whose it is.
    pub device: DeviceId,
    /// What that is called.
    pub name: String,
    /// What became of each encounter.
    pub answers: Vec<Answered>,
    /// A [`MediumAnswer`], sealed to the device.
    pub file: Bytes,
}

/// What became of an encounter on a medium.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Which.
    pub encounter: EncounterId,
    /// As the officer now sees it.
    pub receipt: Option<EncounterView>,
    /// Why it was not taken.
    pub refused: Option<Problem>,
    /// The server has all of it: the device may let go of it.
    pub complete: bool,
}

/// What is in the file that goes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediumAnswer {
    /// When it was made, by the server's clock.
    pub made_at: Timestamp,
    /// What became of each encounter.
    pub answers: Vec<Answered>,
}
