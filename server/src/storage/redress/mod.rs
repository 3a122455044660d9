//! Codes of receipts, the cases opened with them, what was done, who must be told, and new receipts
//! that wait for a second person.

pub mod cases;
pub mod codes;
pub mod lost_receipts;
pub mod recipients;
pub mod steps;
