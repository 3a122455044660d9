//! What the server pushes: `GET /api/events`, server-sent events with one [`Event`] in JSON each.
//!
//! An event says what to read again, never what it holds: reading stays behind the one authorisation.

use serde::{Deserialize, Serialize};

use crate::{EncounterId, HitId, ListId};

/// Something changed that this person may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A hit was opened, claimed, let go, decided: to reviewers and supervisors.
    Hit {
        /// Which.
        id: HitId,
    },
    /// An encounter's status changed: to officers and supervisors of its site.
    Encounter {
        /// Which.
        id: EncounterId,
    },
    /// An alert was raised, acknowledged, taken further or taken back: to officers and supervisors of the site, and the
    /// country's programme managers.
    Alert {
        /// Whom it is about.
        encounter: EncounterId,
    },
    /// A list changed: to whoever may hold a copy.
    List {
        /// Which.
        id: ListId,
    },
    /// Some events were missed (a slow link): read everything again.
    Lagged,
}
