//! Importing a partner's folder: what would become of everybody first, then all of them in batches, then a second
//! person. Whatever breaks off, the same sheet goes on with it.

mod folder;
mod lines;
mod page;
mod sample;
mod work;

pub use page::{ImportPage, OneImportPage};
