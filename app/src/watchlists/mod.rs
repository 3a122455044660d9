//! What a watchlist manager keeps: lists, their entries, and who holds which version.

mod calls;
mod conditions;
pub mod date;
mod due;
mod entries;
mod entry_form;
mod entry_page;
mod finding;
mod importing;
mod list_page;
mod lists_page;
mod print_files;
mod terms_form;

pub use entry_form::{EditEntryPage, NewEntryPage};
pub use entry_page::EntryPage;
pub use importing::{ImportPage, OneImportPage};
pub use list_page::ListPage;
pub use lists_page::ListsPage;
