//! Codes of receipts, the cases opened with them, what was done, and who must be told.

pub mod cases;
pub mod codes;
pub mod recipients;
pub mod steps;
