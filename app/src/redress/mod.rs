//! Redress: the public page where a person asks with the code of their receipt, and the desk that answers.

mod acting;
mod calls;
mod case_page;
mod held;
mod letter;
mod lost_receipts;
mod public_page;
mod queue_page;
mod recipients;
mod standing;
mod trace;

pub use case_page::RedressCasePage;
pub use lost_receipts::LoseReceipt;
pub use public_page::PublicPage;
pub use queue_page::RedressPage;
