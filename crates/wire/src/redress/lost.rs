use serde::{Deserialize, Serialize};

use super::RedressCode;
use crate::{LostReceiptId, Timestamp};

/// `POST /api/encounters/{id}/lost-receipts`: somebody has lost the receipt of their record, and the desk asks that they be
/// given another. A second person of the desk confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLostReceipt {
    /// By what the desk made sure that the record is this person's; at most 2,000 characters.
    pub checked: String,
    /// Why they have no receipt; at most 2,000 characters.
    pub reason: String,
}

/// `GET /api/lost-receipts`: what waits for a second person, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostReceipt {
    /// Its identifier.
    pub id: LostReceiptId,
    /// What people call the record.
    pub record: String,
    /// Where the record was made.
    pub site: String,
    /// Who asks.
    pub asked_by: String,
    /// Whether that is who reads this: then somebody else has to confirm it.
    pub own: bool,
    /// When.
    pub asked_at: Timestamp,
    /// What was asked.
    pub words: NewLostReceipt,
}

/// `POST /api/lost-receipts/{id}/confirmation`: the code of the new receipt, told this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReceipt {
    /// With it the person asks like anybody else.
    pub code: RedressCode,
}
