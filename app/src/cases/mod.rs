//! Cases: a subject's encounters on one timeline, for the supervisor who follows them.

mod calls;
mod case_page;
mod encounters;
mod linking;
mod list_page;
mod material;
mod search_form;
mod timeline;

pub use case_page::CasePage;
pub use list_page::CasesPage;
