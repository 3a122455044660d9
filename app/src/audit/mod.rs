//! The audit log, for those who prove that nothing in it was altered: administrator and auditor.

mod looking;
mod page;
mod site_rules;
mod unusual;
mod verification;

pub use page::AuditPage;
