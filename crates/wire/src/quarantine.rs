//! Packets that were refused: a supervisor looks at them, and lets them in or not.

use serde::{Deserialize, Serialize};

use crate::{DeviceId, EncounterId, QuarantineId, SiteId, Timestamp};

/// Why a packet was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyRefused {
    /// It is not what the device sealed, or not sealed by that device.
    Altered,
    /// The device is not enrolled here, or at another site.
    ForeignDevice,
    /// The device was called back before it sealed this, or was stolen.
    RevokedDevice,
    /// It was sealed for another officer than who sends it.
    ForeignOfficer,
    /// Its moments do not fit together, or not with the device's clock or the server's.
    Redated,
    /// It is of an encounter that is here already with another content, or that was here and is erased.
    Replayed,
}

/// A packet in quarantine. `GET /api/quarantine`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// Its identifier.
    pub id: QuarantineId,
    /// The encounter that it says it is.
    pub encounter: EncounterId,
    /// What people call that.
    pub reference: String,
    /// Why it was refused.
    pub why: WhyRefused,
    /// The same with its particulars, in English.
    pub detail: String,
    /// The device that it names.
    pub device: DeviceId,
    /// What that is called, if it is enrolled.
    pub device_name: Option<String>,
    /// Who sent it.
    pub officer: String,
    /// Where they work.
    pub site: SiteId,
    /// When it was sealed, by the device's own clock.
    pub sealed_at: Timestamp,
    /// When it came.
    pub received_at: Timestamp,
    /// Bytes.
    pub size: u64,
    /// What became of it; none while it waits.
    pub decided: Option<Decided>,
}

/// What a supervisor made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// It was let in; otherwise its content is erased.
    pub released: bool,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// `GET /api/encounters/{id}/packet`: how a packet stands, for the officer whose device sent it and keeps it still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketStanding {
    /// Why it was refused.
    pub why: WhyRefused,
    /// When it came.
    pub received_at: Timestamp,
    /// What became of it; none while it waits for a supervisor.
    pub decided: Option<Decided>,
}

/// `GET /api/quarantine/{id}`: what can be read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// As it is listed.
    pub packet: Quarantined,
    /// What its manifest says; none where it cannot be read any more, or is erased.
    pub says: Option<Says>,
}

/// What the manifest of a packet says, without prints or names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    /// Where.
    pub site: SiteId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was sent.
    pub sealed_at: Timestamp,
    /// How many prints.
    pub fingers: u32,
    /// How many photographs.
    pub photographs: u32,
    /// Whether name or birth are stated.
    pub biography: bool,
}

/// `POST /api/quarantine/{id}/release` and `.../rejection`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Why.
    pub reason: String,
}
