//! The audit log, for those who prove that nothing in it was altered: administrator and auditor.

mod page;
mod verification;

pub use page::AuditPage;
